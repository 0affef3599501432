"""What a web server starts: ``gunicorn wsgi:app``, ``flask --app wsgi delivery …``."""

from delivery import create_app

app = create_app()
