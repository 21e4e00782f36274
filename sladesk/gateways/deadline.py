"""An end to a conversation as a whole, however slowly the other side speaks.

The time limit of a socket begins anew with every byte; this one shuts the connection, so that whoever reads
from it, be it in the middle of a header or of a handshake, comes back at once.
"""

import socket
import threading
from types import TracebackType
from typing import Self


class Deadline:
    """A block that lasts so many seconds at most; what is watched in it is shut then."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Begin to count."""
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of what was watched."""
        self._timer.cancel()
        with self._lock:
            while self._held:
                self._held.pop().close()

    def watch(self, link: socket.socket) -> socket.socket:
        """Shut a connection when time is up, also if it is wrapped for TLS later; return it."""
        with self._lock:
            self._held.append(link.dup())  # the wrapped one takes the first handle away
            if self.passed:
                self._cut(link)
        return link

    def keep(self) -> None:
        """Return while there is time.

        Raises:
            TimeoutError: it is up, so what was read may be cut off.
        """
        if self.passed:
            raise TimeoutError

    def _shut(self) -> None:
        with self._lock:
            self.passed = True
            for link in self._held:
                self._cut(link)

    def _cut(self, link: socket.socket) -> None:
        try:
            link.shutdown(socket.SHUT_RDWR)
        except OSError:  # the other side was first
            return
