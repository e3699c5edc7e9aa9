"""The side roads: petitions, supervision, interim replies, the hard ledger, and what they leave on an order."""

import sqlalchemy as sa
from alembic import op

revision = '0002_roads'
down_revision = '0001_first_tables'


def upgrade() -> None:
    op.create_table('statutory_limit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('legal_basis', sa.String(length=400), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(32), nullable=False),
    sa.Column('longest', sa.Integer(), nullable=False),
    sa.Column('transfer_days', sa.Integer(), nullable=True),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statutory_limit'))
    )
    op.create_table('hard_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('began_by', sa.String(length=40), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=40), nullable=True),
    sa.Column('ending_note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_hard_case_department_id_department')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_hard_case_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hard_case'))
    )
    with op.batch_alter_table('hard_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hard_case_order_id'), ['order_id'], unique=False)
        batch_op.create_index('uq_hard_case_open', ['order_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('interim_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('public_answer', sa.Text(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_interim_reply_department_id_department')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_interim_reply_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interim_reply'))
    )
    with op.batch_alter_table('interim_reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_interim_reply_order_id'), ['order_id'], unique=False)

    op.create_table('petition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('reason_code', sa.String(length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('legal_basis', sa.String(length=400), nullable=False),
    sa.Column('suggested_id', sa.Integer(), nullable=True),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('unit', sa.String(32), nullable=True),
    sa.Column('statutory_limit_id', sa.Integer(), nullable=True),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.String(length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=40), nullable=True),
    sa.Column('decision_note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_petition_department_id_department')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_petition_order_id_work_order')),
    sa.ForeignKeyConstraint(['statutory_limit_id'], ['statutory_limit.id'], name=op.f('fk_petition_statutory_limit_id_statutory_limit')),
    sa.ForeignKeyConstraint(['suggested_id'], ['department.id'], name=op.f('fk_petition_suggested_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition'))
    )
    with op.batch_alter_table('petition', schema=None) as batch_op:
        batch_op.create_index('ix_petition_kind_state', ['kind', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_petition_order_id'), ['order_id'], unique=False)
        batch_op.create_index('uq_petition_waiting', ['order_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('supervision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(32), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=True),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('instruction', sa.Text(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by', sa.String(length=40), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=40), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=40), nullable=True),
    sa.Column('closing_note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_supervision_department_id_department')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_supervision_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervision')),
    sa.UniqueConstraint('number', name=op.f('uq_supervision_number'))
    )
    with op.batch_alter_table('supervision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supervision_department_id'), ['department_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_supervision_issued_at'), ['issued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_supervision_order_id'), ['order_id'], unique=False)
        batch_op.create_index('uq_supervision_open', ['order_id'], unique=True, sqlite_where=sa.text("level <> 'urge' AND closed_at IS NULL"), postgresql_where=sa.text("level <> 'urge' AND closed_at IS NULL"))

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('result', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('result_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('result_by', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('end_reason', sa.String(32), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_assignment_order_id_department_id_dispatched_at'), type_='unique')
        batch_op.create_index('uq_assignment_active', ['order_id', 'department_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    with op.batch_alter_table('code_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('guidance', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.add_column(sa.Column('department_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('is_counted', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_foreign_key(batch_op.f('fk_promise_department_id_department'), 'department', ['department_id'], ['id'])

    with op.batch_alter_table('work_order', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_confidential', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('is_direct', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('is_hard', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('is_statutory', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('no_more_returns', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('return_count', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('extension_count', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('redo_count', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('urge_count', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('supervision_count', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('master_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('merged_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('related_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('refusal_code', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('supplemented_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_work_order_ended_at'), ['ended_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_master_id'), ['master_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_work_order_master_id_work_order'), 'work_order', ['master_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_work_order_related_id_work_order'), 'work_order', ['related_id'], ['id'])
    # A due moment that an old ledger stated had no row of the limit table; it is never counted again.
    op.execute("UPDATE promise SET is_counted = limit_rule_id IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table('work_order', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_work_order_related_id_work_order'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_work_order_master_id_work_order'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_work_order_master_id'))
        batch_op.drop_index(batch_op.f('ix_work_order_ended_at'))
        batch_op.drop_column('archived_at')
        batch_op.drop_column('ended_at')
        batch_op.drop_column('judged_at')
        batch_op.drop_column('supplemented_at')
        batch_op.drop_column('refusal_code')
        batch_op.drop_column('related_id')
        batch_op.drop_column('merged_at')
        batch_op.drop_column('master_id')
        batch_op.drop_column('supervision_count')
        batch_op.drop_column('urge_count')
        batch_op.drop_column('redo_count')
        batch_op.drop_column('extension_count')
        batch_op.drop_column('return_count')
        batch_op.drop_column('no_more_returns')
        batch_op.drop_column('is_statutory')
        batch_op.drop_column('is_hard')
        batch_op.drop_column('is_direct')
        batch_op.drop_column('is_confidential')

    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_promise_department_id_department'), type_='foreignkey')
        batch_op.drop_column('is_counted')
        batch_op.drop_column('department_id')

    with op.batch_alter_table('code_item', schema=None) as batch_op:
        batch_op.drop_column('guidance')

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index('uq_assignment_active', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_unique_constraint(batch_op.f('uq_assignment_order_id_department_id_dispatched_at'), ['order_id', 'department_id', 'dispatched_at'])
        batch_op.drop_column('end_reason')
        batch_op.drop_column('ended_at')
        batch_op.drop_column('result_by')
        batch_op.drop_column('result_at')
        batch_op.drop_column('result')
        batch_op.drop_column('due_at')

    with op.batch_alter_table('supervision', schema=None) as batch_op:
        batch_op.drop_index('uq_supervision_open', sqlite_where=sa.text("level <> 'urge' AND closed_at IS NULL"), postgresql_where=sa.text("level <> 'urge' AND closed_at IS NULL"))
        batch_op.drop_index(batch_op.f('ix_supervision_order_id'))
        batch_op.drop_index(batch_op.f('ix_supervision_issued_at'))
        batch_op.drop_index(batch_op.f('ix_supervision_department_id'))

    op.drop_table('supervision')
    with op.batch_alter_table('petition', schema=None) as batch_op:
        batch_op.drop_index('uq_petition_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_petition_order_id'))
        batch_op.drop_index('ix_petition_kind_state')

    op.drop_table('petition')
    with op.batch_alter_table('interim_reply', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_interim_reply_order_id'))

    op.drop_table('interim_reply')
    with op.batch_alter_table('hard_case', schema=None) as batch_op:
        batch_op.drop_index('uq_hard_case_open', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_hard_case_order_id'))

    op.drop_table('hard_case')
    op.drop_table('statutory_limit')
