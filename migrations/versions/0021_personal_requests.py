"""Callers ask what is held about them, and have it put right."""

import sqlalchemy as sa
from alembic import op

revision = '0021_personal_requests'
down_revision = '0020_limits_kept'


def upgrade() -> None:
    """A row for every request; what was put right lies sealed with its order."""
    op.add_column('work_order', sa.Column('caller_changes', sa.Text(), nullable=True))
    op.create_table(
        'personal_request',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('submission_key', sa.String(length=40), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('asked_for', sa.String(length=32), nullable=False),
        sa.Column('verified', sa.String(length=32), nullable=False),
        sa.Column('found', sa.JSON(), nullable=False),
        sa.Column('copies', sa.Integer(), nullable=False),
        sa.Column('corrections', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_personal_request_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_request')),
        sa.UniqueConstraint('submission_key', name=op.f('uq_personal_request_submission_key')),
    )
    op.create_index(op.f('ix_personal_request_person_id'), 'personal_request', ['person_id'])


def downgrade() -> None:
    """What was put right stays put right; before and after are forgotten."""
    op.drop_index(op.f('ix_personal_request_person_id'), table_name='personal_request')
    op.drop_table('personal_request')
    with op.batch_alter_table('work_order') as work_order:
        work_order.drop_column('caller_changes')
