"""The only writes to boards, ideas and comments, one subject a file."""
