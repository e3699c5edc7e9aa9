"""The second factor, and who signs in through the office's own provider."""

revision = '0016_two_factor'
down_revision = '0015_accounts'


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
