"""Reading councils, one subject a file."""
