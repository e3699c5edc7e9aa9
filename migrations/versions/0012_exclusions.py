"""Lists are narrowed by 不计满意度 too: its column joins the index that a list's filters are read off."""

from alembic import op

revision = '0012_exclusions'
down_revision = '0011_issues'

LISTED = [
    "received_at", "id", "stage", "lead_id", "request_type", "order_class", "urgency", "place_code", "channel_code",
    "matter_code", "satisfaction", "solved", "is_confidential", "is_direct", "is_hard", "is_statutory", "return_count",
    "extension_count", "redo_count", "urge_count", "supervision_count", "master_id",
]


def upgrade() -> None:
    op.drop_index('ix_work_order_listed', 'work_order')
    op.create_index('ix_work_order_listed', 'work_order', [*LISTED, 'exclusion_code'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_work_order_listed', 'work_order')
    op.create_index('ix_work_order_listed', 'work_order', LISTED, unique=False)
