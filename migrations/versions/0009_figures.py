"""What the figures ask of an order: default ratings, the last callback, the reply's kind, the first dispatch."""

import sqlalchemy as sa
from alembic import op

revision = '0009_figures'
down_revision = '0008_warnings'

FILLED = (
    # What is known of the orders that are already there: the last callback, the reply that stands, lost leads.
    "UPDATE work_order SET callback_outcome = (SELECT outcome FROM callback WHERE callback.order_id = work_order.id "
    "ORDER BY attempt DESC LIMIT 1)",
    "UPDATE work_order SET solution_kind = (SELECT solution_kind FROM reply WHERE reply.order_id = work_order.id "
    "ORDER BY id DESC LIMIT 1) WHERE replied_at IS NOT NULL",
    "UPDATE work_order SET is_misdirected = true WHERE id IN (SELECT order_id FROM assignment "
    "WHERE part = 'lead' AND end_reason IN ('returned', 'redispatched'))",
)


def upgrade() -> None:
    with op.batch_alter_table('work_order', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('is_default_rating', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('callback_outcome', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('solution_kind', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('is_misdirected', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('exclusion_code', sa.String(length=40), nullable=True))
    for name in ('dispatched_at', 'due_at', 'ended_at'):
        op.create_index(f'ix_assignment_{name}', 'assignment', [name], unique=False)
    for statement in FILLED:
        op.execute(statement)


def downgrade() -> None:
    for name in ('dispatched_at', 'due_at', 'ended_at'):
        op.drop_index(f'ix_assignment_{name}', 'assignment')
    with op.batch_alter_table('work_order', schema=None) as batch_op:
        for name in ('exclusion_code', 'is_misdirected', 'solution_kind', 'callback_outcome', 'is_default_rating'):
            batch_op.drop_column(name)
