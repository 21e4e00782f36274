"""The side room that reads foreign files: a log's rows as a mapping understands them, nothing written."""

from sladesk.imports.mapping import Mapping, parse
from sladesk.imports.reading import LARGEST, MOST_ROWS, read
from sladesk.imports.shipped import shipped, shipped_text

__all__ = ["LARGEST", "MOST_ROWS", "Mapping", "parse", "read", "shipped", "shipped_text"]
