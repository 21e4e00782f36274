"""From what was sent to what lies in the store: photos are written anew, other files are kept as they are."""

from sladesk.domain.text import clean
from sladesk.files import photos
from sladesk.files.photos import NotAPhoto
from sladesk.files.store import Store, Stored, digest, public_id

MAX_NAME = 120


def display_name(name: str | None, fallback: str) -> str:
    """Return a file's name as people see it: no path, nothing that hides or reverses text (trust.md 15)."""
    plain = clean((name or "").replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    plain = "".join(c for c in plain if c not in '<>:"|?*').strip(". ")
    if len(plain) > MAX_NAME:
        stem, dot, ending = plain.rpartition(".")
        keep = dot + ending if dot and len(ending) <= 8 else ""
        plain = (stem if keep else plain)[: MAX_NAME - len(keep)] + keep
    return plain or fallback


def keep_photo(store: Store, content: bytes, name: str | None) -> Stored:
    """Judge, rewrite and store a photo.

    Raises:
        NotAPhoto: it can't be kept; nothing is stored.
    """
    made = photos.photo(content)
    stem = display_name(name, "photo").rsplit(".", maxsplit=1)[0] or "photo"
    return Stored(
        public_id=public_id(),
        key=store.put(made.content),
        thumb_key=store.put(made.thumb),
        name=f"{stem}.jpg",
        sha256=digest(made.content),
        media_type=photos.MEDIA_TYPE,
        size=len(made.content),
        width=made.width,
        height=made.height,
    )


def keep_file(store: Store, content: bytes, name: str | None) -> Stored:
    """Store any file; pictures go the way of photos, so that no position comes in by this door.

    Raises:
        NotAPhoto: empty, too large, or a broken picture.
    """
    if photos.is_photo(content):
        return keep_photo(store, content, name)
    if not content:
        raise NotAPhoto("file_empty")
    if len(content) > photos.MAX_BYTES:
        raise NotAPhoto("file_too_large")
    return Stored(
        public_id=public_id(),
        key=store.put(content),
        thumb_key=None,
        name=display_name(name, "file"),
        sha256=digest(content),
        media_type=photos.sniff(content)[:60] or "application/octet-stream",
        size=len(content),
    )
