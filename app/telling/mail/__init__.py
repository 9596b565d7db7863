"""Letters: what they say (`letters`), how they look (`message`), how they leave (`transport`)."""
