"""知识库: articles, their published versions, their story, their uses, and what was reminded of."""

import sqlalchemy as sa
from alembic import op

revision = '0005_knowledge'
down_revision = '0004_attachments'

APPEND_ONLY = ("article_version", "article_step", "article_use")
"Tables whose rows are never changed or removed: the database itself refuses."


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


def _text() -> list[sa.Column]:
    return [
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('title', sa.String(length=100), nullable=False),
        sa.Column('question', sa.String(length=300), nullable=False),
        sa.Column('keywords', sa.String(length=200), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('matter_code', sa.String(length=40), nullable=True),
        sa.Column('legal_basis', sa.String(length=400), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True),
    ]


def upgrade() -> None:
    op.create_table(
        'article',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('department_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(length=32), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('is_in_force', sa.Boolean(), nullable=False),
        sa.Column('submission_key', sa.String(length=40), nullable=True),
        sa.Column('author_id', sa.Integer(), nullable=True),
        sa.Column('author_name', sa.String(length=40), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('submitted_by', sa.String(length=40), nullable=True),
        *_text(),
        sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_article_author_id_person')),
        sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_article_department_id_department')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_article')),
        sa.UniqueConstraint('submission_key', name=op.f('uq_article_submission_key')),
    )
    op.create_index(op.f('ix_article_department_id'), 'article', ['department_id'])
    op.create_index(op.f('ix_article_state'), 'article', ['state'])
    op.create_table(
        'article_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('article_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('submitted_by', sa.String(length=40), nullable=False),
        sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('reviewed_by', sa.String(length=40), nullable=False),
        *_text(),
        sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_version_article_id_article')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_article_version')),
        sa.UniqueConstraint('article_id', 'version', name=op.f('uq_article_version_article_id_version')),
    )
    op.create_table(
        'article_step',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('article_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor_id', sa.Integer(), nullable=True),
        sa.Column('actor_name', sa.String(length=40), nullable=False),
        sa.Column('unit_name', sa.String(length=80), nullable=True),
        sa.Column('move', sa.String(length=32), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_article_step_actor_id_person')),
        sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_step_article_id_article')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_article_step')),
    )
    op.create_index(op.f('ix_article_step_article_id'), 'article_step', ['article_id'])
    op.create_table(
        'article_use',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('article_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('order_id', sa.Integer(), nullable=True),
        sa.Column('place', sa.String(length=32), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_use_article_id_article')),
        sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_article_use_order_id_work_order')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_article_use_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_article_use')),
        sa.UniqueConstraint(
            'article_id', 'order_id', 'place', 'person_id',
            name=op.f('uq_article_use_article_id_order_id_place_person_id'),
        ),
    )
    op.create_index(op.f('ix_article_use_article_id'), 'article_use', ['article_id'])
    op.create_index(op.f('ix_article_use_order_id'), 'article_use', ['order_id'])
    op.create_table(
        'knowledge_reminder',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('article_id', sa.Integer(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_knowledge_reminder_article_id_article')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_reminder')),
        sa.UniqueConstraint('article_id', 'valid_to', name=op.f('uq_knowledge_reminder_article_id_valid_to')),
    )
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        _protect(table, dialect)


def downgrade() -> None:
    for table in ('knowledge_reminder', 'article_use', 'article_step', 'article_version', 'article'):
        op.drop_table(table)
