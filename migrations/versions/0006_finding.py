"""Finding."""

revision = '0006_finding'
down_revision = '0005_knowledge'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
