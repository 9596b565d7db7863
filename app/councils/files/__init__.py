"""Files people read before a round: checked and made anew, kept, and handed out with the name of
whoever reads them on every page."""
