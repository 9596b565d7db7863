"""Counting ideas together, taking that back, and hearing who disagrees, one subject a file."""
