"""What happens to promises. Each is sent inside the unit of change."""

from app.core.events import Event

# date_moved.send(promise, before=Promise, actor=User): `promise` took the place of `before`, with
# the reason.
date_moved = Event("date_moved")
