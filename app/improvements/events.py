"""What happens to improvements. Each is sent inside the unit of change."""

from app.core.events import Event

# improvement_moved.send(improvement, was=Horizon, actor=User): it stands at another horizon.
improvement_moved = Event("improvement_moved")
