"""Accounts: server-side sessions, failed sign-ins, earlier passwords, one-time links."""

import sqlalchemy as sa
from alembic import op

revision = '0015_accounts'
down_revision = '0014_periods'


def upgrade() -> None:
    op.add_column('person', sa.Column('password_set_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        'person', sa.Column('must_change_password', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('person', sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('person', sa.Column('on_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('person', sa.Column('dormant_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.text(
        "UPDATE person SET signed_in_at = (SELECT max(journal_entry.at) FROM journal_entry"
        " WHERE journal_entry.kind = 'person.signed_in' AND journal_entry.actor_id = person.id)"))
    op.drop_column('person', 'session_key')
    op.create_table(
        'person_session',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('step', sa.String(length=32), nullable=False),
        sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('address', sa.String(length=45), nullable=False),
        sa.Column('agent', sa.String(length=200), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_why', sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_session_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person_session')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_person_session_token_hash')),
    )
    op.create_index(op.f('ix_person_session_person_id'), 'person_session', ['person_id'])
    op.create_index(op.f('ix_person_session_ended_at'), 'person_session', ['ended_at'])
    op.create_table(
        'sign_in_guard',
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('key', sa.String(length=100), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('failed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('kind', 'key', name=op.f('pk_sign_in_guard')),
    )
    op.create_table(
        'past_password',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('password_hash', sa.String(length=200), nullable=False),
        sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_past_password_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_past_password')),
    )
    op.create_index(op.f('ix_past_password_person_id'), 'past_password', ['person_id'])
    op.create_table(
        'one_time_link',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by', sa.String(length=40), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_one_time_link_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_link_token_hash')),
    )
    op.create_index(op.f('ix_one_time_link_person_id'), 'one_time_link', ['person_id'])
    op.add_column('outbox', sa.Column('sealed', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('outbox', 'sealed')
    op.drop_table('one_time_link')
    op.drop_table('past_password')
    op.drop_table('sign_in_guard')
    op.drop_table('person_session')
    op.add_column('person', sa.Column('session_key', sa.String(length=40), server_default='', nullable=False))
    for column in ('dormant_at', 'on_since', 'signed_in_at', 'must_change_password', 'password_set_at'):
        op.drop_column('person', column)
