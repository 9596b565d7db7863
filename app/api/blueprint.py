from flask import Blueprint as PlainBlueprint
from flask_smorest import Blueprint

from app.api.parsing import StrictParser


class ApiBlueprint(Blueprint):
    ARGUMENTS_PARSER = StrictParser()


bp = ApiBlueprint(
    "api", __name__, url_prefix="/api/v1", description="Ideas and what became of them"
)
docs = PlainBlueprint("api_docs", __name__)
