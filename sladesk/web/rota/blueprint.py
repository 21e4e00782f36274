"""The blueprint of people and shifts."""

from flask import Blueprint

blueprint = Blueprint("rota", __name__)
