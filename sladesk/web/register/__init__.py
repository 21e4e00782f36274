"""Registration: one form in three columns, refreshed in parts while it is filled in (R1)."""

from sladesk.web.register.views import blueprint

__all__ = ["blueprint"]
