"""What becomes of a personal column when its person asks to be erased.

A column that points at a person: with ERASE the row goes with them, with BLANK it forgets them,
with KEEP it stays and points at their emptied row, so that counts hold.

Any other column: with ERASE it is emptied in the person's own rows, those whose `user_id` is
theirs; with BLANK it is emptied in every row where it names them; with KEEP it stays as what was
said, but for their name and address, which are taken out wherever they stand.

When two accounts are made one, the rows of the one become the other's, but for those that point at
a person with APART: ways in, and what was done in a name, belong to one account only.
"""

from __future__ import annotations

ERASE = {"personal": "erase"}
BLANK = {"personal": "blank"}
KEEP = {"personal": "keep"}

APART = {"stays_apart": True}

# Gone with its person, and never about another one: a namesake keeps their name.
OWN = {"personal": "erase", "is_own": True}
