"""The tracker command: one file per command, all listed here."""

import getpass
import importlib
import os
from typing import Any

import click
from flask.cli import FlaskGroup

from tracker import origin

COMMANDS = {
    "demo": "tracker.cli.demo",
    "init": "tracker.cli.init",
    "serve": "tracker.cli.serve",
    "run-jobs": "tracker.cli.run_jobs",
    "run-job": "tracker.cli.run_job",
    "import-orders": "tracker.cli.import_orders",
    "export-monthly": "tracker.cli.export_monthly",
    "export-period": "tracker.cli.export_period",
    "due": "tracker.cli.due",
    "create-user": "tracker.cli.create_user",
    "reset-factor": "tracker.cli.reset_factor",
    "permissions": "tracker.cli.permissions",
    "check": "tracker.cli.check",
    "anonymise": "tracker.cli.anonymise",
    "backup": "tracker.cli.backup",
    "backup-key": "tracker.cli.backup_key",
    "restore": "tracker.cli.restore",
    "drill": "tracker.cli.drill",
    "upgrade": "tracker.cli.upgrade",
    "downgrade": "tracker.cli.downgrade",
    "reindex": "tracker.cli.reindex",
    "send-outbox": "tracker.cli.send_outbox",
    "close-month": "tracker.cli.close_month",
    "verify-month": "tracker.cli.verify_month",
    "seal": "tracker.cli.seal",
    "rotate-keys": "tracker.cli.rotate_keys",
    "verify-audit": "tracker.cli.verify_audit",
}
"name → the module that holds the click command as `command`."


def _machine_user() -> str:
    """Who runs the command on this machine; a user without a name is a number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _create_app() -> Any:
    from tracker.app import create_app  # the app is built only when a command needs it
    from tracker.config import BadSetting

    origin.come_from(f"{origin.COMMAND}{_machine_user()}")
    try:
        return create_app()
    except BadSetting as error:
        raise click.ClickException(str(error)) from None


class TrackerGroup(FlaskGroup):
    """Loads a command's module when it is called, so that --help stays quick."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted([*COMMANDS, "db"])

    def get_command(self, ctx: Any, name: str) -> Any:
        if name in COMMANDS:
            return importlib.import_module(COMMANDS[name]).command
        if name == "db":  # named here, or listing the commands would build the app and ask for its settings
            return importlib.import_module("flask_migrate.cli").db
        return super().get_command(ctx, name)


main = TrackerGroup(
    name="tracker",
    create_app=_create_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    help="12345 热线工单系统。每个命令加 --help 查看用法。",
)
