"""Exports in the background: what is asked for, how far it is, who took it."""

import sqlalchemy as sa
from alembic import op

revision = '0010_exports'
down_revision = '0009_figures'


def upgrade() -> None:
    op.create_table('export',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_key', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('order_ids', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('is_unmasked', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('holder', sa.String(length=80), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('file_name', sa.String(length=80), nullable=False),
    sa.Column('stored_name', sa.String(length=80), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('downloads', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_export_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export')),
    sa.UniqueConstraint('submission_key', name=op.f('uq_export_submission_key'))
    )
    op.create_index(op.f('ix_export_person_id'), 'export', ['person_id'], unique=False)
    op.create_index(op.f('ix_export_state'), 'export', ['state'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_export_state'), 'export')
    op.drop_index(op.f('ix_export_person_id'), 'export')
    op.drop_table('export')
