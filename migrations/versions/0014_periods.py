"""A workbook of any span of days: its period's name needs more room than a month."""

import sqlalchemy as sa
from alembic import op

revision = '0014_periods'
down_revision = '0013_closed_months'


def upgrade() -> None:
    with op.batch_alter_table('workbook') as batch:
        batch.alter_column('period', existing_type=sa.String(10), type_=sa.String(24), existing_nullable=False)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM workbook WHERE length(period) > 10"))
    with op.batch_alter_table('workbook') as batch:
        batch.alter_column('period', existing_type=sa.String(24), type_=sa.String(10), existing_nullable=False)
