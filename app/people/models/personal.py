"""What becomes of a personal column when its person asks to be erased."""

from __future__ import annotations

ERASE = {"personal": "erase"}
BLANK = {"personal": "blank"}
KEEP = {"personal": "keep"}
