"""What the audit log says, in words: families of actions, each action, and what changed by it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from app.core.audit import AuditEntry
from app.core.i18n import _
from app.web.setting_words import said_of_setting


class Difference(NamedTuple):
    """One thing before and after; empty where there was nothing."""

    what: str
    before: str
    after: str


def family_words() -> dict[str, str]:
    """By the first part of an action."""
    return {
        "access": _("Refusals"),
        "session": _("Signing in"),
        "identity": _("Signing in elsewhere"),
        "provider": _("Where people sign in elsewhere"),
        "user": _("People"),
        "group": _("Groups"),
        "organisation": _("Organisations"),
        "token": _("Tokens of programs"),
        "settings": _("Settings"),
        "board": _("Boards"),
        "idea": _("Ideas"),
        "ideas": _("Ideas that were brought in"),
        "import": _("Files that were brought in"),
        "comment": _("Comments"),
        "wording": _("Other wordings"),
        "vote": _("Votes for customers"),
        "proxy": _("Customers who were told"),
        "improvement": _("Improvements"),
        "promise": _("Promised dates"),
        "entry": _("News"),
        "council": _("Advisory boards"),
        "audit": _("The audit log"),
        "statuses": _("Statuses"),
        "topics": _("Topics"),
        "tags": _("Tags"),
        "stages": _("Journey steps"),
        "elements": _("Parts of the experience"),
        "touchpoints": _("Touchpoints"),
    }


def said(entry: AuditEntry) -> str:
    """What was done, as a sentence; the action's own name where there is none."""
    if entry.action == "settings.change":
        sentence = said_of_setting(entry.before, entry.after)
        return sentence[:1].upper() + sentence[1:]
    _family, _dot, verb = entry.action.partition(".")
    known = _actions()
    return known.get(entry.action) or _verbs().get(verb) or entry.action


def differences(entry: AuditEntry) -> list[Difference]:
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    pairs = (
        (name, _shown(entry.before.get(name)), _shown(entry.after.get(name))) for name in names
    )
    return [Difference(name.replace("_", " "), was, now) for name, was, now in pairs if was != now]


