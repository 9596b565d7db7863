"""The only writes to councils, one subject a file."""
