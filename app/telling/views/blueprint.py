from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from app.telling.entries.urls import edit_url, entry_url
from app.telling.mail.settings import MailSettings, install
from app.telling.wording import board_headline, board_sentence, phase_of, sentence_of

bp = Blueprint("telling", __name__)
bp.add_app_template_global(entry_url)
bp.add_app_template_global(edit_url, "edit_entry_url")
bp.add_app_template_global(phase_of, "phase_told")
bp.add_app_template_global(sentence_of, "sentence_told")
bp.add_app_template_global(board_headline)
bp.add_app_template_global(board_sentence)


@bp.record_once
def take_mail_settings(state: BlueprintSetupState) -> None:
    settings = state.app.config["HEED"]
    install(
        MailSettings(
            url=settings.mail_url,
            folder=settings.mail_dir,
            sender=settings.mail_from,
            base_url=settings.base_url,
            secret_keys=settings.secret_keys,
        )
    )
