"""Database room: extension object, column types, write transactions, job queue."""

from sladesk.db.base import Base, db
from sladesk.db.session import write_transaction
from sladesk.db.types import JsonType, Key, Pk, UtcDateTime

__all__ = ["Base", "JsonType", "Key", "Pk", "UtcDateTime", "db", "write_transaction"]
