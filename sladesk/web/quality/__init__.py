"""质量改进: 5-Why records with their trees and sheets, and improvements (R8.1, R8.2)."""

from sladesk.web.quality import improvements, lists, records, tree
from sladesk.web.quality.blueprint import blueprint

__all__ = ["blueprint", "improvements", "lists", "records", "tree"]
