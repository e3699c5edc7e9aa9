"""Secrecy."""

import sqlalchemy as sa
from alembic import op

revision = '0007_secrecy'
down_revision = '0006_finding'


def _standing(table: str, ended: str) -> None:
    """A unit stands in the list at most once at a time."""
    op.create_index(
        f'uq_{table}_standing', table, ['order_id', 'department_id'], unique=True,
        sqlite_where=sa.text(f'{ended} IS NULL'), postgresql_where=sa.text(f'{ended} IS NULL'),
    )


def upgrade() -> None:
    op.create_table('identity_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('granted_by', sa.String(length=40), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_by', sa.String(length=40), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_identity_grant_department_id_department')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_identity_grant_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_grant'))
    )
    _standing('identity_grant', 'revoked_at')
    op.create_table('excluded_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('excluded_by', sa.String(length=40), nullable=False),
    sa.Column('excluded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_by', sa.String(length=40), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_excluded_unit_department_id_department')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_excluded_unit_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_excluded_unit'))
    )
    _standing('excluded_unit', 'lifted_at')
    op.create_table('deputy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id'], name=op.f('fk_deputy_deputy_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_deputy_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deputy'))
    )
    op.create_index(op.f('ix_deputy_person_id'), 'deputy', ['person_id'])
    op.create_index(op.f('ix_deputy_deputy_id'), 'deputy', ['deputy_id'])
    # A plain column, not a rebuilt table: the triggers that keep the story append-only stay where they are.
    op.add_column('timeline_entry', sa.Column('on_behalf', sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column('timeline_entry', 'on_behalf')
    op.drop_table('deputy')
    op.drop_table('excluded_unit')
    op.drop_table('identity_grant')
