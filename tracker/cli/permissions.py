"""tracker permissions: who may do what, as tables for a security officer. docs/permissions.md is its output."""

from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.routing import Rule

from tracker.domain.objects import Reach, reach_of, rooms_of
from tracker.domain.permissions import GRANTS, Permission
from tracker.domain.words import Role

HEAD = """# Permissions

Who may do what. Written by `tracker permissions` (`make permissions`) from the program's own tables:
`domain/permissions.py` grants permissions to roles, each route declares the permissions of its door, and
`domain/objects.py` says which things behind a door a person reaches. A test keeps this page up to date, so a loosened
door shows here; `tests/matrix` asks every route of every role, and of nobody, on own, foreign, confidential and
excluded orders, and compares the answers with these tables. A person's permissions are those of the roles held and of
the roles lent by whoever the person stands in for on that day.
"""

DOORS = {"signed_in": "signed in 登录即可", "open": "open 无须登录", "-": "open 无须登录"}


def _english(name: str) -> str:
    return name.replace("_", " ").lower()


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _head(*cells: str, roles_from: int) -> Iterator[str]:
    yield _row(*cells)
    yield "|" + "|".join("---" if number < roles_from else ":-:" for number in range(len(cells))) + "|"


def _role_heads() -> list[str]:
    return [f"{role.label}<br>{_english(role.name)}" for role in Role]


def _ticks(*permissions: Permission) -> list[str]:
    return ["✓" if GRANTS[role].intersection(permissions) else "" for role in Role]


def _permissions() -> Iterator[str]:
    yield from _head("permission", "权限", *_role_heads(), roles_from=2)
    for permission in Permission:
        yield _row(_english(permission.name), permission.value, *_ticks(permission))


def door_of(rule: Rule) -> str:
    """The door of a route as it was declared."""
    return str(getattr(current_app.view_functions[rule.endpoint], "door", "-"))


def _door_words(door: str) -> str:
    if door.startswith("step:"):
        return f"during sign-in 登录途中（{_english(door.removeprefix('step:'))}）"
    return DOORS.get(door) or " / ".join(_english(permission.name) for permission in rooms_of(door))


def _reach_codes(rule: Rule) -> str:
    variable = rule.arguments - set(rule.defaults or ())
    reaches = {reach_of(rule.endpoint, argument) for argument in variable} - {None, Reach.HOUSE}
    return ", ".join(sorted(f"`{reach}`" for reach in reaches))


def _methods(rule: Rule) -> str:
    return " ".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}))


def _routes() -> Iterator[str]:
    yield from _head("address", "method", "door", "reach", *_role_heads(), roles_from=4)
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint, _methods(one))):
        door = door_of(rule)
        permissions = rooms_of(door)
        ticks = _ticks(*permissions) if permissions else ["✓"] * len(Role)
        yield _row(f"`{rule.rule}`", _methods(rule), _door_words(door), _reach_codes(rule), *ticks)


def written() -> str:
    """The whole page."""
    lines = [HEAD, "## Permission × role", "", *_permissions(), "", "## Reach", ""]
    lines += ["What lies behind a door and beyond a person's reach is answered with 404, as if it did not exist.", ""]
    lines += [f"- `{reach}`: {reach.label}" for reach in Reach]
    lines += ["", "## Route × role", "", *_routes()]
    return "\n".join(lines) + "\n"


@click.command("permissions")
@with_appcontext
def command() -> None:
    """打印权限一览：权限与角色、地址与角色（docs/permissions.md 由此生成）。"""
    click.echo(written(), nl=False)
