"""One POST to an address an administrator has typed: public network only, no redirects, bounded in time.

The name is looked up once, every address it stands for is judged, and the connection goes to the one that was
judged: a name that answers differently the second time gains nothing.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sladesk.domain.telling import Failure
from sladesk.gateways import looking
from sladesk.gateways.deadline import Deadline
from sladesk.gateways.message import Undelivered

#: Seconds for reaching the other side and for each answer of it, and for all together; bytes that are read.
STEP, WHOLE, MOST = 5.0, 15.0, 65_536
#: Answers that mean "not now": busy, too many.
_LATER = frozenset({408, 425, 429})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
#: Where translators and old spellings of IPv4 live, sites of old, and what tells the machines of some clouds
#: about themselves: whoever answers there is inside.
_INSIDE = [
    ipaddress.ip_network(text)
    for text in (
        *("64:ff9b:1::/48", "fec0::/10", "::/96", "::ffff:0:0:0/96", "3fff::/20", "5f00::/16"),
        *("192.0.0.0/24", "168.63.129.16/32"),
    )
]


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the beginning of the body."""

    status: int
    body: bytes


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public network, in whichever spelling it hides another one."""
    address = ipaddress.ip_address(text.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    if any(address in network for network in _INSIDE):
        return False
    return address.is_global and not address.is_multicast


def leads_inside(host: str) -> bool:
    """Whether a host says by itself that it is none of the public network, in any spelling systems read.

    What another name stands for is judged each time it is looked up.
    """
    try:
        return not is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        pass
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))  # 127.1, 2130706433, 0x7f000001
    except OSError:
        return host.lower().rstrip(".").rpartition(".")[2] == "localhost"


def _reach(host: str, *, private: bool) -> str:
    """Return the address to connect to.

    Raises:
        Undelivered: there is none, or it is one of this house.
    """
    try:
        addresses = looking.addresses(host)
    except TimeoutError as error:
        raise Undelivered(Failure.HOST_SLOW) from error
    except OSError as error:
        raise Undelivered(Failure.HOST_UNKNOWN) from error
    if not private and not all(map(is_public, addresses)):
        raise Undelivered(Failure.INSIDE, final=True)
    return addresses[0]


class _Plain(http.client.HTTPConnection):
    """A connection to an address that was judged before, under the name it was looked up by."""

    def __init__(self, host: str, port: int, to: str, tls: ssl.SSLContext | None, deadline: Deadline) -> None:
        super().__init__(host, port, timeout=STEP)
        self._to, self._tls, self._deadline = to, tls, deadline

    def connect(self) -> None:
        """Connect to the judged address only."""
        self.sock = self._deadline.watch(socket.create_connection((self._to, self.port), STEP))
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> Answer:
    """Send a body and return what came back.

    Arguments:
        private: whether addresses of this network, and http, are allowed (machine setting).

    Raises:
        Undelivered: it did not arrive, or was not taken.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise Undelivered(Failure.NOT_HTTPS, final=True)
    host, tls = parts.hostname or "", ssl.create_default_context() if parts.scheme == "https" else None
    port = parts.port or (443 if tls else 80)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    with Deadline(WHOLE) as deadline:
        link = _Plain(host, port, _reach(host, private=private), tls, deadline)
        answer = _ask(link, path, body, headers, deadline)
    if not 200 <= answer.status < 300:
        final = 300 <= answer.status < 500 and answer.status not in _LATER
        raise Undelivered(Failure.STATUS, f"HTTP {answer.status}", final=final)
    return answer


def _ask(link: _Plain, path: str, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> Answer:
    try:
        link.request("POST", path, body, dict(headers))
        came = link.getresponse()
        answer = Answer(came.status, came.read(MOST))
        deadline.keep()
    except (OSError, http.client.HTTPException) as error:
        raise _said(error, deadline) from error
    finally:
        link.close()
    return answer


def _said(error: Exception, deadline: Deadline) -> Undelivered:
    if deadline.passed or isinstance(error, TimeoutError):
        return Undelivered(Failure.NO_ANSWER)
    if isinstance(error, ssl.SSLError):
        return Undelivered(Failure.UNSAFE, error.reason or "TLS")
    return Undelivered(Failure.BROKEN_OFF, type(error).__name__)
