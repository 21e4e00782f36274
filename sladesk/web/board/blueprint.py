"""The blueprint of the board's pages."""

from flask import Blueprint

blueprint = Blueprint("board", __name__)
