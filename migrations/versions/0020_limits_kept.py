"""Rates counted together by several processes."""

revision = '0020_limits_kept'
down_revision = '0019_retention'


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
