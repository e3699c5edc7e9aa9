"""Notices: the inbox, the outbox, receivers of webhooks, and people's mail addresses."""
import sqlalchemy as sa
from alembic import op

revision = '0003_notices'
down_revision = '0002_roads'


def upgrade() -> None:
    op.add_column('person', sa.Column('email', sa.String(length=254), nullable=True))
    op.add_column('person', sa.Column('wants_mail', sa.Boolean(), server_default=sa.true(), nullable=False))

    op.create_table('hook',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('shape', sa.String(length=32), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('secret', sa.String(length=200), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_hook_department_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook')),
    sa.UniqueConstraint('name', name=op.f('uq_hook_name'))
    )
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['timeline_entry.id'], name=op.f('fk_notice_entry_id_timeline_entry')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_notice_order_id_work_order')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('entry_id', 'person_id', name=op.f('uq_notice_entry_id_person_id'))
    )
    op.create_index('ix_notice_unread', 'notice', ['person_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
    op.create_index('ix_notice_person_id_id', 'notice', ['person_id', 'id'], unique=False)
    op.create_index(op.f('ix_notice_order_id'), 'notice', ['order_id'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=320), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease', sa.String(length=32), nullable=True),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['timeline_entry.id'], name=op.f('fk_outbox_entry_id_timeline_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key'))
    )
    op.create_index('ix_outbox_state_next_at', 'outbox', ['state', 'next_at'], unique=False)
    op.create_index(op.f('ix_outbox_lease'), 'outbox', ['lease'], unique=False)


def downgrade() -> None:
    op.drop_table('outbox')
    op.drop_table('notice')
    op.drop_table('hook')
    op.drop_column('person', 'wants_mail')
    op.drop_column('person', 'email')
