"""The supervisor's board and the overdue reasons to check (R7.1, R3.9)."""

from sladesk.web.board import page, reasons, wall
from sladesk.web.board.blueprint import blueprint

__all__ = ["blueprint", "page", "reasons", "wall"]
