"""Personal data sealed at rest, with an index to find a phone by."""

revision = '0018_sealed'
down_revision = '0017_audit'


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
