"""Rates counted together by several processes."""

import sqlalchemy as sa
from alembic import op

revision = '0020_limits_kept'
down_revision = '0019_retention'


def upgrade() -> None:
    """A row for every window that is running."""
    op.create_table(
        'rate_count',
        sa.Column('key', sa.String(length=120), nullable=False),
        sa.Column('asked', sa.Integer(), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_rate_count')),
    )
    op.create_index(op.f('ix_rate_count_ends_at'), 'rate_count', ['ends_at'])


def downgrade() -> None:
    """Forget them."""
    op.drop_index(op.f('ix_rate_count_ends_at'), table_name='rate_count')
    op.drop_table('rate_count')
