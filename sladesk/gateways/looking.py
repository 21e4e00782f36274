"""Looking up a host's name, with an end: the system's own look-up lasts as long as its servers are silent."""

import socket
import threading
from queue import Empty, SimpleQueue
from socket import getaddrinfo

#: Seconds that are waited for an answer; look-ups under way at once, also those nobody waits for any more.
LONGEST, MOST = 5.0, 4

_free = threading.BoundedSemaphore(MOST)


def addresses(host: str) -> list[str]:
    """Return the IP addresses a name stands for, in the order of the system.

    A look-up can't be broken off: it goes on in a thread of its own that nobody waits for, so there are few
    of them. The system gives each of them up in the end.

    Raises:
        TimeoutError: nobody has answered in time.
        OSError: there is no such name.
    """
    answers, free = SimpleQueue[list[str] | OSError](), _free

    def look() -> None:
        try:
            found = getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answers.put([str(row[4][0]) for row in found])
        except OSError as error:
            answers.put(error)
        except UnicodeError as error:
            answers.put(OSError(str(error)))
        finally:
            free.release()

    if not free.acquire(timeout=LONGEST):
        raise TimeoutError
    threading.Thread(target=look, name=f"look up {host}"[:60], daemon=True).start()
    try:
        found = answers.get(timeout=LONGEST)
    except Empty as error:
        raise TimeoutError from error
    if isinstance(found, OSError):
        raise found
    return found
