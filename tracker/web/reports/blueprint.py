"""The blueprint that the supervisor's rooms share."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
