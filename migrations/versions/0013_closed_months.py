"""Closed months: frozen figures, the orders behind them, corrections noted later."""

revision = '0013_closed_months'
down_revision = '0012_exclusions'


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
