"""What can go wrong with an index. Neither loses anything: the database is the truth."""


class IndexUnavailable(Exception):
    """The index is missing, damaged or of another version: search the database and rebuild."""


class IndexBusy(Exception):
    """Another process is writing the index: leave the work queued and try again later."""
