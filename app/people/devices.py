"""What a browser says of itself, in words people know."""

from __future__ import annotations

from app.core.i18n import _

# In this order: each of the first names the later ones too.
BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}
LONGEST = 60


def device(says: str) -> str:
    """As "Firefox on Linux"; what is not known as it calls itself."""
    browser = next((name for mark, name in BROWSERS.items() if mark in says), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in says), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or says[:LONGEST] or _("An unknown browser")
