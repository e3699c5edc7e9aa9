"""A backup goes into an empty place whole, or not at all: what is wrong with it is said, and nothing is written."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from pyrage import x25519
from sqlalchemy.exc import DBAPIError

from tests.conftest import MONDAY_MORNING
from tests.factories import uploads as made
from tests.factories.uploads import upload
from tests.office import Office
from tests.safekeeping import carry
from tests.usecases.journal import last_entry
from tracker.domain.refusals import Invalid, NotPermitted, Refusal
from tracker.domain.words import AttachmentKind
from tracker.store import age_files, backups
from tracker.store.age_files import Unopened
from tracker.store.backup_reading import NotThisOne
from tracker.store.db import db
from tracker.store.keys import with_new_key, write
from tracker.store.restoring import NotEmpty
from tracker.usecases.attach_files import attach_files
from tracker.usecases.restore import restore


@pytest.fixture
def kept(fresh_app, tmp_path):
    """A small office on SQLite, backed up: one order with a photo."""
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        attach_files(office.register(), [upload("现场.jpg", made.photo())], kind=AttachmentKind.CALLER,
                     by=office.operator, now=MONDAY_MORNING)
        db.session.remove()
    return carry(fresh_app, tmp_path)


@pytest.fixture
def empty_url(own_url, request):
    """An empty database of the same kind."""
    return request.getfixturevalue("postgres").create_database() if own_url else ""


def test_it_takes_the_places_of_database_and_files(house, tmp_path, empty_url):
    office = Office(MONDAY_MORNING)
    order_id = office.travelled("closed")
    other = office.register()
    attach_files(other, [upload("现场.jpg", made.photo())], kind=AttachmentKind.CALLER, by=office.operator,
                 now=MONDAY_MORNING)
    carried = carry(house, tmp_path, empty_url)
    done = carried.restore()
    assert (done.orders, done.files, done.missing, done.is_current) == (2, 2, 0, True)
    assert done.made_at == MONDAY_MORNING
    with carried.program().app_context():
        told = last_entry("backup.restored")
        assert (told.subject, told.actor_name) == (carried.backup.name, "系统")
        stages = dict(db.session.execute(sa.text("SELECT id, stage FROM work_order")).all())
        assert stages == {order_id: "closed", other: "to_dispatch"}
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(sa.text("DELETE FROM timeline_entry"))
        db.session.remove()
        db.engine.dispose()
    lost = {path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()}
    found = {path.relative_to(carried.elsewhere): path.read_bytes()
             for path in (carried.elsewhere / "files").rglob("*") if path.is_file()}
    assert found == lost and len(found) == 2
    with pytest.raises(NotEmpty, match="已有"):
        carried.restore()


def test_a_wrong_key_is_said(kept):
    kept.identity.write_text(str(x25519.Identity.generate()))
    with pytest.raises(Unopened, match="另一把公钥"):
        kept.restore()
    kept.identity.write_text("not a key")
    with pytest.raises(Invalid, match="没有 age 解密密钥"):
        kept.restore()
    kept.identity.unlink()
    with pytest.raises(Invalid, match="读不了解密密钥文件"):
        kept.restore()
    assert kept.has_nothing()


def test_what_is_no_backup_is_said(kept):
    kept.backup = kept.backup.parent
    with pytest.raises(Invalid, match="不是一份备份"):
        kept.restore()
    assert kept.has_nothing()


@pytest.mark.parametrize("name", ["database.age", "manifest.age", "part"])
@pytest.mark.parametrize("harm", ["cut", "flipped", "gone"])
def test_a_damaged_backup_restores_nothing(kept, name, harm):
    path = kept.backup / name
    if name == "part":
        path = next((kept.backup.parent / "parts").rglob("*.age"))
    whole = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:-1] if harm == "cut" else whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
    with pytest.raises(Refusal, match="缺失或损坏|已损坏或不完整|不是一份备份"):
        kept.restore()
    assert kept.has_nothing()


def resealed(kept, change, *, is_proven=True):
    """The backup with another manifest, which whoever has the public key can seal; proven by who has the ring too."""
    keys = age_files.identities(kept.identity)
    pieces = []
    age_files.unseal(kept.backup / backups.MANIFEST, pieces.append, keys)
    envelope = json.loads(b"".join(pieces))
    manifest = json.loads(envelope["manifest"])
    change(manifest)
    with kept.program().app_context():
        body = backups._signed(manifest)
    if not is_proven:
        body = json.dumps(envelope | {"manifest": json.dumps(manifest)}).encode()
    path = kept.backup / backups.MANIFEST
    path.unlink()
    sealed = age_files.seal(BytesIO(body), path, [key.to_public() for key in keys])
    sums = backups.sums_of(kept.backup) | {backups.MANIFEST: sealed.sealed_sha256}
    backups._write_sums(kept.backup / backups.SUMS, sums)


def test_a_newer_program_s_backup_is_refused(kept):
    resealed(kept, lambda manifest: manifest.update(schema=["9999_next_year"], program="9.0"))
    with pytest.raises(NotThisOne, match="9.0，数据库结构 9999_next_year.*不认识"):
        kept.restore()
    resealed(kept, lambda manifest: manifest.update(format=2))
    with pytest.raises(NotThisOne, match="不认识"):
        kept.restore()
    assert kept.has_nothing()


def test_a_forged_manifest_is_refused(kept):
    """Anybody can seal to a public key; who has not the ring cannot say what belongs to a backup."""
    resealed(kept, lambda manifest: manifest["counts"].update(work_order=7), is_proven=False)
    with pytest.raises(NotThisOne, match="被改动过"):
        kept.restore()
    assert kept.has_nothing()


def test_another_kind_of_database_is_said(kept):
    resealed(kept, lambda manifest: manifest.update(backend="postgresql"))
    with pytest.raises(NotThisOne, match="来自 postgresql，现在设置的数据库是 sqlite"):
        kept.restore()
    assert kept.has_nothing()


def test_without_the_key_ring_it_is_refused(kept):
    ring = kept.elsewhere / "keys.toml"
    ring.unlink()
    with pytest.raises(NotThisOne, match="没有密钥文件"):
        kept.restore()
    assert not ring.exists()  # nor is another one made in its place
    write(ring, with_new_key(None))
    with pytest.raises(NotThisOne, match="不是备份当时的那一个：缺少密钥 k1"):
        kept.restore()
    assert kept.has_nothing()


@pytest.mark.parametrize("there", ["files/ab/x", "workbooks/x.xlsx"])
def test_what_lies_there_is_never_written_over(kept, there):
    path = kept.elsewhere / there
    path.parent.mkdir(parents=True)
    path.write_text("ours")
    with pytest.raises(NotEmpty, match="已有文件"):
        kept.restore()
    assert path.read_text() == "ours"


def test_a_full_disk_is_said_before_anything_is_written(kept, monkeypatch):
    usage = shutil.disk_usage(kept.elsewhere)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=1))
    with pytest.raises(Refusal, match="恢复大约需要"):
        kept.restore()
    assert kept.has_nothing()


def test_who_may(office, now):
    with pytest.raises(NotPermitted):
        restore(Path("x"), identity=Path("y"), by=office.operator, now=now)
