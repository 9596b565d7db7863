"""What happens to people. Each is sent inside the unit of change that made it true."""

from app.core.events import Event

# letter_asked.send(user, purpose="confirm"|"reset"|"known"|…, path="/confirm/<secret>"): a letter
# about an account is owed at once, whatever the person chose to be sent and welcomed or not. With
# purpose="invite" also by="Ruth Root"; with "welcome" also words="…" and no_path="/welcome/…".
letter_asked = Event("letter_asked")

# entered.send(user, onward="/ideas/H-1/vote"): they signed in with a link sent by mail, on their
# way to this address.
entered = Event("entered")

# moved.send(user_ids): these people now belong to another organisation than before, or to none.
moved = Event("moved")
