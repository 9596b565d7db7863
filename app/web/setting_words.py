"""What was done to a setting, as a sentence behind somebody's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.core.i18n import _
from app.web.forms import days_promised, name_of_language


def said_of_setting(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Both hold the one setting that changed."""
    name = next(iter(after), "")
    was, now = before.get(name), after.get(name)
    if was == now:
        return _("kept this as it was.")
    words = _WORDS.get(name)
    return words(was, now) if words else _("changed this.")


def rule_words(rule: str) -> str:
    """Who may make an account by themselves."""
    return {
        "anyone": _("by themselves"),
        "domains": _("by themselves from some domains"),
        "invited": _("by invitation"),
    }.get(rule, rule)


def _renamed(was: Any, now: Any) -> str:
    return _("named it “%(now)s”. Before: “%(was)s”.", now=now, was=was)


def _company(was: Any, now: Any) -> str:
    return _("wrote “%(now)s” under every page. Before: “%(was)s”.", now=now, was=was)


def _hue(was: Any, now: Any) -> str:
    return _("chose the hue %(now)s. Before: %(was)s.", now=now, was=was)


def _zone(was: Any, now: Any) -> str:
    return _("set the time zone to %(now)s. Before: %(was)s.", now=now, was=was)


def _privacy(was: Any, now: Any) -> str:
    if now:
        return _("closed public boards to those who have not signed in.")
    return _("let anyone read public boards.")


def _privacy_notes(_was: Any, now: Any) -> str:
    return _("wrote other privacy notes.") if now else _("took the privacy notes away.")


def _kept_removed(was: Any, now: Any) -> str:
    return _("keeps removed comments for %(now)s days. Before: %(was)s.", now=now, was=was)


def _kept_unconfirmed(was: Any, now: Any) -> str:
    return _("keeps people who never came in for %(now)s days. Before: %(was)s.", now=now, was=was)


def _kept_mail(was: Any, now: Any) -> str:
    return _("keeps messages in files for %(now)s days. Before: %(was)s.", now=now, was=was)


def _second_factor(was: Any, now: Any) -> str:
    if now:
        return _("asks an authenticator app or a passkey of managers and administrators.")
    return _("lets managers and administrators sign in with their password alone.")


def _rule(was: Any, now: Any) -> str:
    return _(
        "lets new people come in %(now)s. Before: %(was)s.",
        now=rule_words(now),
        was=rule_words(was),
    )


def _domains(was: Any, now: Any) -> str:
    none = _("none")
    return _(
        "let in %(now)s. Before: %(was)s.",
        now=", ".join(now) or none,
        was=", ".join(was) or none,
    )


def _promise(was: Any, now: Any) -> str:
    return _("promised: %(now)s Before: %(was)s", now=days_promised(now), was=days_promised(was))


def _sites(was: Any, now: Any) -> str:
    none = _("none")
    return _(
        "lets these sites show the roadmap: %(now)s. Before: %(was)s.",
        now=", ".join(now.split()) or none,
        was=", ".join(was.split()) or none,
    )


def _synonyms(was: Any, now: Any) -> str:
    return _changed_list([", ".join(group) for group in was], [", ".join(group) for group in now])


def _changed_list(was: Sequence[str], now: Sequence[str]) -> str:
    none = _("none")
    return _(
        "wrote down: %(now)s. Taken out: %(was)s.",
        now="; ".join(each for each in now if each not in was) or none,
        was="; ".join(each for each in was if each not in now) or none,
    )


def _searched_language(was: Any, now: Any) -> str:
    return _(
        "reads ideas as %(now)s. Before: %(was)s.",
        now=name_of_language(now),
        was=name_of_language(was),
    )


_WORDS: dict[str, Callable[[Any, Any], str]] = {
    "name": _renamed,
    "company": _company,
    "accent_hue": _hue,
    "time_zone": _zone,
    "is_private": _privacy,
    "privacy_notes": _privacy_notes,
    "keep_removed_days": _kept_removed,
    "keep_unconfirmed_days": _kept_unconfirmed,
    "keep_mail_days": _kept_mail,
    "sign_up": _rule,
    "second_factor_for_staff": _second_factor,
    "sign_up_domains": _domains,
    "answer_within_days": _promise,
    "embed_origins": _sites,
    "search_synonyms": _synonyms,
    "search_ignored": _changed_list,
    "search_language": _searched_language,
}
