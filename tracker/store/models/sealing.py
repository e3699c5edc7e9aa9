"""Which keys the database needs: one sealed word for each, so that a wrong key file is found out before any work."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base
from tracker.store.types import Moment


class KeyProbe(Base):
    """A key that something in the database was sealed with; the first one says that everything is sealed."""

    __tablename__ = "key_probe"

    key: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    "Its name on the ring."
    probe: Mapped[str] = mapped_column(sa.Text)
    "A word that everybody knows, sealed with it by store.sealing: it opens with the right key only."
    made_at: Mapped[datetime] = mapped_column(Moment)
