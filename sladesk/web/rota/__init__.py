"""People and shifts: the rota of a week or a month, absences, handing tickets over (R2.2, R2.3)."""

from sladesk.web.rota import handing, pages
from sladesk.web.rota.blueprint import blueprint

__all__ = ["blueprint", "handing", "pages"]
