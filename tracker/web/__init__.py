"""The web door: blueprints, what every template knows, and how errors are shown."""

from flask import Flask
from flask_wtf import CSRFProtect

from tracker.web import (
    account,
    admin,
    audit,
    auth,
    backups,
    came_from,
    cookie,
    deputies,
    desk,
    errors,
    exports,
    factor,
    formats,
    headers,
    hosts,
    imports,
    inbound,
    inbox,
    issues,
    jobs,
    knowledge,
    language,
    ledgers,
    links,
    menu,
    orders,
    personal_requests,
    provider,
    provider_client,
    rates,
    reports,
    second_step,
    upload_bounds,
)
from tracker.web.assets import asset
from tracker.web.orders import telling

BLUEPRINTS = (
    auth.blueprint,
    account.blueprint,
    second_step.blueprint,
    factor.blueprint,
    provider.blueprint,
    links.blueprint,
    desk.blueprint,
    inbox.blueprint,
    orders.blueprint,
    reports.blueprint,
    imports.blueprint,
    exports.blueprint,
    *admin.BLUEPRINTS,
    jobs.blueprint,
    backups.blueprint,
    deputies.blueprint,
    knowledge.blueprint,
    ledgers.blueprint,
    issues.blueprint,
    audit.blueprint,
    personal_requests.blueprint,
)

csrf = CSRFProtect()


def init_web(app: Flask) -> None:
    """Everything a page needs."""
    cookie.init_cookie(app)
    came_from.init_came_from(app)  # before anything can be refused
    headers.init_headers(app)
    app.before_request(hosts.check)
    app.before_request(rates.check)
    app.before_request(upload_bounds.apply)  # before the form is read, which looking for its token does
    inbound.init_inbound(app)
    csrf.init_app(app)
    language.init_language(app)
    auth.init_auth(app)
    provider_client.init_provider(app, app.extensions["tracker_config"].oidc)
    errors.init_errors(app)
    formats.init_formats(app)
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["remaining_text"] = telling.remaining_text
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(menu.page_context)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
