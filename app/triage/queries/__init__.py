"""What managers look at: the inbox, one idea on their desk, and what there is to choose from."""
