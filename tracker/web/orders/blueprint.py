"""The blueprint that the order's rooms share."""

from flask import Blueprint

blueprint = Blueprint("orders", __name__, url_prefix="/orders")
