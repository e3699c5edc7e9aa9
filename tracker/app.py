"""create_app: the only module that knows every floor."""

from typing import Any

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.config import Config, load
from tracker.paths import resource_dir
from tracker.store import models  # noqa: F401  (completes the metadata)
from tracker.store.db import db
from tracker.web import init_web

migrate = Migrate()


def create_app(config: Config | None = None, **overrides: Any) -> Flask:
    """The application on `config` (environment and file when None); `overrides` are Flask settings for tests."""
    config = config or load()
    app = Flask("tracker", template_folder=resource_dir("templates"), static_folder="web/static")
    app.config.update(config.flask())
    app.config.update(overrides)
    app.extensions["tracker_config"] = config
    db.init_app(app)
    migrate.init_app(app, db, directory=resource_dir("migrations"), compare_type=True, render_as_batch=True)
    init_web(app)
    proxies = app.config.get("TRACKER_PROXIES", 0)
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    return app
