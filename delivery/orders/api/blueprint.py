"""The blueprint of what programs ask of orders."""

from flask_smorest import Blueprint

bp = Blueprint("orders-api", __name__, description="Baskets, orders, waves and their money")
