"""How long personal data are kept."""

revision = '0019_retention'
down_revision = '0018_sealed'


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
