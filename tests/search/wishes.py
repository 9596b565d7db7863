"""A small made-up portal: what customers of an accounting program wish for."""

from __future__ import annotations

from app.search.documents import Document
from app.search.engine import Engine

WISHES = [
    ("Export invoices as PDF", "Our auditor wants one file for each invoice of the quarter."),
    ("Dark mode for the dashboard", "The white screen is hard on the eyes in the evening."),
    ("Warn me before the bank link expires", "A week ahead would do, by e-mail."),
    ("Keyboard shortcuts in the ledger", "I book two hundred entries a day."),
    ("Split one payment over several invoices", "Customers often pay three bills at once."),
    ("Import bank statements in CAMT format", "Our bank stopped sending MT940."),
    ("Remind customers of overdue invoices", "Politely at first, firmly later."),
    ("Several currencies on one invoice", "We sell in euro and in Swiss francs."),
    ("Mobile app for receipts", "Take a photo, have it booked."),
    ("Approve expenses on the phone", "The managing director is never at a desk."),
]

SUBJECTS = [
    "orders",
    "stock",
    "payroll",
    "projects",
    "contacts",
    "reports",
    "taxes",
    "budgets",
    "assets",
    "deposits",
]
CHANGES = [
    "archive",
    "colour",
    "duplicate",
    "filter",
    "group",
    "print",
    "rename",
    "share",
    "sort",
    "translate",
]


def wish(number: int, title: str, body: str = "") -> Document:
    return Document("idea", number, title, body)


def wishes() -> list[Document]:
    """The ten wishes above, numbered from 1, and a hundred others from 101 on."""
    told = [wish(number, *text) for number, text in enumerate(WISHES, start=1)]
    others = [f"{change} {subject}" for change in CHANGES for subject in SUBJECTS]
    return told + [
        wish(number, title, f"It should be possible to {title} faster.")
        for number, title in enumerate(others, start=101)
    ]


def put(engine: Engine, *documents: Document) -> None:
    with engine.writing() as index:
        index.put(documents)
