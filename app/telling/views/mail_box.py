"""The messages of a portal that writes them to files, for admins who try it out."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from app.telling.mail import folder
from app.telling.mail.settings import mail_settings
from app.telling.views.blueprint import bp


@bp.get("/manage/mail")
def mail_box() -> ResponseReturnValue:
    is_folder = mail_settings().is_folder
    return render_template(
        "telling/mail_box.html",
        is_folder=is_folder,
        mails=folder.newest_mails() if is_folder else [],
        newest=folder.NEWEST,
    )


@bp.get("/manage/mail/<uuid:uid>")
def kept_mail(uid: UUID) -> ResponseReturnValue:
    """Headers and text part. The HTML part is only given to keep: here it could run as ours."""
    return render_template("telling/kept_mail.html", mail=folder.kept_mail(uid))


@bp.get("/manage/mail/<uuid:uid>.eml")
def download_mail(uid: UUID) -> ResponseReturnValue:
    return make_response(
        folder.raw_mail(uid),
        {
            "Content-Type": "message/rfc822",
            "Content-Disposition": f'attachment; filename="{uid}.eml"',
        },
    )
