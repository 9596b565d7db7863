"""What happens to news. Each is sent inside the unit of change that made it true."""

from app.core.events import Event

# entry_published.send(entry, ideas=list[Idea], path="/updates/<uid>-<slug>", actor=User,
# tells=bool): an entry of “What’s new” may be read from now on; `tells` where those behind its
# ideas are told of it.
entry_published = Event("entry_published")
