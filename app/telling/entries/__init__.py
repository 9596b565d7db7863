"""Entries of “What’s new”: written as drafts, published, told once."""
