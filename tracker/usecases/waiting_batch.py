"""The uploaded sheet that its uploader still has to decide on. Nobody else's batch exists for a person."""

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import AlreadyDone, NotFound
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import ImportBatch
from tracker.usecases.preview_import import PREVIEWED, stored


def waiting_batch(batch_id: int, by: Actor) -> ImportBatch:
    """The batch, locked till the transaction ends.

    Raises NotFound for another person's, AlreadyDone once it was imported or dropped.
    """
    batch = db.session.execute(
        select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.uploaded_by_id == by.id).with_for_update()
    ).scalar_one_or_none()
    if batch is None:
        raise NotFound(N_("没有找到这次导入，请重新上传。"))
    if batch.state != PREVIEWED:
        raise AlreadyDone(N_("这次导入已经处理过，没有重复导入。需要再次导入请重新上传。"))
    if not stored(batch).is_file():
        raise NotFound(N_("上传的文件已不在，请重新上传。"))
    return batch
