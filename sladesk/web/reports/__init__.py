"""The weekly and monthly reviews: on screen, with the tickets behind every figure (R9.3-R9.6)."""

from sladesk.web.reports import editions, minutes, page, paper, performance, tickets, workbook
from sladesk.web.reports.blueprint import blueprint

__all__ = ["blueprint", "editions", "minutes", "page", "paper", "performance", "tickets", "workbook"]
