"""Closed months: frozen figures, the orders behind them, corrections noted later."""

import sqlalchemy as sa
from alembic import op

revision = '0013_closed_months'
down_revision = '0012_exclusions'


def upgrade() -> None:
    op.create_table(
        'closed_month',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('month', sa.String(length=7), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closed_by_id', sa.Integer(), nullable=True),
        sa.Column('closed_by', sa.String(length=40), nullable=False),
        sa.Column('bulletin', sa.Text(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('summary', sa.Text(), nullable=False),
        sa.Column('workbook_id', sa.Integer(), nullable=False),
        sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reopened_by_id', sa.Integer(), nullable=True),
        sa.Column('reopened_by', sa.String(length=40), nullable=True),
        sa.Column('reopen_reason', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['closed_by_id'], ['person.id'], name=op.f('fk_closed_month_closed_by_id_person')),
        sa.ForeignKeyConstraint(['reopened_by_id'], ['person.id'], name=op.f('fk_closed_month_reopened_by_id_person')),
        sa.ForeignKeyConstraint(['workbook_id'], ['workbook.id'], name=op.f('fk_closed_month_workbook_id_workbook')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_closed_month')),
    )
    op.create_index(op.f('ix_closed_month_month'), 'closed_month', ['month'])
    op.create_index(
        'uq_closed_month_standing', 'closed_month', ['month'], unique=True,
        sqlite_where=sa.text('reopened_at IS NULL'), postgresql_where=sa.text('reopened_at IS NULL'))
    op.create_table(
        'closed_month_order',
        sa.Column('closing_id', sa.Integer(), nullable=False),
        sa.Column('order_id', sa.Integer(), nullable=False),
        sa.Column('part_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=True),
        sa.Column('tallies', sa.Text(), nullable=False),
        sa.Column('lead_id', sa.Integer(), nullable=True),
        sa.Column('request_type', sa.String(length=32), nullable=False),
        sa.Column('order_class', sa.String(length=32), nullable=False),
        sa.Column('channel_code', sa.String(length=40), nullable=False),
        sa.Column('matter_code', sa.String(length=40), nullable=True),
        sa.Column('place_code', sa.String(length=40), nullable=True),
        sa.Column('enterprise', sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ['closing_id'], ['closed_month.id'], name=op.f('fk_closed_month_order_closing_id_closed_month')),
        sa.ForeignKeyConstraint(
            ['order_id'], ['work_order.id'], name=op.f('fk_closed_month_order_order_id_work_order')),
        sa.PrimaryKeyConstraint('closing_id', 'order_id', 'part_id', name=op.f('pk_closed_month_order')),
    )
    op.create_index(op.f('ix_closed_month_order_order_id'), 'closed_month_order', ['order_id'])
    op.create_table(
        'correction',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('closing_id', sa.Integer(), nullable=False),
        sa.Column('noted_in_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=True),
        sa.Column('label', sa.String(length=120), nullable=False),
        sa.Column('measure', sa.String(length=32), nullable=False),
        sa.Column('was', sa.String(length=40), nullable=True),
        sa.Column('now', sa.String(length=40), nullable=True),
        sa.Column('orders', sa.JSON(), nullable=False),
        sa.Column('order_count', sa.Integer(), nullable=False),
        sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['closing_id'], ['closed_month.id'], name=op.f('fk_correction_closing_id_closed_month')),
        sa.ForeignKeyConstraint(
            ['noted_in_id'], ['closed_month.id'], name=op.f('fk_correction_noted_in_id_closed_month')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_correction')),
    )
    op.create_index(op.f('ix_correction_closing_id'), 'correction', ['closing_id'])
    op.create_index(op.f('ix_correction_noted_in_id'), 'correction', ['noted_in_id'])


def downgrade() -> None:
    op.drop_table('correction')
    op.drop_table('closed_month_order')
    op.drop_table('closed_month')
