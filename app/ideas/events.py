"""What happens to ideas. Each is sent inside the unit of change that made it true."""

from app.core.events import Event

# idea_submitted.send(idea): a new idea is on a board, or waits to be. Not sent for imports.
idea_submitted = Event("idea_submitted")
# idea_changed.send(idea): title, body, visibility or existence changed; search listens.
idea_changed = Event("idea_changed")
# statuses_changed.send(changes, actor=User): StatusChanges of one decision, all to one status and
# with the same note; several where the ideas of an improvement move together.
statuses_changed = Event("statuses_changed")
# comment_posted.send(comment, idea=Idea, actor=User): it is there to be read.
comment_posted = Event("comment_posted")
# looked_at.send(post, idea=Idea, actor=User): an idea, or a comment on `idea`, that had to wait was
# published or turned down; its state says which.
looked_at = Event("looked_at")
# ideas_imported.send(ballots): a chunk of an import was kept; the votes it came with, a list of
# ideas.importing.service.Ballot. No idea_submitted is sent with it: an import tells nobody.
ideas_imported = Event("ideas_imported")
