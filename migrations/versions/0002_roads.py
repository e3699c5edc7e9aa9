"""Roads."""

revision = '0002_roads'
down_revision = '0001_first_tables'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
