"""The description of the JSON API at ``/api/openapi.json``."""

from flask_smorest import Api

from delivery.kernel.schema import Refused


class OpenApi(Api):
    """Describes refusals in the shape in which ``refusals`` answers them."""

    ERROR_SCHEMA = Refused
