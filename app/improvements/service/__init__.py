"""The only writes to improvements, their evidence and decisions, one subject a file."""
