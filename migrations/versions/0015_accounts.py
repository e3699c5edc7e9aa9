"""Accounts: failed sign-ins, server-side sessions, one-time links."""

revision = '0015_accounts'
down_revision = '0014_periods'


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
