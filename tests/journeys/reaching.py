"""The last steps to a state in which a reader can meet a page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.steps import set_up_authenticator

PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def type_in_prompt(page: Page) -> None:
    page.get_by_role("searchbox").fill("bank link")
    expect(page.locator(".suggest a").first).to_be_visible()


def type_what_was_asked(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Warn before bank links expire")
    expect(page.locator("#similar article").first).to_be_visible()


def say_mine_is_different(page: Page) -> None:
    type_what_was_asked(page)
    page.get_by_role("button", name="Mine is different").first.click()


def vote_instead(page: Page) -> None:
    type_what_was_asked(page)
    page.get_by_role("button", name="Vote for this instead").first.click()
    expect(page.get_by_text("Voted.", exact=True)).to_be_visible()


def send_nothing(page: Page) -> None:
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("alert")).to_be_visible()


def confirm_without_name(page: Page) -> None:
    page.get_by_role("button", name="Confirm that it is mine").click()
    expect(page.get_by_role("alert")).to_be_visible()


def ask_for_copy(page: Page) -> None:
    copying = page.get_by_text("Your copy is being made", exact=False)
    if not copying.first.is_visible():
        page.get_by_role("button", name="Make a copy").click()
    expect(copying.first).to_be_visible()


def confirm_nothing(page: Page) -> None:
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("alert")).to_be_visible()


def mistype_password(page: Page) -> None:
    page.get_by_label("Present password").fill("not this one")
    page.get_by_label("New password").fill("seven-wooden-herons")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("alert")).to_be_visible()


def empty_comment(page: Page) -> None:
    page.get_by_label("Your comment").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()


def write_no_name(page: Page) -> None:
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Save your profile").click()
    expect(page.get_by_role("alert")).to_be_visible()


def write_no_address(page: Page) -> None:
    page.get_by_label("New e-mail address").fill("somewhere")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("alert")).to_be_visible()


def begin_app(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("img", name="The key as a picture")).to_be_visible()


def mistype_code(page: Page) -> None:
    if page.get_by_role("button", name="Begin").is_visible():
        begin_app(page)
    page.get_by_label("The code your app shows now").fill("000000")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("alert")).to_be_visible()


def set_app_up(page: Page) -> None:
    if page.get_by_text("recovery codes are left").is_visible():
        page.get_by_role("button", name="Make new recovery codes").click()
    else:
        set_up_authenticator(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keep these recovery codes")


def make_token(page: Page) -> None:
    page.get_by_label("What it is for").fill("Nightly report")
    page.get_by_label("Read what you may read").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your new token")


def post(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Zebra stripes on printed ledgers")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def send_too_late(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Zebra stripes")
    page.get_by_label("What were you trying to do").fill("Two lines\nof text.")
    page.locator("#idea-form input[name=csrf_token]").evaluate("field => field.value = 'old'")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("button", name="Send it again")).to_be_visible()


def send_signed_out(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("Zebra stripes")
    page.get_by_label("What were you trying to do").fill("Two lines\nof text.")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Post this idea").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Please sign in")


def sign_in_with_nothing(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def sign_up_with_nothing(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert")).to_be_visible()


def ask_for_a_letter(page: Page) -> None:
    page.get_by_label("E-mail").fill("ada@heed.example")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Look in your mail")


def decline_without_words(page: Page) -> None:
    page.get_by_role("link", name="Not planned").click()
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("alert")).to_be_visible()


def turn_down_without_words(page: Page) -> None:
    page.get_by_text("Do not publish it").first.click()
    page.get_by_role("button", name="Tell them why").first.click()
    expect(page.get_by_role("alert")).to_be_visible()


def say_nothing(page: Page) -> None:
    page.get_by_label("Your idea in one sentence").fill("")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("alert")).to_be_visible()


def merge_too_late(page: Page) -> None:
    page.locator("input[name=into]").evaluate("field => field.value = 'H-999'")
    page.get_by_role("button", name="Merge into").click()
    expect(page.get_by_role("alert")).to_be_visible()


def objecting(page: Page) -> None:
    page.get_by_role("button", name="Tell them it is different").click()
    expect(page.get_by_role("alert")).to_be_visible()


def answer_nothing(page: Page) -> None:
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("alert")).to_be_visible()


def promise_nothing(page: Page) -> None:
    page.get_by_role("button", name="Move the date").click()
    expect(page.get_by_role("alert")).to_be_visible()


def write_nothing(page: Page) -> None:
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("alert")).to_be_visible()


def move_without_a_reason(page: Page) -> None:
    page.locator("tr.open:visible").get_by_role("button", name="Move it").click()
    expect(page.get_by_role("alert")).to_be_visible()


def promote_without_an_owner(page: Page) -> None:
    page.get_by_role("button", name="Promote 1 idea").click()
    expect(page.get_by_role("alert")).to_be_visible()


def rate_out_of_range(page: Page) -> None:
    page.get_by_label("Confidence").fill("80")
    page.get_by_role("button", name="Keep the ratings").click()
    expect(page.get_by_role("alert")).to_be_visible()


def be_too_late(page: Page) -> None:
    """With a page drawn before Marta decided, as its hidden version says."""
    page.locator(".reply [name=version]").evaluate("field => field.value = '1'")
    page.get_by_label("Your answer").fill("We look at it in spring.")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_text("Somebody was quicker than you")).to_be_visible()


def open_filters(page: Page) -> None:
    page.locator(".narrow summary").click()


def send_no_image(page: Page) -> None:
    """Beside one that is."""
    files = [
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
        {"name": "pixel.gif", "mimeType": "image/gif", "buffer": PIXEL},
    ]
    page.get_by_label("Images").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_label("Add to the conversation").fill("It looks like this.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_be_visible()


def send_no_paper(page: Page) -> None:
    """What Word writes."""
    page.get_by_text("Add a paper").click()
    page.get_by_label("What it is called").fill("Prices of 2027")
    plan = {"name": "plan.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04"}
    page.get_by_label("Or a file").set_input_files(plan)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add this paper").click()
    expect(page.get_by_role("alert")).to_be_visible()


def save_no_words(page: Page) -> None:
    page.locator("#agenda").get_by_text("Change: What comes next").click()
    point = page.locator("#agenda details[open]")
    point.get_by_label("What it is about").fill("")
    point.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()


def ask_for_nobody(page: Page) -> None:
    page.get_by_text("Vote for a customer").click()
    page.get_by_label("Customer", exact=True).fill("Nobody Known")
    page.get_by_role("button", name="Add their vote").click()
    expect(page.get_by_role("alert")).to_be_visible()


def choose_a_customer(page: Page) -> None:
    page.get_by_text("A customer", exact=True).click()
    expect(page.get_by_label("Customer", exact=True)).to_be_visible()
    open_all_details(page)


def open_all_details(page: Page) -> None:
    page.locator("main details").evaluate_all("all => all.forEach((each) => each.open = true)")


def open_account(page: Page) -> None:
    page.get_by_role("button", name="Your account").click()


def test_mail(page: Page) -> None:
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.get_by_text("The last test was written to its file.")).to_be_visible()


def save_no_name(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save name and look").click()
    expect(page.get_by_role("alert")).to_be_visible()


def name_no_provider(page: Page) -> None:
    page.get_by_label("Name on the button").fill("")
    page.get_by_label("Issuer").fill("http://login.larch.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()


def tick_one(page: Page) -> None:
    group = page.get_by_role("article").first
    for box in group.get_by_role("checkbox", name="Same").all()[1:]:
        box.uncheck()
    group.get_by_role("button", name="Keep apart").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick at least two")


def open_ben(page: Page) -> None:
    page.get_by_role("link", name="Ben Okri").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben Okri")


def erase_ben(page: Page) -> None:
    open_ben(page)
    page.get_by_role("link", name="Erase this person…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erase Ben Okri")


def name_bens_other_account(page: Page) -> None:
    open_ben(page)
    page.get_by_role("link", name="Join with another account…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Join Ben Okri with another account")


def compare_ben_with_ada(page: Page) -> None:
    name_bens_other_account(page)
    page.get_by_label("E-mail of the account that stays").fill("ada@heed.example")
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("heading", name="This account stays")).to_be_visible()


def open_a_seat(page: Page) -> None:
    page.get_by_role("link", name="Kofi Mensah").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kofi Mensah")


def accept_without_a_name(page: Page) -> None:
    _press_and_be_refused(page, "I accept this charter")


def plan_nothing(page: Page) -> None:
    _press_and_be_refused(page, "Plan this round")


def find_nothing(page: Page) -> None:
    _press_and_be_refused(page, "Send it")


def send_no_words(page: Page) -> None:
    _press_and_be_refused(page, "Send them back")


def act_on_nothing(page: Page) -> None:
    page.get_by_role("button", name="Write it down").last.click()
    expect(page.get_by_role("alert")).to_be_visible()


def _press_and_be_refused(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_be_visible()


def save_an_empty_card(page: Page) -> None:
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("alert")).to_be_visible()


def invite(page: Page) -> None:
    page.get_by_label("E-mail addresses").fill("grace@heed.example")
    page.get_by_role("button", name="Make the links").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Links to pass on")


def bring_a_list(page: Page) -> None:
    rows = b"name,domains,plan\nNorthwind,northwind.example,Pro\nAcme,gmail.com,Pro\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": rows}
    page.get_by_label("Your list").set_input_files(file)
    page.get_by_role("button", name="Look at this file").click()
    expect(page.get_by_role("alert")).to_be_visible()


def vote(page: Page) -> None:
    page.get_by_role("button", name="Vote for").first.click()
    expect(page.locator("[data-said]")).to_contain_text("Voted.")
