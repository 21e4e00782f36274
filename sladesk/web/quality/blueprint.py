"""The blueprint of the pages of quality."""

from flask import Blueprint

blueprint = Blueprint("quality", __name__, url_prefix="/quality")
