"""The second factor, and who signs in through the office's own provider."""

import sqlalchemy as sa
from alembic import op

revision = '0016_two_factor'
down_revision = '0015_accounts'


def _person(primary: bool) -> list[sa.schema.SchemaItem]:
    return [sa.Column('person_id', sa.Integer(), autoincrement=False if primary else 'auto', nullable=False)]


def upgrade() -> None:
    op.add_column('person_session', sa.Column('way', sa.String(length=32), server_default='password', nullable=False))
    op.add_column('person_session', sa.Column('proved_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'factor',
        *_person(primary=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('secret', sa.Text(), nullable=True),
        sa.Column('enrolled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_step', sa.BigInteger(), nullable=True),
        sa.Column('offered_secret', sa.Text(), nullable=True),
        sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_factor_person_id_person')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_factor')),
    )
    op.create_table(
        'recovery_code',
        sa.Column('id', sa.Integer(), nullable=False),
        *_person(primary=False),
        sa.Column('beginning', sa.String(length=4), nullable=False),
        sa.Column('code_hash', sa.String(length=200), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
        sa.UniqueConstraint('person_id', 'beginning', name=op.f('uq_recovery_code_person_id_beginning')),
    )
    op.create_table(
        'provider_link',
        *_person(primary=True),
        sa.Column('expected_name', sa.String(length=254), nullable=True),
        sa.Column('issuer', sa.String(length=254), nullable=True),
        sa.Column('subject', sa.String(length=255), nullable=True),
        sa.Column('linked_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_provider_link_person_id_person')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_provider_link')),
        sa.UniqueConstraint('expected_name', name=op.f('uq_provider_link_expected_name')),
        sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_provider_link_issuer_subject')),
    )
    op.create_table(
        'account_notice',
        sa.Column('id', sa.Integer(), nullable=False),
        *_person(primary=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_account_notice_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_account_notice')),
    )
    op.create_index(op.f('ix_account_notice_person_id'), 'account_notice', ['person_id'], unique=False)
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('account_notice_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_outbox_account_notice_id_account_notice'), 'account_notice', ['account_notice_id'], ['id'])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM outbox WHERE account_notice_id IS NOT NULL"))
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_outbox_account_notice_id_account_notice'), type_='foreignkey')
        batch_op.drop_column('account_notice_id')
    op.drop_index(op.f('ix_account_notice_person_id'), 'account_notice')
    for name in ('account_notice', 'provider_link', 'recovery_code', 'factor'):
        op.drop_table(name)
    for column in ('proved_at', 'way'):
        op.drop_column('person_session', column)
