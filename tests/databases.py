"""How much is tried on the second database.

Who may what is decided by our code, which is the same on both. On SQLite every case is tried; on PostgreSQL enough of
each sort to see that it is asked the same and answers the same.
"""

from django.db import connection

IS_SECOND = connection.vendor == "postgresql"
