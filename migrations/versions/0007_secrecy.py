"""Secrecy."""

revision = '0007_secrecy'
down_revision = '0006_finding'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
