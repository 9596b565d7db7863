"""The only writes to people, their links and their tokens, one subject a file."""
