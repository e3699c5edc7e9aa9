"""The audit: where an act came from, the chain over what was told, and the one change that it lets through."""

import sqlalchemy as sa
from alembic import op

from tracker.store.chain import link_existing

revision = '0017_audit'
down_revision = '0016_two_factor'

STORIES = {
    "timeline_entry": (
        "id", "order_id", "at", "actor_id", "actor_name", "on_behalf", "unit_name", "kind", "from_stage", "to_stage",
        "origin",
    ),
    "journal_entry": ("id", "at", "actor_id", "actor_name", "kind", "subject", "origin"),
}
"The columns that nothing ever changes; `data` changes together with a redaction, once each."

KEPT = ("audit_link", "audit_redaction")

MARKED = """
    NEW.redaction_id IS NOT NULL AND NEW.redaction_id > coalesce(OLD.redaction_id, 0) AND EXISTS (
        SELECT 1 FROM audit_redaction m
        WHERE m.id = NEW.redaction_id AND m.table_name = '{table}' AND m.entry_id = OLD.id)
"""

POSTGRES = """
CREATE FUNCTION refuse_unmarked_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'data' - 'redaction_id' = to_jsonb(OLD) - 'data' - 'redaction_id'
           AND NEW.redaction_id IS NOT NULL AND NEW.redaction_id > coalesce(OLD.redaction_id, 0) AND EXISTS (
               SELECT 1 FROM audit_redaction m
               WHERE m.id = NEW.redaction_id AND m.table_name = TG_TABLE_NAME AND m.entry_id = OLD.id)
        THEN RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""


def _let_redactions_through(dialect: str) -> None:
    if dialect == "postgresql":
        op.execute(POSTGRES)
    for table, columns in STORIES.items():
        if dialect == "sqlite":
            same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"WHEN NOT ({same} AND {MARKED.format(table=table)}) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_unmarked_change()"
            )


def _protect(table: str, dialect: str) -> None:
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def _refuse_truncation(dialect: str) -> None:
    if dialect == "postgresql":
        for table in (*STORIES, *KEPT):
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def upgrade() -> None:
    op.create_table('audit_link',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key', sa.String(length=20), nullable=False),
    sa.Column('rows', sa.Text(), nullable=False),
    sa.Column('seals', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit_link'))
    )
    op.create_table('audit_redaction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=40), nullable=False),
    sa.Column('table_name', sa.String(length=32), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_audit_redaction_actor_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_redaction'))
    )
    op.create_index('ix_audit_redaction_table_name_entry_id', 'audit_redaction', ['table_name', 'entry_id'])
    for table in STORIES:
        op.add_column(table, sa.Column('origin', sa.String(length=80), nullable=True))
        op.add_column(table, sa.Column('redaction_id', sa.Integer(), nullable=True))
        op.create_index(f'ix_{table}_actor_id_at', table, ['actor_id', 'at'])
    op.create_index('ix_timeline_entry_at', 'timeline_entry', ['at'])
    op.create_index('ix_journal_entry_kind_at', 'journal_entry', ['kind', 'at'])

    dialect = op.get_bind().dialect.name
    for table in KEPT:
        _protect(table, dialect)
    _let_redactions_through(dialect)
    _refuse_truncation(dialect)
    link_existing(op.get_bind())


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in STORIES:
        if dialect == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.drop_index('ix_journal_entry_kind_at', table_name='journal_entry')
    op.drop_index('ix_timeline_entry_at', table_name='timeline_entry')
    for table in STORIES:
        op.drop_index(f'ix_{table}_actor_id_at', table_name=table)
        op.drop_column(table, 'redaction_id')
        op.drop_column(table, 'origin')
        if dialect == "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
    op.drop_table('audit_redaction')
    op.drop_table('audit_link')
    if dialect == "postgresql":
        op.execute("DROP FUNCTION refuse_unmarked_change()")
