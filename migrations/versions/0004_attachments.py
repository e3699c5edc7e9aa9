"""Attachments."""

revision = '0004_attachments'
down_revision = '0003_notices'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
