"""What is sent, whichever way it goes, and how a way says that it was not."""

from dataclasses import dataclass

from sladesk.domain.telling import Failure


class Undelivered(Exception):  # what went wrong on the way, not in the program
    """The other side did not take the message; the text is a code and what was said, without personal data.

    Arguments:
        why: as far as this side knows it.
        said: what the other side said, or the system of this machine, as it came.
        final: trying again would change nothing.
        away: the server itself could not be spoken with, so no other message would arrive now either.
    """

    def __init__(self, why: Failure, said: str = "", *, final: bool = False, away: bool = False) -> None:
        super().__init__(f"{why}: {said}" if said else str(why))
        self.final, self.away = final, away


@dataclass(frozen=True)
class Line:
    """One event: its stable id, what happened, and where it is found in the desk."""

    public_id: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Message:
    """Several events told together, or one.

    Arguments:
        batch: the stable id of the whole: a second try carries the same.
        title: one line.
        lines: the events, oldest first.
        foot: what stands below.
    """

    batch: str
    title: str
    lines: tuple[Line, ...]
    foot: str = ""

    @property
    def ids(self) -> str:
        """The stable ids of all events, as one line."""
        return " ".join(line.public_id for line in self.lines)
