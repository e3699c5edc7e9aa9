"""Approved exclusions from satisfaction, with reason and approver."""

revision = '0012_exclusions'
down_revision = '0011_issues'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
