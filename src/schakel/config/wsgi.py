"""The web application that a WSGI server runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from schakel.config.database_safety import refusal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.config.settings")
application = get_wsgi_application()
if unsafe := refusal(connection):
    raise SystemExit(unsafe)
# The processes that a preloading server makes of this one each open a connection of their own.
connection.close()
