"""Forms around improvements. What is kept is decided by the services' drafts."""
