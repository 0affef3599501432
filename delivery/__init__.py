"""Contactless grocery delivery for a neighbourhood: order, cut-off, route, gate."""

from flask import Blueprint, Flask
from flask_compress import Compress
from flask_smorest import Blueprint as SmorestBlueprint
from werkzeug.middleware.proxy_fix import ProxyFix

from delivery import assets, cli
from delivery.crew import api as crew_api
from delivery.crew import pages as crew_pages
from delivery.demo import kit
from delivery.desk import context, health
from delivery.desk import pages as desk_pages
from delivery.handoffs import api as handoffs_api
from delivery.handoffs import pages as handoffs_pages
from delivery.handoffs.sync import api as sync_api
from delivery.handoffs.sync import pages as sync_pages
from delivery.kernel import headers, http, languages
from delivery.kernel.db import db
from delivery.kernel.openapi import OpenApi
from delivery.kernel.packed import Unpacking
from delivery.merchants.catalogue import api as catalogue_api
from delivery.merchants.catalogue import pages as catalogue_pages
from delivery.merchants.catalogue.lists import api as price_lists_api
from delivery.merchants.catalogue.lists import pages as price_lists_pages
from delivery.merchants.picking import api as picking_api
from delivery.merchants.picking import pages as picking_pages
from delivery.merchants.settlement import api as settlement_api
from delivery.merchants.settlement import pages as settlement_pages
from delivery.notices import api as notices_api
from delivery.notices import pages as notices_pages
from delivery.orders import api as orders_api
from delivery.orders import pages as orders_pages
from delivery.people import api as people_api
from delivery.people import pages as people_pages
from delivery.people.sessions import identify
from delivery.places import api as places_api
from delivery.places import pages as places_pages
from delivery.places.queries import time_zone
from delivery.routing import api as routing_api
from delivery.routing import pages as routing_pages
from delivery.settings import Settings

PAGES: tuple[Blueprint, ...] = (
    crew_pages.bp,
    desk_pages.bp,
    handoffs_pages.bp,
    sync_pages.bp,
    health.bp,
    kit.bp,
    notices_pages.bp,
    orders_pages.bp,
    catalogue_pages.bp,
    price_lists_pages.bp,
    picking_pages.bp,
    settlement_pages.bp,
    people_pages.bp,
    places_pages.bp,
    routing_pages.bp,
)
APIS: tuple[SmorestBlueprint, ...] = (
    people_api.bp,
    places_api.bp,
    handoffs_api.bp,
    sync_api.bp,
    notices_api.bp,
    catalogue_api.bp,
    price_lists_api.bp,
    orders_api.bp,
    picking_api.bp,
    settlement_api.bp,
    crew_api.bp,
    routing_api.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. Importing this package opens no connection and reads no file.

    Parameters
    ----------
    settings
        How this installation runs; read from the environment where left out.
    """
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=assets.TEMPLATES)
    app.config.from_mapping(settings.flask(), MENKOU=settings)
    app.json = http.Json(app)
    app.wsgi_app = Unpacking(app.wsgi_app, settings.body_limit_bytes)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)
    db.init_app(app)
    Compress(app)
    assets.init_app(app)  # after Compress: what comes later sees an answer earlier
    languages.init_app(app, zone=time_zone)
    headers.init_app(app)
    api = OpenApi(app)
    http.init_app(app, identify=identify)  # after Api, whose answers to errors it replaces
    context.init_app(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    for words in APIS:
        api.register_blueprint(words, url_prefix=f"/api/v1{words.url_prefix or ''}")
    cli.init_app(app)
    return app
