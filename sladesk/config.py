"""Machine settings: where the database is, which address the site has, who may reach it.

Business settings (targets, calendars, texts) live in the database, see `sladesk.models.settings`.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_TLS = ("starttls", "ssl", "none")
_ENGINES = ("postgresql://", "postgres://", "postgresql+psycopg://", "sqlite:///")


class ConfigError(Exception):
    """A machine setting is missing or contradicts another one; the text says what to do."""


@dataclass(frozen=True)
class Smtp:
    """The server that takes the desk's e-mail; without a host none is sent.

    Arguments:
        tls: starttls, ssl (from the first byte) or none.
        sender: what stands behind From.
    """

    host: str = ""
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""


@dataclass(frozen=True)
class Config:
    """Settings of one installation on one machine.

    Arguments:
        data_dir: folder for database, files, key and logs.
        database_url: SQLAlchemy URL; empty means SQLite inside `data_dir`.
        url: address people type; decides cookie flags and HSTS (decision 21).
        secret_key: signs cookies; read from `data_dir/key` when empty.
        trusted_hosts: host names answered besides the one in `url`.
        proxy_hops: how many reverse proxies set X-Forwarded-* in front of the web worker.
        demo: whether a demo database may be served to other machines.
        outward_private: whether robots may stand inside this network, and be reached by http.
    """

    data_dir: Path
    database_url: str = ""
    url: str = "http://127.0.0.1:8000"
    bind: str = "127.0.0.1:8000"
    secret_key: str = ""
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    web_workers: int = 1
    web_threads: int = 16
    testing: bool = False
    demo: bool = False
    smtp: Smtp = field(default_factory=Smtp)
    outward_private: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver this project uses."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'sladesk.db'}"
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    @property
    def https(self) -> bool:
        """Whether people reach the site by https."""
        return self.url.startswith("https://")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names this site answers to."""
        own = urlsplit(self.url).hostname or "127.0.0.1"
        local = ("127.0.0.1", "localhost") if own in {"127.0.0.1", "localhost"} else ()
        return tuple(dict.fromkeys((own, *local, *self.trusted_hosts)))

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the site: no address, name or proxy lets others in."""
        bound, typed = self.bind.rsplit(":", 1)[0].strip("[]"), urlsplit(self.url).hostname
        return {bound, typed, *self.trusted_hosts} <= _OWN_NAMES and not self.proxy_hops

    def key(self) -> str:
        """Return the signing key, made at first start (mode 0600).

        Raises:
            ConfigError: the key file exists but is too short to be one.
        """
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "key"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_private(path, secrets.token_hex(32))
        key = path.read_text().strip()
        if len(key) < 32:
            raise ConfigError(f"{path} does not hold a key; remove it to make a new one")
        return key


def _write_private(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text)


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _smtp(env: Mapping[str, str]) -> Smtp:
    tls, host = env.get("SLADESK_SMTP_TLS", "starttls"), env.get("SLADESK_SMTP_HOST", "")
    if tls not in _TLS:
        raise ConfigError(f"SLADESK_SMTP_TLS must be one of {', '.join(_TLS)}, not {tls!r}")
    sender = env.get("SLADESK_SMTP_FROM", "")
    if host and "@" not in sender:
        raise ConfigError("SLADESK_SMTP_FROM must name the address the desk writes from")
    return Smtp(
        host=host,
        port=_number(env, "SLADESK_SMTP_PORT", 465 if tls == "ssl" else 587),
        tls=tls,
        user=env.get("SLADESK_SMTP_USER", ""),
        password=env.get("SLADESK_SMTP_PASSWORD", ""),
        sender=sender,
    )


def from_environment(env: Mapping[str, str] | None = None) -> Config:
    """Read the settings from `SLADESK_…` variables.

    Raises:
        ConfigError: a value cannot be understood.
    """
    env = os.environ if env is None else env
    bind = env.get("SLADESK_BIND", "127.0.0.1:8000")
    near = bind.startswith(("127.0.0.1:", "localhost:", "[::1]:"))
    url = env.get("SLADESK_URL", f"http://{bind}" if near else "http://127.0.0.1:8000").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ConfigError("SLADESK_URL must start with http:// or https://")
    database_url = env.get("SLADESK_DATABASE_URL", "")
    if database_url and not database_url.startswith(_ENGINES):
        raise ConfigError("SLADESK_DATABASE_URL must start with postgresql:// (or be empty for SQLite)")
    return Config(
        data_dir=Path(env.get("SLADESK_DATA", "var")).resolve(),
        database_url=database_url,
        url=url,
        bind=bind,
        secret_key=env.get("SLADESK_SECRET_KEY", ""),
        trusted_hosts=tuple(h.strip() for h in env.get("SLADESK_TRUSTED_HOSTS", "").split(",") if h.strip()),
        proxy_hops=_number(env, "SLADESK_PROXY_HOPS", 0),
        web_workers=_number(env, "SLADESK_WEB_WORKERS", 1),
        web_threads=_number(env, "SLADESK_WEB_THREADS", 16),
        demo=env.get("SLADESK_DEMO", "") == "1",
        smtp=_smtp(env),
        outward_private=env.get("SLADESK_OUTWARD_PRIVATE", "") == "1",
    )
