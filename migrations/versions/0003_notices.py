"""Notices."""

revision = '0003_notices'
down_revision = '0002_roads'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
