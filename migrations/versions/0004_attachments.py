"""Attachments."""

import sqlalchemy as sa
from alembic import op

revision = '0004_attachments'
down_revision = '0003_notices'


def upgrade() -> None:
    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('thumb_sha256', sa.String(length=64), nullable=True),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('unit_name', sa.String(length=80), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_by', sa.String(length=40), nullable=True),
    sa.Column('removal_reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attachment_by_id_person')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_attachment_order_id_work_order')),
    sa.ForeignKeyConstraint(['unit_id'], ['department.id'], name=op.f('fk_attachment_unit_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('order_id', 'number', name=op.f('uq_attachment_order_id_number'))
    )
    op.create_index(op.f('ix_attachment_sha256'), 'attachment', ['sha256'])
    op.create_index(op.f('ix_attachment_thumb_sha256'), 'attachment', ['thumb_sha256'])


def downgrade() -> None:
    op.drop_table('attachment')
