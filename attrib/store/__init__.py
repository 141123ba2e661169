"""The file that keeps articles, their analyses and every decision on them: SQLite, readable with any SQLite tool.

Importing this loads no model and draws no screen.
"""

from attrib.store.errors import ConflictError, NotStoredError, StoreError
from attrib.store.session import StoredSession
from attrib.store.store import Entry, Saved, Store, StoredDocument, default_path

__all__ = [
    "ConflictError",
    "Entry",
    "NotStoredError",
    "Saved",
    "Store",
    "StoreError",
    "StoredDocument",
    "StoredSession",
    "default_path",
]
