"""Files of tickets: where they lie, what may come in, in which form it is kept (decision 20)."""

from sladesk.files.photos import NotAPhoto, Photo, photo
from sladesk.files.store import Damaged, Store, Stored

__all__ = ["Damaged", "NotAPhoto", "Photo", "Store", "Stored", "photo"]
