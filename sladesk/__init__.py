"""Sladesk: the after-sales service desk with an SLA clock that explains itself."""

__version__ = "0.1.0"
