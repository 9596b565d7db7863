"""The demonstration: texts in YAML, and what chooses from them."""
