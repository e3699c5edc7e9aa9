"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = '0001_first_tables'
down_revision = None


APPEND_ONLY = ("timeline_entry", "journal_entry")
"Tables whose rows are never changed or removed: the database itself refuses."

POSTGRES_REFUSAL = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def _protect(table: str, dialect: str) -> None:
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    op.create_table('calendar_day',
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('is_off', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('on', name=op.f('pk_calendar_day'))
    )
    op.create_table('calendar_year',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('is_official', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=400), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_calendar_year'))
    )
    op.create_table('code_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table', sa.String(length=32), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('parent_code', sa.String(length=40), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_item')),
    sa.UniqueConstraint('table', 'code', name=op.f('uq_code_item_table_code')),
    sa.UniqueConstraint('table', 'name', name=op.f('uq_code_item_table_name'))
    )
    op.create_table('department',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department')),
    sa.UniqueConstraint('name', name=op.f('uq_department_name'))
    )
    op.create_table('job_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('job', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('holder', sa.String(length=80), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_run')),
    sa.UniqueConstraint('job', 'period', name=op.f('uq_job_run_job_period'))
    )
    with op.batch_alter_table('job_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_run_started_at'), ['started_at'], unique=False)

    op.create_table('limit_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_type', sa.String(length=32), nullable=True),
    sa.Column('order_class', sa.String(length=32), nullable=True),
    sa.Column('urgency', sa.String(length=32), nullable=True),
    sa.Column('sign_amount', sa.Integer(), nullable=True),
    sa.Column('sign_unit', sa.String(length=32), nullable=True),
    sa.Column('contact_amount', sa.Integer(), nullable=True),
    sa.Column('contact_unit', sa.String(length=32), nullable=True),
    sa.Column('reply_amount', sa.Integer(), nullable=False),
    sa.Column('reply_unit', sa.String(length=32), nullable=False),
    sa.Column('callback_amount', sa.Integer(), nullable=True),
    sa.Column('callback_unit', sa.String(length=32), nullable=True),
    sa.Column('legal_basis', sa.String(length=400), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('preset', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_limit_rule'))
    )
    op.create_table('serial',
    sa.Column('series', sa.String(length=40), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('series', name=op.f('pk_serial'))
    )
    op.create_table('setting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_setting')),
    sa.UniqueConstraint('key', 'effective_from', name=op.f('uq_setting_key_effective_from'))
    )
    op.create_table('workbook',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workbook'))
    )
    with op.batch_alter_table('workbook', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_workbook_period'), ['period'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sign_in_name', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('session_key', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_person_department_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('sign_in_name', name=op.f('uq_person_sign_in_name'))
    )
    op.create_table('work_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('source_number', sa.String(length=60), nullable=True),
    sa.Column('submission_key', sa.String(length=40), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=32), nullable=False),
    sa.Column('is_ledger', sa.Boolean(), nullable=False),
    sa.Column('channel_code', sa.String(length=40), nullable=False),
    sa.Column('request_type', sa.String(length=32), nullable=False),
    sa.Column('order_class', sa.String(length=32), nullable=False),
    sa.Column('urgency', sa.String(length=32), nullable=False),
    sa.Column('matter_code', sa.String(length=40), nullable=True),
    sa.Column('place_code', sa.String(length=40), nullable=True),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('caller_name', sa.String(length=80), nullable=False),
    sa.Column('caller_phone', sa.String(length=40), nullable=True),
    sa.Column('caller_kind', sa.String(length=32), nullable=False),
    sa.Column('wants_reply', sa.Boolean(), nullable=False),
    sa.Column('enterprise_name', sa.String(length=120), nullable=True),
    sa.Column('enterprise_uscc', sa.String(length=18), nullable=True),
    sa.Column('enterprise_contact', sa.String(length=80), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('dispatched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('contacted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('working_days_taken', sa.Integer(), nullable=True),
    sa.Column('solved', sa.String(length=32), nullable=True),
    sa.Column('satisfaction', sa.String(length=32), nullable=True),
    sa.Column('public_answer', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['lead_id'], ['department.id'], name=op.f('fk_work_order_lead_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_order')),
    sa.UniqueConstraint('number', name=op.f('uq_work_order_number')),
    sa.UniqueConstraint('source_number', 'channel_code', name=op.f('uq_work_order_source_number_channel_code')),
    sa.UniqueConstraint('submission_key', name=op.f('uq_work_order_submission_key'))
    )
    with op.batch_alter_table('work_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_work_order_caller_phone'), ['caller_phone'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_closed_at'), ['closed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_dispatched_at'), ['dispatched_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_enterprise_name'), ['enterprise_name'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_enterprise_uscc'), ['enterprise_uscc'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_order_received_at'), ['received_at'], unique=False)
        batch_op.create_index('ix_work_order_stage_due_at', ['stage', 'due_at'], unique=False)

    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.Column('dispatched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_by', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_assignment_department_id_department')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_assignment_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    sa.UniqueConstraint('order_id', 'department_id', 'dispatched_at', name=op.f('uq_assignment_order_id_department_id_dispatched_at'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index('ix_assignment_department_id_order_id', ['department_id', 'order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_order_id'), ['order_id'], unique=False)

    op.create_table('callback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('solved', sa.String(length=32), nullable=True),
    sa.Column('satisfaction', sa.String(length=32), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_callback_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_callback')),
    sa.UniqueConstraint('order_id', 'attempt', name=op.f('uq_callback_order_id_attempt'))
    )
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('method', sa.String(length=32), nullable=False),
    sa.Column('whom', sa.String(length=80), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_contact_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_order_id'), ['order_id'], unique=False)

    op.create_table('import_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('stored_name', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_by', sa.String(length=40), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['person.id'], name=op.f('fk_import_batch_uploaded_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch'))
    )
    op.create_table('journal_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_journal_entry_actor_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_entry'))
    )
    with op.batch_alter_table('journal_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journal_entry_at'), ['at'], unique=False)

    op.create_table('person_role',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_role_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'role', name=op.f('pk_person_role'))
    )
    op.create_table('promise',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('limit_rule_id', sa.Integer(), nullable=True),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=32), nullable=False),
    sa.Column('legal_basis', sa.String(length=400), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('warn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counting', sa.JSON(), nullable=False),
    sa.Column('is_provisional', sa.Boolean(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['limit_rule_id'], ['limit_rule.id'], name=op.f('fk_promise_limit_rule_id_limit_rule')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_promise_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise'))
    )
    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.create_index('ix_promise_open', ['due_at'], unique=False, sqlite_where=sa.text('kept_at IS NULL AND superseded_at IS NULL'), postgresql_where=sa.text('kept_at IS NULL AND superseded_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_promise_order_id'), ['order_id'], unique=False)

    op.create_table('reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('internal_account', sa.Text(), nullable=False),
    sa.Column('public_answer', sa.Text(), nullable=False),
    sa.Column('is_true', sa.Boolean(), nullable=True),
    sa.Column('within_duty', sa.Boolean(), nullable=True),
    sa.Column('solution_kind', sa.String(length=32), nullable=True),
    sa.Column('is_solved', sa.Boolean(), nullable=True),
    sa.Column('unsolved_reason_code', sa.String(length=40), nullable=True),
    sa.Column('unsolved_note', sa.Text(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by', sa.String(length=40), nullable=False),
    sa.Column('verdict', sa.String(length=32), nullable=True),
    sa.Column('verdict_reason', sa.Text(), nullable=False),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reviewed_by', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_reply_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply'))
    )
    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_order_id'), ['order_id'], unique=False)

    op.create_table('timeline_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=40), nullable=False),
    sa.Column('unit_name', sa.String(length=80), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('from_stage', sa.String(length=32), nullable=True),
    sa.Column('to_stage', sa.String(length=32), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_timeline_entry_actor_id_person')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_timeline_entry_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timeline_entry'))
    )
    with op.batch_alter_table('timeline_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_timeline_entry_order_id'), ['order_id'], unique=False)

    op.create_table('warning',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('light', sa.String(length=32), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_warning_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_warning')),
    sa.UniqueConstraint('order_id', 'step', 'light', 'due_at', name=op.f('uq_warning_order_id_step_light_due_at'))
    )
    with op.batch_alter_table('warning', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_warning_told_at'), ['told_at'], unique=False)

    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(POSTGRES_REFUSAL)
    for table in APPEND_ONLY:
        _protect(table, dialect)


def downgrade() -> None:
    with op.batch_alter_table('warning', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_warning_told_at'))

    op.drop_table('warning')
    with op.batch_alter_table('timeline_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_timeline_entry_order_id'))

    op.drop_table('timeline_entry')
    with op.batch_alter_table('reply', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reply_order_id'))

    op.drop_table('reply')
    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_promise_order_id'))
        batch_op.drop_index('ix_promise_open', sqlite_where=sa.text('kept_at IS NULL AND superseded_at IS NULL'), postgresql_where=sa.text('kept_at IS NULL AND superseded_at IS NULL'))

    op.drop_table('promise')
    op.drop_table('person_role')
    with op.batch_alter_table('journal_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journal_entry_at'))

    op.drop_table('journal_entry')
    op.drop_table('import_batch')
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_order_id'))

    op.drop_table('contact')
    op.drop_table('callback')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignment_order_id'))
        batch_op.drop_index('ix_assignment_department_id_order_id')

    op.drop_table('assignment')
    with op.batch_alter_table('work_order', schema=None) as batch_op:
        batch_op.drop_index('ix_work_order_stage_due_at')
        batch_op.drop_index(batch_op.f('ix_work_order_received_at'))
        batch_op.drop_index(batch_op.f('ix_work_order_lead_id'))
        batch_op.drop_index(batch_op.f('ix_work_order_enterprise_uscc'))
        batch_op.drop_index(batch_op.f('ix_work_order_enterprise_name'))
        batch_op.drop_index(batch_op.f('ix_work_order_due_at'))
        batch_op.drop_index(batch_op.f('ix_work_order_dispatched_at'))
        batch_op.drop_index(batch_op.f('ix_work_order_closed_at'))
        batch_op.drop_index(batch_op.f('ix_work_order_caller_phone'))

    op.drop_table('work_order')
    op.drop_table('person')
    with op.batch_alter_table('workbook', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workbook_period'))

    op.drop_table('workbook')
    op.drop_table('setting')
    op.drop_table('serial')
    op.drop_table('limit_rule')
    with op.batch_alter_table('job_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_run_started_at'))

    op.drop_table('job_run')
    op.drop_table('department')
    op.drop_table('code_item')
    op.drop_table('calendar_year')
    op.drop_table('calendar_day')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
