"""The audit: where an act came from, and the chain over what was told."""

revision = '0017_audit'
down_revision = '0016_two_factor'


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
