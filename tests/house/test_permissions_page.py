"""docs/permissions.md is what the tables say today: a loosened door or a new grant shows in the change with it."""

from pathlib import Path

from tracker.cli.permissions import written


def test_the_published_permissions_are_up_to_date(app):
    published = Path("docs/permissions.md").read_text("utf-8")
    assert published == written(), "make permissions, and look at what changed"
