"""突出问题: issues that many orders speak of, named and followed."""

revision = '0011_issues'
down_revision = '0010_exports'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
