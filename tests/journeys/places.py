"""Every page and the states a reader can meet it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page, expect

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


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


def _mistype_password(page: Page) -> None:
    page.get_by_label("Present password").fill("not this one")
    page.get_by_label("New password").fill("seven-wooden-herons")
    page.get_by_role("button", name="Change it").click()
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


def _answer_nothing(page: Page) -> None:
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _promise_nothing(page: Page) -> None:
    page.get_by_role("button", name="Move the date").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _write_nothing(page: Page) -> None:
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _move_without_a_reason(page: Page) -> None:
    page.locator("tr.open:visible").get_by_role("button", name="Move it").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _promote_without_an_owner(page: Page) -> None:
    page.get_by_role("button", name="Promote 1 idea").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _rate_out_of_range(page: Page) -> None:
    page.get_by_label("Confidence").fill("80")
    page.get_by_role("button", name="Keep the ratings").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _be_too_late(page: Page) -> None:
    """With a page drawn before Marta decided, as its hidden version says."""
    page.locator(".reply [name=version]").evaluate("field => field.value = '1'")
    page.get_by_label("Your answer").fill("We look at it in spring.")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_text("Somebody was quicker than you")).to_be_visible()


def _open_filters(page: Page) -> None:
    page.locator(".narrow summary").click()


def _send_no_image(page: Page) -> None:
    """Beside one that is."""
    files = [
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
        {"name": "pixel.gif", "mimeType": "image/gif", "buffer": PIXEL},
    ]
    page.get_by_label("Images").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_label("Add to the conversation").fill("It looks like this.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _ask_for_nobody(page: Page) -> None:
    page.get_by_text("Vote for a customer").click()
    page.get_by_label("Customer", exact=True).fill("Nobody Known")
    page.get_by_role("button", name="Add their vote").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _choose_a_customer(page: Page) -> None:
    page.get_by_text("A customer", exact=True).click()
    expect(page.get_by_label("Customer", exact=True)).to_be_visible()
    _open_all_details(page)


def _open_all_details(page: Page) -> None:
    page.locator("main details").evaluate_all("all => all.forEach((each) => each.open = true)")


def _open_account(page: Page) -> None:
    page.get_by_role("button", name="Your account").click()


def _test_mail(page: Page) -> None:
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.get_by_text("The last test was written to its file.")).to_be_visible()


def _save_no_name(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save name and look").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _tick_one(page: Page) -> None:
    group = page.get_by_role("article").first
    for box in group.get_by_role("checkbox", name="Same").all()[1:]:
        box.uncheck()
    group.get_by_role("button", name="Keep apart").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least two")


def _open_ben(page: Page) -> None:
    page.get_by_role("link", name="Ben Okri").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben Okri")


def _invite(page: Page) -> None:
    page.get_by_label("E-mail addresses").fill("grace@heed.example")
    page.get_by_role("button", name="Make the links").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Links to pass on")


def _bring_a_list(page: Page) -> None:
    rows = b"name,domains,plan\nNorthwind,northwind.example,Pro\nAcme,gmail.com,Pro\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": rows}
    page.get_by_label("Your list").set_input_files(file)
    page.get_by_role("button", name="Look at this file").click()
    expect(page.get_by_role("alert")).to_be_visible()


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
    Place("idea after sending no image", "/ideas/{asked}", "ben", _send_no_image),
    Place("idea after asking for nobody", "/ideas/{asked}", "marta", _ask_for_nobody),
    Place("idea somebody asked for", "/ideas/{represented}", "ben"),
    Place("added for you", "/ideas/{represented}/for-me", "ben", _open_all_details),
    Place("form for a customer", "/ideas/new", "marta", _choose_a_customer),
    Place("my customers", "/me?part=customers", "marta", _open_all_details),
    Place("my customers, none", "/me?part=customers", "ruth"),
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
    Place("signing in", "/security", "ben"),
    Place("signing in, a wrong password", "/security", "ben", _mistype_password),
    Place("what's new", "/updates", "ada"),
    Place("what's new, signed out", "/updates"),
    Place("an entry of what's new", "/updates/{entry}", "ben"),
    Place("roadmap", "/roadmap"),
    Place("roadmap as customer", "/roadmap", "ben"),
    Place("roadmap as manager", "/roadmap", "marta"),
    Place("wanting it too", "/roadmap/I-2/want", "marta"),
    Place("roadmap for frames", "/embed/roadmap"),
    Place("did this fix it", "/ideas/{shipped}/fixed?answer=partly", "ada"),
    Place("did this fix it, without an answer", "/ideas/{shipped}/fixed", "ada", _answer_nothing),
    Place("date of an improvement", "/manage/improvements/I-1/promise", "marta"),
    Place("date without a day", "/manage/improvements/I-1/promise", "marta", _promise_nothing),
    Place("news, drafts", "/manage/updates", "marta"),
    Place("news, published", "/manage/updates?show=published", "marta"),
    Place("new entry", "/manage/updates/new?improvement=I-1", "marta"),
    Place("new entry with errors", "/manage/updates/new", "marta", _write_nothing),
    Place("draft of an entry", "/manage/updates/{draft}", "marta"),
    Place("progress", "/progress"),
    Place("said twice", "/manage/duplicates", "marta", _open_all_details),
    Place("said twice, one ticked", "/manage/duplicates", "marta", _tick_one),
    Place("how well duplicates are found", "/manage/duplicates/quality", "marta"),
    Place("the same, of a year", "/manage/duplicates/quality?of=year", "ruth"),
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
    Place("idea in the inbox, to ask", "/manage/inbox/{free}?show=all&act=ask", "marta"),
    Place("idea in the inbox, refused", "/manage/inbox/{free}", "marta", _decline_without_words),
    Place("idea in the inbox, too late", "/manage/inbox/{free}", "ruth", _be_too_late),
    Place("merge, nothing chosen", "/manage/ideas/{shipped}/merge", "marta"),
    Place("merge, looked for", "/manage/ideas/{shipped}/merge?q=xylophone", "marta"),
    Place("merge, chosen", "/manage/ideas/{shipped}/merge?into={asked}", "marta"),
    Place("merge refused", "/manage/ideas/{shipped}/merge?into={asked}", "marta", _merge_too_late),
    Place("merge made already", "/manage/ideas/{merged}/merge", "marta"),
    Place("not what I meant", "/ideas/{merged}/not-what-i-meant", "ben"),
    Place("not what I meant, without a word", "/ideas/{merged}/not-what-i-meant", "ben", _object),
    Place("improvements", "/manage/improvements", "marta", _open_all_details),
    Place("improvements by value", "/manage/improvements?score=value_effort", "marta"),
    Place(
        "improvements, moved without a reason",
        "/manage/improvements?open=I-1&place=1",
        "marta",
        _move_without_a_reason,
    ),
    Place("improvements, none shipped", "/manage/improvements?show=shipped", "marta"),
    Place("improvements, none in view", "/manage/improvements?part=sales", "marta"),
    Place("improvement", "/manage/improvements/I-1", "marta", _open_all_details),
    Place("improvement without ideas", "/manage/improvements/I-4", "marta"),
    Place("promoting", "/manage/improvements/new?idea={free}", "marta", _open_all_details),
    Place(
        "promoting without an owner",
        "/manage/improvements/new?idea={free}",
        "marta",
        _promote_without_an_owner,
    ),
    Place("changing an improvement", "/manage/improvements/I-1/edit", "marta"),
    Place("moving an improvement", "/manage/improvements/I-1/move?to=now", "marta"),
    Place("setting an improvement aside", "/manage/improvements/I-2/move?to=set_aside", "marta"),
    Place("rating", "/manage/improvements/I-1/ratings", "marta"),
    Place("rating out of range", "/manage/improvements/I-1/ratings", "marta", _rate_out_of_range),
    Place("mail box", "/manage/mail", "ruth"),
    Place("a mail", "/manage/mail/{mail}", "ruth"),
    Place("first steps", "/manage/start", "ruth"),
    Place("mail that was tested", "/manage/settings/mail", "ruth", _test_mail),
    Place("audit log", "/manage/settings/audit", "ruth"),
    Place("audit log with errors", "/manage/settings/audit?from=soon", "ruth"),
    Place("name and look", "/manage/settings/look", "ruth"),
    Place("name and look with errors", "/manage/settings/look", "ruth", _save_no_name),
    Place("who may come in", "/manage/settings/coming-in", "ruth"),
    Place("the promise", "/manage/settings/promise", "ruth"),
    Place("questions to start with", "/manage/settings/starters", "ruth"),
    Place("words of the search", "/manage/settings/searching", "marta"),
    Place("roadmap elsewhere", "/manage/settings/embedding", "ruth"),
    Place("boards", "/manage/settings/boards", "marta"),
    Place("a board's settings", "/manage/settings/boards/product", "marta"),
    Place("groups", "/manage/settings/groups", "marta"),
    Place("statuses", "/manage/settings/statuses", "marta"),
    Place("topics", "/manage/settings/topics", "marta", _open_all_details),
    Place("touchpoints", "/manage/settings/touchpoints", "marta"),
    Place("people", "/manage/people", "ruth"),
    Place("people, nobody found", "/manage/people?q=nobody", "marta"),
    Place("a person", "/manage/people", "ruth", _open_ben),
    Place("invite", "/manage/people/invite", "ruth"),
    Place("links to pass on", "/manage/people/invite", "ruth", _invite),
    Place("organisations, none", "/manage/organisations", "marta"),
    Place("add an organisation", "/manage/organisations/new", "marta"),
    Place("list of organisations", "/manage/organisations/bring", "marta", _bring_a_list),
    Place("API documentation", "/api/docs", "marta"),
    Place("nothing here", "/nothing-here"),
    Place("not yours to do", "/manage", "ada"),
]
