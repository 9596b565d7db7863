"""What happens in councils. Each is sent inside the unit of change that made it true."""

from app.core.events import Event

# reminded.send(matter, council=Council, people=list[User]): something in it waits for these people.
# `matter` is a Matter.
reminded = Event("reminded")
