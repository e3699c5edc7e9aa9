"""突出问题: issues that many orders speak of, named and followed."""

import sqlalchemy as sa
from alembic import op

revision = '0011_issues'
down_revision = '0010_exports'


def _protect_notes() -> None:
    """An issue's story only ever grows, like the orders' (0001_first_tables)."""
    if op.get_bind().dialect.name == 'sqlite':
        for verb in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER issue_note_no_{verb.lower()} BEFORE {verb} ON issue_note "
                "BEGIN SELECT RAISE(ABORT, 'issue_note is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER issue_note_append_only BEFORE UPDATE OR DELETE ON issue_note "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def upgrade() -> None:
    op.create_table('issue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_key', sa.String(length=40), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('shared', sa.String(length=32), nullable=True),
    sa.Column('shared_key', sa.String(length=160), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('named_by', sa.String(length=40), nullable=False),
    sa.Column('topic_month', sa.String(length=7), nullable=True),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('plan', sa.Text(), nullable=False),
    sa.Column('start_on', sa.Date(), nullable=True),
    sa.Column('target_on', sa.Date(), nullable=True),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['department.id'], name=op.f('fk_issue_lead_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue')),
    sa.UniqueConstraint('submission_key', name=op.f('uq_issue_submission_key')),
    sa.UniqueConstraint('topic_month', name=op.f('uq_issue_topic_month'))
    )
    op.create_index(op.f('ix_issue_state'), 'issue', ['state'], unique=False)
    op.create_table('issue_marking',
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_issue_marking_issue_id_issue')),
    sa.PrimaryKeyConstraint('issue_id', 'mark', name=op.f('pk_issue_marking'))
    )
    op.create_table('issue_unit',
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_issue_unit_department_id_department')),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_issue_unit_issue_id_issue')),
    sa.PrimaryKeyConstraint('issue_id', 'department_id', name=op.f('pk_issue_unit'))
    )
    op.create_table('issue_order',
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('standing', sa.String(length=32), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('added_by', sa.String(length=40), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_issue_order_issue_id_issue')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_issue_order_order_id_work_order')),
    sa.PrimaryKeyConstraint('issue_id', 'order_id', name=op.f('pk_issue_order'))
    )
    op.create_index(op.f('ix_issue_order_order_id'), 'issue_order', ['order_id'], unique=False)
    op.create_table('issue_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=40), nullable=False),
    sa.Column('on_behalf', sa.String(length=40), nullable=True),
    sa.Column('act', sa.String(length=32), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_issue_note_actor_id_person')),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_issue_note_issue_id_issue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue_note'))
    )
    op.create_index(op.f('ix_issue_note_issue_id'), 'issue_note', ['issue_id'], unique=False)
    _protect_notes()


def downgrade() -> None:
    for table in ('issue_note', 'issue_order', 'issue_unit', 'issue_marking', 'issue'):
        op.drop_table(table)
