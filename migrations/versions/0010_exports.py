"""Exports in the background: what is asked for, how far it is, who took it."""

revision = '0010_exports'
down_revision = '0009_figures'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
