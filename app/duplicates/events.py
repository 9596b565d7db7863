"""What happens between ideas that ask for the same. Each is sent inside the unit of change."""

from app.core.events import Event

# ideas_merged.send(merge, actor=User): a Merge links its source to its target.
ideas_merged = Event("ideas_merged")
# idea_unmerged.send(merge, actor=User): the link is gone, the source stands by itself again.
idea_unmerged = Event("idea_unmerged")
