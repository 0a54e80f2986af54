"""The embedded database is only used in the way in which it neither loses nor refuses what people entrust to it."""

from django.db.backends.base.base import BaseDatabaseWrapper

# PRAGMA synchronous answers with a number: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA.
_SURVIVES_POWER_CUT = {2, 3}


def weaknesses(connection: BaseDatabaseWrapper) -> list[str]:
    """What is unsafe about this SQLite connection, one sentence each, as the open database itself says it is."""
    if connection.vendor != "sqlite":
        return []
    found = []
    journal = str(_pragma(connection, "journal_mode")).lower()
    if journal != "wal":
        found.append(f"journal_mode is {journal} instead of wal: readers would wait for writers")
    synchronous = _pragma(connection, "synchronous")
    if synchronous not in _SURVIVES_POWER_CUT:
        found.append(
            f"synchronous is {synchronous} instead of 2 (FULL): a power cut would lose what was saved"
        )
    if _pragma(connection, "foreign_keys") != 1:
        found.append("foreign_keys is off: rows could point to nothing")
    mode = str(connection.settings_dict.get("OPTIONS", {}).get("transaction_mode") or "DEFERRED").upper()
    if mode not in {"IMMEDIATE", "EXCLUSIVE"}:
        found.append(
            f"transaction_mode is {mode} instead of IMMEDIATE: people who save at once would get errors"
        )
    return found


def refusal(connection: BaseDatabaseWrapper) -> str:
    """Why the hub does not start on this database; empty when it may."""
    found = weaknesses(connection)
    if not found:
        return ""
    return (
        f"The SQLite settings are unsafe: {'; '.join(found)}. "
        "Keep the settings that Schakel comes with, on a local disk (not a network folder)."
    )


def _pragma(connection: BaseDatabaseWrapper, name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else None
