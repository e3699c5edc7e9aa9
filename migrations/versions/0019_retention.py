"""How long personal data are kept: when an order was made anonymous, and when an attachment's contents were erased."""

import sqlalchemy as sa
from alembic import op

revision = '0019_retention'
down_revision = '0018_sealed'


def upgrade() -> None:
    op.add_column('work_order', sa.Column('anonymised_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_work_order_anonymised_at'), 'work_order', ['anonymised_at'])
    op.add_column('attachment', sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('attachment', 'erased_at')
    op.drop_index(op.f('ix_work_order_anonymised_at'), table_name='work_order')
    op.drop_column('work_order', 'anonymised_at')