def _shown(value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _actions() -> dict[str, str]:
    return {
        **_of_ways_in(),
        **_elsewhere(),
        **_about_people(),
        **_about_ideas(),
        **_about_councils(),
    }


def _about_people() -> dict[str, str]:
    return {
        "access.deny": _("Was refused a page for staff."),
        "user.role": _("Changed what this person may do."),
        "user.executive": _("Changed whether this person sees what executives see."),
        "user.organisation": _("Changed where this person belongs."),
        "user.invite": _("Invited this person."),
        "user.withdraw_invitation": _("Withdrew the invitation."),
        "user.come_in": _("The person came in by an invitation."),
        "user.create": _("Made the account on the command line."),
        "user.merge": _("Made two accounts of one person one."),
        "user.join": _("Took over what was brought in as theirs."),
        "user.erase": _("Erased somebody."),
        "user.deactivate": _("Closed the account."),
        "user.reactivate": _("Opened the account again."),
        "token.issue": _("Made a token."),
        "token.revoke": _("Ended a token."),
    }


def _about_ideas() -> dict[str, str]:
    return {
        "idea.status": _("Changed the status."),
        "board.look": _("Looked into a board that is open to chosen groups."),
        "idea.board": _("Put it on another board."),
        "idea.merge": _("Counted it together with another idea."),
        "idea.unmerge": _("Took the merge back."),
        "idea.keep_merge": _("Kept the merge somebody objected to."),
        "idea.tell_apart": _("Said that these ideas ask for different things."),
        "idea.ask_again": _("Asked again whether these ideas are the same."),
        "idea.put_together": _("Put ideas together as a group."),
        "ideas.import": _("Brought ideas in on the command line."),
        "import.begin": _("Began to bring ideas in from a file."),
        "import.undo": _("Took back what a file brought in."),
        "vote.represent": _("Voted for a customer."),
        "vote.take_out": _("Took a customer's vote out."),
        "proxy.told": _("Kept whether the customer was told."),
        "promise.give": _("Promised a date."),
        "promise.move": _("Moved a promised date."),
        "audit.export": _("Downloaded the audit log."),
    }


def _about_councils() -> dict[str, str]:
    return {
        "council.found": _("Founded an advisory board."),
        "council.invite": _("Invited somebody to an advisory board."),
        "council.renew": _("Changed when a seat in an advisory board ends."),
        "council.edit_seat": _("Changed a seat in an advisory board."),
        "council.end_seat": _("Ended a seat in an advisory board."),
        "council.charter": _("Put a charter before the members of an advisory board."),
        "council.boards": _("Said which boards the members of an advisory board see."),
        "council.move_meeting": _("Moved a meeting of an advisory board."),
        "council.plan_round": _("Planned a round of an advisory board."),
        "council.discard_round": _("Discarded the draft of a round."),
        "council.edit_round": _("Changed a round of an advisory board."),
        "council.add_candidate": _("Put a proposal before an advisory board."),
        "council.remove_candidate": _("Took a proposal out of a round."),
        "council.pre_read": _("Let the members of an advisory board read a round."),
        "council.open_round": _("Opened a round for answers."),
        "council.remind": _("Reminded members who owe answers to a round."),
        "council.close_round": _("Closed a round before its time."),
        "council.call_off": _("Called a meeting of an advisory board off."),
        "council.report_round": _("Marked a round as reported."),
        "council.add_paper": _("Put a paper before an advisory board."),
        "council.remove_paper": _("Took a paper away from an advisory board."),
        "council.write_minutes": _("Wrote the minutes of a round."),
        "council.move_minutes": _("Moved the minutes of a round on."),
        "council.decide": _("Wrote down an advice of an advisory board."),
        "council.undecide": _("Took an advice of an advisory board out."),
        "council.answer_advice": _("Said what became of an advice."),
        "council.assign": _("Wrote down an action of an advisory board."),
        "council.drop_action": _("Took an action of an advisory board out."),
        "council.finish_action": _("Finished an action of an advisory board."),
        "council.reopen_action": _("Opened an action of an advisory board again."),
        "council.export": _("Took everything of an advisory board with them."),
        "council.look": _("Looked into an advisory board without a seat in it."),
    }


def _marks() -> dict[str, str]:
    return {
        "pinned": _("Pinned it on its board."),
        "not_pinned": _("Took the pin off."),
        "locked": _("Locked the conversation."),
        "not_locked": _("Opened the conversation again."),
        "closed": _("Closed voting."),
        "not_closed": _("Opened voting again."),
        "restore": _("Brought it back."),
    }


def _of_ways_in() -> dict[str, str]:
    return {
        "session.open": _("Signed in."),
        "session.refuse": _("A password did not fit, so nobody was let in."),
        "session.refuse_passkey": _("A passkey was not accepted, so nobody was let in."),
        "session.end": _("Signed one device out."),
        "session.end_others": _("Signed all other devices out."),
        "user.password": _("Set another password."),
        "user.reset_password": _("Set another password by a link sent to them."),
        "user.address": _("Changed their e-mail address."),
        "user.rename": _("Changed what they are called."),
        "user.second-factor": _("Set up or removed an authenticator app."),
        "user.passkey": _("Added or removed a passkey."),
        "user.recovery-code": _("Signed in with a recovery code."),
        "user.recovery-codes": _("Made new recovery codes."),
    }


def _elsewhere() -> dict[str, str]:
    return {
        "session.refuse-elsewhere": _("Somebody who signed in elsewhere was not let in."),
        "user.groups": _("Their groups elsewhere changed which they are in here."),
        "identity.link": _("Signs in elsewhere from now on."),
        "identity.unlink": _("No longer signs in elsewhere."),
        "provider.describe": _("Changed where people may sign in elsewhere."),
    }


def _verbs() -> dict[str, str]:
    return {
        "add": _("Added it."),
        "edit": _("Changed it."),
        "rename": _("Gave it another name."),
        "join": _("Joined it with another."),
        "move": _("Moved it."),
        "remove": _("Took it out."),
        "write": _("Wrote it."),
        "rewrite": _("Wrote it anew."),
        **_marks(),
        "trust": _("Let what this person posts appear at once."),
        "block": _("Blocked this person from posting."),
        "unblock": _("Let this person post again."),
        "let_through": _("Published what had waited."),
        "turn_down": _("Did not publish what had waited, and said why."),
        "publish": _("Published it."),
        "unpublish": _("Took it back."),
        "archive": _("Closed it."),
        "close": _("Closed it."),
        "reopen": _("Opened it again."),
        "promoted": _("Promoted it from ideas."),
        "linked": _("Linked an idea to it."),
        "unlinked": _("Took an idea off it."),
        "moved": _("Moved it to another step."),
        "ranked": _("Ranked it by hand."),
        "ratings": _("Changed its ratings."),
        "topic": _("Changed its topic."),
        "tags": _("Changed its tags."),
        "owner": _("Changed who looks after it."),
        "stage": _("Changed its step of the journey."),
        "element": _("Changed its part of the experience."),
        "note": _("Wrote an internal note."),
        "reply": _("Answered whoever asked."),
    }
