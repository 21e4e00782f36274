"""The blueprint of the reviews' pages."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
