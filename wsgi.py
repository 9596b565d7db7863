"""What a WSGI server and the `flask` command load."""

import gc

# What is made until the application stands stays. To look through it for garbage, meanwhile and
# again at the end, is nearly half of what a short command costs.
gc.disable()

from app.web import create_app  # noqa: E402
from config import ConfigError  # noqa: E402

try:
    app = create_app()
except ConfigError as mistake:
    raise SystemExit(f"Heed: {mistake}") from None
finally:
    gc.freeze()
    gc.enable()
