"""Static files: one version for the whole set in the address, compressed once, cached for ever.

All addresses carry `/static/<version>/`, a hash over every file, so a browser may keep them for ever and
relative references inside scripts and styles stay together. Vendored files also carry `integrity`.
"""

import gzip
import hashlib
import json
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from sladesk.clock import utcnow
from sladesk.config import Config

SOURCE = Path(__file__).resolve().parent.parent / "static"
PACKED = frozenset({".css", ".js", ".svg", ".json"})
_KEPT_VERSIONS = 3
#: How a copy under way is named, and after how many seconds nobody can still be making it.
_BUILDING, _ABANDONED = "building-", 3600


@cache
def version() -> str:
    """Return the hash over all static files, taken once per process."""
    digest = hashlib.sha256()
    for path in sorted(p for p in SOURCE.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _integrities() -> dict[str, str]:
    rows = json.loads((SOURCE / "vendor" / "vendor.json").read_text())
    return {f"vendor/{row['file']}": row["sha384"] for row in rows}


def asset(name: str) -> str:
    """Return the address of a static file, for templates."""
    return f"/static/{version()}/{name}"


def integrity(name: str) -> str:
    """Return the pinned hash of a vendored file, `vendor/htmx.min.js`.

    Raises:
        KeyError: the file is not vendored.
    """
    return _integrities()[name]


def packed_copy(folder: Path) -> Path:
    """Return a copy of all static files beside their gzip forms, made at the first start of a version.

    Arguments:
        folder: where copies are kept; the oldest ones are removed.
    """
    target = folder / version()
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=folder, prefix=_BUILDING))
    # A copy is as old as what it was made of: in a folder of its own, or others would take it for abandoned.
    copy = building / "static"
    shutil.copytree(SOURCE, copy)
    for path in [p for p in copy.rglob("*") if p.suffix in PACKED]:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    copy.chmod(0o755)
    with suppress(OSError):  # another worker was faster: its copy is the same
        copy.rename(target)
    shutil.rmtree(building)
    _clear(folder)
    return target


def _clear(folder: Path) -> None:
    """Remove old versions, and what was left half made; what another worker is making stays."""
    made: list[tuple[float, Path]] = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another worker has just renamed or removed it
            at = path.stat().st_mtime
            if not path.name.startswith(_BUILDING):
                made.append((at, path))
            elif utcnow().timestamp() - at > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True)
    for _at, old in sorted(made)[:-_KEPT_VERSIONS]:
        shutil.rmtree(old, ignore_errors=True)


def _always(_path: str, _url: str) -> bool:
    return True


def install(app: Flask, config: Config) -> None:
    """Serve the static files in front of the application and tell templates their addresses."""
    root = SOURCE if config.testing else packed_copy(config.data_dir / "static")
    served = WhiteNoise(app.wsgi_app, max_age=None, immutable_file_test=_always, charset="utf-8")
    served.add_files(str(root), prefix=f"static/{version()}/")
    app.wsgi_app = served  # type: ignore[method-assign] - Flask's way of wrapping
    app.add_template_global(asset, "asset")
    app.add_template_global(integrity, "integrity")
