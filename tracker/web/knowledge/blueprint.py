"""The blueprint that the rooms of the knowledge base share."""

from flask import Blueprint

blueprint = Blueprint("knowledge", __name__, url_prefix="/knowledge")
