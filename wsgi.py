"""What a WSGI server and the `flask` command load."""

from app.web import create_app
from config import ConfigError

try:
    app = create_app()
except ConfigError as mistake:
    raise SystemExit(f"Heed: {mistake}") from None
