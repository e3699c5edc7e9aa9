"""Warnings by mark and unit, the morning digest, and what a promise was counted from."""

import sqlalchemy as sa
from alembic import op

revision = '0008_warnings'
down_revision = '0007_secrecy'


def upgrade() -> None:
    op.create_table('digest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_digest_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    sa.UniqueConstraint('person_id', 'on', name=op.f('uq_digest_person_id_on'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_outbox_digest_id_digest'), 'digest', ['digest_id'], ['id'])

    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extends_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('statutory_limit_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_promise_extends_id_promise'), 'promise', ['extends_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_promise_statutory_limit_id_statutory_limit'), 'statutory_limit', ['statutory_limit_id'], ['id'])

    with op.batch_alter_table('warning', schema=None) as batch_op:
        batch_op.add_column(sa.Column('department_id', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('mark', sa.String(length=20), nullable=False, server_default=''))
        batch_op.drop_constraint(batch_op.f('uq_warning_order_id_step_light_due_at'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_warning_order_id_step_department_id_light_mark_due_at'), ['order_id', 'step', 'department_id', 'light', 'mark', 'due_at'])


def downgrade() -> None:
    # Several marks of one deadline were one light before.
    op.execute(
        "DELETE FROM warning WHERE id NOT IN (SELECT MIN(id) FROM warning GROUP BY order_id, step, light, due_at)")
    with op.batch_alter_table('warning', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_warning_order_id_step_department_id_light_mark_due_at'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_warning_order_id_step_light_due_at'), ['order_id', 'step', 'light', 'due_at'])
        batch_op.drop_column('mark')
        batch_op.drop_column('department_id')

    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_promise_statutory_limit_id_statutory_limit'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_promise_extends_id_promise'), type_='foreignkey')
        batch_op.drop_column('statutory_limit_id')
        batch_op.drop_column('extends_id')

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_outbox_digest_id_digest'), type_='foreignkey')
        batch_op.drop_column('digest_id')

    op.drop_table('digest')
