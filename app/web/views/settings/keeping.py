"""How long things are kept."""

from __future__ import annotations

from datetime import timedelta

from flask.typing import ResponseReturnValue

from app.core.i18n import ngettext
from app.core.settings import as_read, portal
from app.people.service.links import LIFETIME
from app.people.session import IDLE, LONGEST
from app.telling.mail.settings import mail_settings
from app.web.forms import KEEPING, KeepingForm
from app.web.views.blueprint import bp
from app.web.views.settings.frame import changes_of_settings, settings_page
from app.web.views.settings.saving import save, saved


@bp.get("/manage/settings/keeping")
def keeping() -> ResponseReturnValue:
    present = {name: getattr(portal(), name) for name in KEEPING}
    return _page(KeepingForm(formdata=None, data=present))


@bp.post("/manage/settings/keeping")
def change_keeping() -> ResponseReturnValue:
    form = KeepingForm()
    if not form.validate_on_submit():
        return _page(form), 422
    refusal = save(form, {name: form[name].data for name in KEEPING})
    return (_page(form), refusal.status) if refusal else saved("keeping")


def _lasting(time: timedelta) -> str:
    hours = int(time.total_seconds()) // 3600
    if hours > 24:
        return ngettext("%(num)s day", "%(num)s days", hours // 24)
    return ngettext("%(num)s hour", "%(num)s hours", hours)


def _page(form: KeepingForm) -> str:
    form.read.data = as_read(*KEEPING)
    return settings_page(
        "web/settings/keeping.html",
        form=form,
        customers=(_lasting(IDLE[False]), _lasting(LONGEST[False])),
        staff=(_lasting(IDLE[True]), _lasting(LONGEST[True])),
        longest_link=_lasting(max(LIFETIME.values())),
        is_mail_kept=mail_settings().is_folder,
        changes=changes_of_settings(*KEEPING),
    )
