"""Warnings."""

revision = '0008_warnings'
down_revision = '0007_secrecy'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
