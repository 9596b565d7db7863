"""What happens in councils. Each is sent inside the unit of change that made it true."""

from app.core.events import Event

# seat_offered.send(seat, person=person, council=council): somebody is asked to sit in a council.
seat_offered = Event("seat_offered")
