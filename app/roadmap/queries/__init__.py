"""The roadmap and its promises, read, one subject a file."""
