"""A receiver's address, which may hold a robot's key, and what its messages are signed with, sealed at rest.

The columns become wide enough; what stands in them is sealed afterwards (usecases/seal_personal_data.py).
"""

import sqlalchemy as sa
from alembic import op

revision = '0022_receivers_sealed'
down_revision = '0021_personal_requests'

SEALED = {"url": 500, "secret": 200}
"Column → its length before."


def upgrade() -> None:
    with op.batch_alter_table('hook') as batch:
        for name, length in SEALED.items():
            batch.alter_column(name, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT 1 FROM hook")).first() is not None:
        raise RuntimeError("接收方的地址和密钥已加密，旧版程序打不开，结构不能降级。请恢复升级前的备份。")
    with op.batch_alter_table('hook') as batch:
        for name, length in SEALED.items():
            batch.alter_column(name, existing_type=sa.Text(), type_=sa.String(length), existing_nullable=False)
