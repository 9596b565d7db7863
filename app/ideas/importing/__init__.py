"""Bringing ideas in from a file: read rows, check them, keep them in chunks, count."""
