"""Reads of boards, ideas and comments. `visible` is the one filter all of them pass."""
