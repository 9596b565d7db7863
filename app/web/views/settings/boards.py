"""Boards and the groups they may be open to."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.core.audit import entries_about
from app.core.db import session, writing
from app.core.errors import HeedError, NotFound
from app.core.i18n import _
from app.core.web.forms import typed
from app.ideas.models import Audience, Board, Moderation
from app.ideas.queries import boards as queries
from app.ideas.queries.visible import one_visible_board, visible_boards
from app.ideas.service import boards as service
from app.people.models import Group
from app.people.service.groups import Members, add_group, edit_group, members_of
from app.people.session import signed_in
from app.web.forms import BoardForm, GroupForm
from app.web.views.blueprint import bp
from app.web.views.settings.frame import changes_said, settings_page

ENTRIES = 5


@bp.get("/manage/settings/boards", endpoint="boards")
def list_boards() -> ResponseReturnValue:
    shown = visible_boards(signed_in())
    groups, of_councils = queries.groups_of_boards(signed_in()), queries.council_boards()
    return settings_page(
        "web/settings/boards.html",
        boards=shown,
        sentences={
            board.id: _sentence_of(board, groups.get(board.id, []), board.id in of_councils)
            for board in shown
        },
        ideas=queries.ideas_on_boards(),
    )


@bp.get("/manage/settings/boards/new")
def new_board() -> ResponseReturnValue:
    return _board_page(BoardForm(formdata=None, audience=Audience.PUBLIC.value))


@bp.post("/manage/settings/boards/new")
def add_board() -> ResponseReturnValue:
    form = BoardForm()
    try:
        with writing():
            service.add_board(form.outline(), actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _board_page(form), refusal.status
    flash(_("The board is open."), "ok")
    return redirect(url_for("web.boards"), 303)


@bp.get("/manage/settings/boards/<slug>")
def board_settings(slug: str) -> ResponseReturnValue:
    board = _seen(slug)
    form = BoardForm(formdata=None)
    form.fill_from(board, queries.group_ids_of(board))
    return _board_page(form, board)


@bp.post("/manage/settings/boards/<slug>")
def edit_board(slug: str) -> ResponseReturnValue:
    board, form = _seen(slug), BoardForm()
    try:
        with writing():
            service.edit_board(
                board, form.outline(), version=form.version.data or 0, actor=signed_in()
            )
    except HeedError as refusal:
        form.refuse(refusal)
        return _board_page(form, _seen(slug)), refusal.status
    flash(_("Saved."), "ok")
    return redirect(url_for("web.boards"), 303)


@bp.post("/manage/settings/boards/<slug>/closing")
def archive_board(slug: str) -> ResponseReturnValue:
    """Close it, or with `again` open it once more."""
    board = _seen(slug)
    with writing():
        if "again" in request.form:
            service.reopen_board(board, actor=signed_in())
        else:
            service.close_board(board, actor=signed_in())
    return redirect(url_for("web.board_settings", slug=slug), 303)


@bp.post("/manage/settings/boards/<slug>/place")
def move_board(slug: str) -> ResponseReturnValue:
    board = _seen(slug)
    with writing():
        service.move_board(board, up=request.form.get("do") == "up", actor=signed_in())
    return redirect(url_for("web.boards"), 303)


@bp.get("/manage/settings/groups")
def groups() -> ResponseReturnValue:
    return _groups_page(GroupForm(formdata=None))


@bp.post("/manage/settings/groups", endpoint="add_group")
def keep_group() -> ResponseReturnValue:
    form = GroupForm()
    try:
        with writing():
            add_group(typed(form.name), _members(form), actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _groups_page(form), refusal.status
    return redirect(url_for("web.groups"), 303)


@bp.get("/manage/settings/groups/<uuid:uid>")
def group(uid: UUID) -> ResponseReturnValue:
    shown = _group(uid)
    members, form = members_of(shown), GroupForm(formdata=None)
    form.name.data = shown.name
    form.organisations.data = "\n".join(members.organisations)
    form.people.data = "\n".join(members.addresses)
    return _group_page(form, shown)


@bp.post("/manage/settings/groups/<uuid:uid>", endpoint="edit_group")
def change_group(uid: UUID) -> ResponseReturnValue:
    shown, form = _group(uid), GroupForm()
    try:
        with writing():
            edit_group(shown, typed(form.name), _members(form), actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _group_page(form, _group(uid)), refusal.status
    flash(_("Saved."), "ok")
    return redirect(url_for("web.groups"), 303)


def _seen(slug: str) -> Board:
    """Raises NotFound, for a board of councils that others host too."""
    return one_visible_board(slug, reader=signed_in())


def _board_page(form: BoardForm, board: Board | None = None) -> str:
    all_groups = queries.all_groups()
    form.offer(all_groups)
    chosen = [each for each in all_groups if each.id in (form.groups.data or ())]
    named = list(queries.names_of_groups(chosen).values())
    is_of_council = board is not None and board.id in queries.council_boards()
    takes_ideas = board is None or board.archived_at is None
    entries = entries_about([board], ENTRIES, actions=_sentences()) if board else []
    hints = {
        each.value: queries.access_sentence(each, named, takes_ideas=takes_ideas)
        for each in Audience
    }
    return settings_page(
        "web/settings/board.html",
        form=form,
        board=board,
        has_groups=bool(all_groups),
        sentence=_sentence_of(board, named, is_of_council) if board else "",
        hints=hints,
        moderation_hints=_moderation_hints(),
        changes=changes_said(entries, _sentences()),
    )


def _sentence_of(board: Board, groups: list[str], is_of_council: bool) -> str:
    return queries.access_sentence(
        board.audience,
        groups,
        takes_ideas=board.archived_at is None,
        takes_anonymous=queries.takes_anonymous(board),
        is_of_council=is_of_council,
    )


def _moderation_hints() -> dict[str, str]:
    return {
        Moderation.NONE: _("Others see at once what is posted. Many links of somebody new wait."),
        Moderation.FIRST: _(
            "Ideas and comments wait until something of their author's was published."
        ),
        Moderation.ALL: _("All ideas and comments of customers wait, but for those you trust."),
    }


def _groups_page(form: GroupForm) -> str:
    return settings_page("web/settings/groups.html", form=form, groups=queries.all_groups())


def _group_page(form: GroupForm, shown: Group) -> str:
    entries = entries_about([shown], ENTRIES)
    return settings_page(
        "web/settings/group.html",
        form=form,
        group=shown,
        changes=changes_said(entries, _sentences()),
    )


def _group(uid: UUID) -> Group:
    found = session.scalar(select(Group).where(Group.uid == uid, Group.is_by_hand))
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def _members(form: GroupForm) -> Members:
    return Members(
        [line.strip() for line in typed(form.organisations).splitlines() if line.strip()],
        [line.strip() for line in typed(form.people).splitlines() if line.strip()],
    )


def _sentences() -> dict[str, str]:
    return {
        "board.add": _("opened this board."),
        "board.edit": _("changed this board."),
        "board.close": _("closed this board."),
        "board.reopen": _("opened this board again."),
        "group.add": _("made this group."),
        "group.edit": _("changed who is in this group."),
    }
