"""Knowledge."""

revision = '0005_knowledge'
down_revision = '0004_attachments'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
