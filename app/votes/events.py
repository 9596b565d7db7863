"""What happens to votes, sent inside the unit of change."""

from app.core.events import Event

# vote_cast.send(idea, voter=User): a vote that was not there before. Not sent for imports.
vote_cast = Event("vote_cast")
# vote_withdrawn.send(idea, voter=User)
vote_withdrawn = Event("vote_withdrawn")
# customer_represented.send(proxy, idea=Idea): an employee asked for a customer, who did not ask for
# this idea before.
customer_represented = Event("customer_represented")
