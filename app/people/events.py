"""What happens to people. Each is sent inside the unit of change that made it true."""

from app.core.events import Event

# letter_asked.send(user, purpose="confirm"|"reset"|"known"|…, path="/confirm/<secret>"): a letter
# about an account is owed at once, whatever the person chose to be sent and welcomed or not. With
# purpose="invite" also by="Ruth Root"; with "welcome" also words="…" and no_path="/welcome/…"; with
# "submit" also title="What was posted". With to="new@heed.example" it goes there instead of to the
# address the person has.
letter_asked = Event("letter_asked")

# entered.send(user, onward="/ideas/H-1/vote"): they signed in with a link sent by mail, on their
# way to this address.
entered = Event("entered")

# moved.send(user_ids): these people now belong to another organisation than before, or to none; or
# what was another account's is theirs now.
moved = Event("moved")

# role_changed.send(person, actor=User or None): they may do other things than before. None where a
# provider said so.
role_changed = Event("role_changed")

# being_erased.send(person): their rows are about to go, and their own row to be emptied. For what
# does not follow from the marks of the columns.
being_erased = Event("being_erased")

# being_merged.send(person, into=into): all that is theirs is about to become the other's. For what
# does not follow from the marks of the columns.
being_merged = Event("being_merged")

# texts_changed.send("wordings", ids=[…]): somebody's name was taken out of these rows' texts.
texts_changed = Event("texts_changed")

# names_sought.send(names): what an erased person was called (`privacy.names`) is to be taken out of
# files. Sent by the worker outside a unit of change, and perhaps twice.
names_sought = Event("names_sought")

# copy_asked.send(person, put=put): a copy of all that is theirs is made; `put(name, path)` adds one
# of their files to it. Sent by the worker outside a unit of change.
copy_asked = Event("copy_asked")
