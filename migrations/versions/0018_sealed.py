"""Personal data sealed at rest, with an index to find a phone by; no story names whom a unit spoke with.

The columns become wide enough; what stands in them is sealed afterwards, in batches that may be interrupted
(tracker seal, usecases/seal_personal_data.py): the key ring is no business of the schema's.
"""

import sqlalchemy as sa
from alembic import op

from tracker.store.chain import link_existing

revision = '0018_sealed'
down_revision = '0017_audit'

TEXTS = {
    "work_order": {"address": (200, False), "caller_name": (80, False), "caller_phone": (40, True),
                   "enterprise_contact": (80, True)},
    "contact": {"whom": (80, False)},
    "attachment": {"file_name": (120, False)},
}
"Column → its length before, and whether it may be empty."
DATA = {"export": "filters", "import_batch": "summary"}
FOUND_BY = ("address_key", "caller_phone_key", "caller_tail_key")

BATCH = 1000

STORY = sa.table("timeline_entry", sa.column("id", sa.Integer), sa.column("order_id", sa.Integer), sa.column("at"),
                 sa.column("kind"), sa.column("data", sa.JSON))
CONTACT = sa.table("contact", sa.column("id", sa.Integer), sa.column("order_id"), sa.column("recorded_at"))


def _let_change(bind, table: str) -> list[str]:
    """Lift the triggers that keep a table as it is; what brings them back."""
    if bind.dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER"]
    found = bind.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
                         {"table": table}).all()
    for name, _sql in found:
        op.execute(f"DROP TRIGGER {name}")
    return [sql for _name, sql in found]


def _masked(name: str) -> str:
    return name[:1] + "*" * max(len(name) - 1, 1)


def _point_to_contacts() -> None:
    """以电话联系了温小姐: the story only ever grows, so a name in it could never be sealed anew nor taken out.

    From now on it points to the contact, where the name is sealed. This once, old entries are changed to the same,
    and the chain that 0017_audit, which came with the same release, has just laid over them is laid again.
    """
    bind = op.get_bind()
    told = bind.execute(sa.select(STORY.c.data).where(STORY.c.kind == "contacted").limit(1)).first()
    if told is None or "whom" not in told.data:
        return
    triggers = _let_change(bind, "timeline_entry") + _let_change(bind, "audit_link")
    contact = sa.select(sa.func.min(CONTACT.c.id)).where(
        CONTACT.c.order_id == STORY.c.order_id, CONTACT.c.recorded_at == STORY.c.at).scalar_subquery()
    wanted = sa.select(STORY.c.id, STORY.c.data, contact).where(STORY.c.kind == "contacted").order_by(STORY.c.id)
    last = 0
    while batch := bind.execute(wanted.where(STORY.c.id > last).limit(BATCH)).all():
        last = batch[-1].id
        rows = [
            {"entry": entry, "told": {key: value for key, value in data.items() if key != "whom"} | (
                {"contact_id": contact_id} if contact_id else {"whom": _masked(data["whom"])})}
            for entry, data, contact_id in batch if "whom" in data
        ]
        if rows:
            bind.execute(sa.update(STORY).where(STORY.c.id == sa.bindparam("entry")).values(
                data=sa.bindparam("told", type_=sa.JSON)), rows)
    bind.execute(sa.text("DELETE FROM audit_link"))
    link_existing(bind)
    for sql in triggers:
        op.execute(sql)


def upgrade() -> None:
    _point_to_contacts()
    op.drop_index('ix_work_order_caller_phone', 'work_order')
    for table, columns in TEXTS.items():
        with op.batch_alter_table(table) as batch:
            for name, (length, may_be_empty) in columns.items():
                batch.alter_column(
                    name, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=may_be_empty)
    for table, name in DATA.items():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(name, existing_type=sa.JSON(), type_=sa.Text(), existing_nullable=False,
                               postgresql_using=f"{name}::text")
    for name in FOUND_BY:
        op.add_column('work_order', sa.Column(name, sa.String(length=48), nullable=True))
        op.create_index(f'ix_work_order_{name}', 'work_order', [name], unique=False)
    op.create_table(
        'key_probe',
        sa.Column('key', sa.String(length=20), nullable=False),
        sa.Column('probe', sa.Text(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_key_probe')),
    )


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT 1 FROM key_probe")).first() is not None:
        raise RuntimeError("数据库中的个人信息已加密，旧版程序打不开，结构不能降级。请恢复升级前的备份。")
    op.drop_table('key_probe')
    for name in FOUND_BY:
        op.drop_index(f'ix_work_order_{name}', 'work_order')
    with op.batch_alter_table('work_order') as batch:
        for name in FOUND_BY:
            batch.drop_column(name)
    for table, name in DATA.items():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(name, existing_type=sa.Text(), type_=sa.JSON(), existing_nullable=False,
                               postgresql_using=f"{name}::json")
    for table, columns in TEXTS.items():
        with op.batch_alter_table(table) as batch:
            for name, (length, may_be_empty) in columns.items():
                batch.alter_column(
                    name, existing_type=sa.Text(), type_=sa.String(length), existing_nullable=may_be_empty)
    op.create_index('ix_work_order_caller_phone', 'work_order', ['caller_phone'], unique=False)
