"""What people and their organisations do to seats."""
