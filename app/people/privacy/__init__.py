"""What is known of a person: found by the marks of the columns, copied for them, erased."""
