"""Images beside people's words: checked and made anew, kept as files, read by who may read the
words."""
