"""Finding."""

from datetime import UTC

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# The index must be made by the rule by which the program looks into it, so the rule itself is asked, not a copy.
from tracker.domain.tokens import searchable

revision = '0006_finding'
down_revision = '0005_knowledge'

BATCH = 2000

CODES = {"number": 20, "source_number": 60, "caller_phone": 40, "enterprise_uscc": 18}
"Columns that are looked up by their beginning: PostgreSQL must compare them by their bytes."


LISTED = [
    "received_at", "id", "stage", "lead_id", "request_type", "order_class", "urgency", "place_code", "channel_code",
    "matter_code", "satisfaction", "solved", "is_confidential", "is_direct", "is_hard", "is_statutory", "return_count",
    "extension_count", "redo_count", "urge_count", "supervision_count", "master_id",
]
"Whatever a list is narrowed by, so that its filters are read off one index."


def _collate(name: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column, length in CODES.items():
            op.execute(f'ALTER TABLE work_order ALTER COLUMN {column} TYPE varchar({length}) COLLATE "{name}"')


def _index_orders() -> None:
    """Everything that is already there becomes findable."""
    bind = op.get_bind()
    is_sqlite = bind.dialect.name == "sqlite"
    names = {
        (table, code): name
        for table, code, name in bind.execute(sa.text('SELECT "table", code, name FROM code_item'))
    }
    order = sa.table("work_order", *map(sa.column, (
        "id", "title", "content", "enterprise_name", "address", "place_code", "matter_code", "public_answer",
    )), sa.column("received_at", sa.DateTime(timezone=True)))
    reply = sa.table("reply", *map(sa.column, ("id", "order_id", "public_answer")))
    place_of = sa.table("order_search", *map(sa.column, ("order_id", "place", "title", "text", "tokens")))
    words = sa.table("order_words", sa.column("rowid"), sa.column("tokens"))
    last = 0
    while batch := bind.execute(sa.select(order).where(order.c.id > last).order_by(order.c.id).limit(BATCH)).all():
        last = batch[-1].id
        answers: dict[int, list[str]] = {}
        for one in bind.execute(
            sa.select(reply).where(reply.c.order_id.between(batch[0].id, last)).order_by(reply.c.id.desc())
        ):
            answers.setdefault(one.order_id, []).append(one.public_answer)
        rows = []
        for one in batch:
            text = searchable(one.title, (
                one.content, one.enterprise_name, one.address, names.get(("place", one.place_code)),
                names.get(("matter", one.matter_code)), one.public_answer, *answers.get(one.id, ()),
            ))
            received_at = one.received_at if one.received_at.tzinfo else one.received_at.replace(tzinfo=UTC)
            rows.append({"order_id": one.id, "place": (int(received_at.timestamp()) << 28) | one.id,
                         "title": text.title, "text": text.text, "words": text.tokens})
        if is_sqlite:
            bind.execute(place_of.insert(), [{k: v for k, v in row.items() if k != "words"} for row in rows])
            bind.execute(words.insert(), [{"rowid": row["place"], "tokens": " ".join(row["words"])} for row in rows])
        else:
            made = sa.func.array_to_tsvector(sa.cast(sa.bindparam("words"), postgresql.ARRAY(sa.Text)))
            bind.execute(place_of.insert().values(tokens=made), rows)


def upgrade() -> None:
    op.create_table('order_search',
    sa.Column('order_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('tokens', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_order_search_order_id_work_order')),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_order_search')),
    sa.UniqueConstraint('place', name=op.f('uq_order_search_place'))
    )
    if op.get_bind().dialect.name == "sqlite":
        # Tokens hold letters, digits and characters beyond ASCII, parted by blanks: the plainest tokenizer leaves
        # them as they are. detail=none keeps no positions: the folded text proves what pairs cannot.
        # prefix='1': one character alone is found as quickly as two.
        op.execute(
            "CREATE VIRTUAL TABLE order_words USING fts5("
            "tokens, content='', detail=none, columnsize=0, prefix='1', tokenize='ascii')"
        )
    _collate("C")
    _index_orders()
    op.create_index('ix_order_search_tokens', 'order_search', ['tokens'], unique=False, postgresql_using='gin',
                    sqlite_where=sa.text('tokens IS NOT NULL'))
    op.create_index('ix_work_order_stage_received_at', 'work_order', ['stage', 'received_at'], unique=False)
    op.create_index('ix_work_order_lead_id_received_at', 'work_order', ['lead_id', 'received_at'], unique=False)
    op.create_index('ix_work_order_listed', 'work_order', LISTED, unique=False)
    op.drop_index('ix_work_order_received_at', 'work_order')
    op.drop_index('ix_work_order_lead_id', 'work_order')
    op.create_table('saved_filter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saved_filter_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_filter')),
    sa.UniqueConstraint('person_id', 'name', name=op.f('uq_saved_filter_person_id_name'))
    )
    op.create_index(op.f('ix_saved_filter_is_shared'), 'saved_filter', ['is_shared'], unique=False)
    op.create_table('bulk_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_key', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bulk_run_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_run')),
    sa.UniqueConstraint('submission_key', name=op.f('uq_bulk_run_submission_key'))
    )
    op.create_table('bulk_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['bulk_run.id'], name=op.f('fk_bulk_item_run_id_bulk_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_item')),
    sa.UniqueConstraint('run_id', 'order_id', name=op.f('uq_bulk_item_run_id_order_id'))
    )


def downgrade() -> None:
    op.drop_table('bulk_item')
    op.drop_table('bulk_run')
    op.drop_table('saved_filter')
    op.create_index('ix_work_order_lead_id', 'work_order', ['lead_id'], unique=False)
    op.create_index('ix_work_order_received_at', 'work_order', ['received_at'], unique=False)
    op.drop_index('ix_work_order_listed', 'work_order')
    op.drop_index('ix_work_order_lead_id_received_at', 'work_order')
    op.drop_index('ix_work_order_stage_received_at', 'work_order')
    _collate("default")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE order_words")
    op.drop_table('order_search')
