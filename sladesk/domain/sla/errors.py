"""What can go wrong inside the SLA engine, as words the layers above can turn into sentences."""


class SlaError(Exception):
    """Base of the engine's errors; `code` is stable and finds the sentence shown to a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ImpossibleOrder(SlaError):
    """An entry that cannot follow what the ledger holds (resume without pause, stop before start …)."""


class BadCalendar(SlaError):
    """A calendar that cannot be read or that has no open time left to count."""


class BadTarget(SlaError):
    """A target whose parts contradict each other (working time without a calendar …)."""
