"""What a web server starts: ``gunicorn wsgi:app``, ``flask --app wsgi delivery …``."""

from delivery import create_app
from delivery.settings import BadSetting

try:
    app = create_app()
except BadSetting as bad:
    raise SystemExit(f"Menkou does not start: {bad}") from None
