"""`make bench`: what a request costs here, beside the least a Flask page can cost."""
