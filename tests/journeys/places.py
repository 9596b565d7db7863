"""Every page and the states a reader can meet it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page, expect


class Place(NamedTuple):
    """`path` may name what a Company holds, as {asked}; `reach` are the last steps to the state."""

    name: str
    path: str
    person: str = ""
    reach: Callable[[Page], None] | None = None


def _type_in_prompt(page: Page) -> None:
    page.get_by_role("searchbox").fill("bank link")
    expect(page.locator(".suggest a").first).to_be_visible()


def _type_what_was_asked(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Warn before bank links expire")
    expect(page.locator("#similar article").first).to_be_visible()


def _say_mine_is_different(page: Page) -> None:
    _type_what_was_asked(page)
    page.get_by_role("button", name="Mine is different").first.click()


def _vote_instead(page: Page) -> None:
    _type_what_was_asked(page)
    page.get_by_role("button", name="Vote for this instead").first.click()
    expect(page.get_by_text("Voted.", exact=True)).to_be_visible()


def _send_nothing(page: Page) -> None:
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _post(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Zebra stripes on printed ledgers")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def _send_too_late(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Zebra stripes")
    page.get_by_label("What were you trying to do").fill("Two lines\nof text.")
    page.locator("#idea-form input[name=csrf_token]").evaluate("field => field.value = 'old'")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("button", name="Send it again")).to_be_visible()


def _send_signed_out(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Zebra stripes")
    page.get_by_label("What were you trying to do").fill("Two lines\nof text.")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Please sign in")


def _sign_in_with_nothing(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _sign_up_with_nothing(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _ask_for_a_letter(page: Page) -> None:
    page.get_by_label("E-mail").fill("ada@heed.example")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Look in your mail")


def _decline_without_words(page: Page) -> None:
    page.get_by_role("link", name="Not planned").click()
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _merge_too_late(page: Page) -> None:
    page.locator("input[name=into]").evaluate("field => field.value = 'H-999'")
    page.get_by_role("button", name="Merge into").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _object(page: Page) -> None:
    page.get_by_role("button", name="Tell them it is different").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _be_too_late(page: Page) -> None:
    """With a page drawn before Marta decided, as its hidden version says."""
    page.locator(".reply [name=version]").evaluate("field => field.value = '1'")
    page.get_by_label("Your answer").fill("We look at it in spring.")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_text("Somebody was quicker than you")).to_be_visible()


def _open_filters(page: Page) -> None:
    page.locator(".narrow summary").click()


def _open_all_details(page: Page) -> None:
    page.locator("main details").evaluate_all("all => all.forEach((each) => each.open = true)")


def _open_account(page: Page) -> None:
    page.get_by_role("button", name="Your account").click()


def _vote(page: Page) -> None:
    page.get_by_role("button", name="Vote for").first.click()
    expect(page.locator("[data-said]")).to_contain_text("Voted.")


PLACES = [
    Place("board", "/"),
    Place("board as customer", "/b/product", "ben"),
    Place("board with a fresh vote", "/b/product?sort=new", "ben", _vote),
    Place("board with suggestions", "/", "", _type_in_prompt),
    Place("board with nothing that matches", "/b/product?status=new&topic=banking"),
    Place("empty board", "/b/empty", "ada"),
    Place("account menu", "/", "ada", _open_account),
    Place("search before words", "/search"),
    Place("search that finds", "/search?q=bank+link", "ben"),
    Place("search that finds nothing", "/search?q=xylophone"),
    Place("idea", "/ideas/{asked}"),
    Place("idea as customer", "/ideas/{asked}", "ben", _open_all_details),
    Place("idea as manager", "/ideas/{asked}", "marta", _open_all_details),
    Place("idea declined without words", "/ideas/{asked}", "marta", _decline_without_words),
    Place("idea that shipped", "/ideas/{shipped}", "ada"),
    Place("vote after sign-in", "/ideas/{asked}/vote", "marta"),
    Place("form", "/ideas/new", "ada"),
    Place("form with errors", "/ideas/new", "ada", _send_nothing),
    Place("form with look-alikes", "/ideas/new", "marta", _type_what_was_asked),
    Place("form with a folded look-alike", "/ideas/new", "marta", _say_mine_is_different),
    Place("form after voting instead", "/ideas/new", "marta", _vote_instead),
    Place("form open too long", "/ideas/new", "ada", _send_too_late),
    Place("form sent signed out", "/ideas/new", "ada", _send_signed_out),
    Place("thank-you", "/ideas/new", "ada", _post),
    Place("yours", "/me", "ada"),
    Place("yours, nothing yet", "/me", "ruth"),
    Place("notices", "/notices", "ben", _open_all_details),
    Place("notices, none", "/notices", "ruth"),
    Place("preferences", "/preferences", "ben"),
    Place("what's new", "/updates", "ada"),
    Place("progress", "/progress"),
    Place("sign-in", "/sign-in"),
    Place("sign-in with errors", "/sign-in", "", _sign_in_with_nothing),
    Place("sign-up", "/sign-up"),
    Place("sign-up with errors", "/sign-up", "", _sign_up_with_nothing),
    Place("forgotten password", "/forgot"),
    Place("letter sent", "/forgot", "", _ask_for_a_letter),
    Place("link that is over", "/confirm/never-was"),
    Place("inbox", "/manage/inbox?show=all", "marta", _open_all_details),
    Place("inbox with filters", "/manage/inbox?show=open", "marta", _open_filters),
    Place("inbox, all answered", "/manage/inbox", "ruth"),
    Place("inbox with nothing that matches", "/manage/inbox?topic=banking", "marta"),
    Place("idea in the inbox", "/manage/inbox/{asked}?show=all", "marta", _open_all_details),
    Place("idea in the inbox, to ask", "/manage/inbox/{long}?show=all&act=ask", "marta"),
    Place("idea in the inbox, refused", "/manage/inbox/{long}", "marta", _decline_without_words),
    Place("idea in the inbox, too late", "/manage/inbox/{long}", "ruth", _be_too_late),
    Place("merge, nothing chosen", "/manage/ideas/{shipped}/merge", "marta"),
    Place("merge, looked for", "/manage/ideas/{shipped}/merge?q=xylophone", "marta"),
    Place("merge, chosen", "/manage/ideas/{shipped}/merge?into={asked}", "marta"),
    Place("merge refused", "/manage/ideas/{shipped}/merge?into={asked}", "marta", _merge_too_late),
    Place("merge made already", "/manage/ideas/{merged}/merge", "marta"),
    Place("not what I meant", "/ideas/{merged}/not-what-i-meant", "ben"),
    Place("not what I meant, without a word", "/ideas/{merged}/not-what-i-meant", "ben", _object),
    Place("mail box", "/manage/mail", "ruth"),
    Place("a mail", "/manage/mail/{mail}", "ruth"),
    Place("API documentation", "/api/docs", "marta"),
    Place("nothing here", "/nothing-here"),
    Place("not yours to do", "/manage", "ada"),
]
