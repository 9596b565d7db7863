"""Improvements, read, one subject a file."""
