"""The page 备份: who sees it, how old the newest backup is, and that trouble is seen on every page."""

from datetime import timedelta

import pytest
from pyrage import x25519

from tests.safekeeping import backups_set
from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.store import backups
from tracker.usecases.record_drill import record_drill


@pytest.fixture
def place(app, tmp_path):
    """Backups of the test's own, sealed to the office's key."""
    key = str(x25519.Identity.generate().to_public())
    with backups_set(app, folder=tmp_path / "b", recipients=key):
        yield tmp_path / "b"


def test_late_backups_are_seen_on_every_page(client, place):
    desk = client("administrator")
    page = desk.get("/backups").text
    assert "两天之内没有可用的备份" in page and "还没有备份" in page and "该做恢复演练了" in page
    assert "1" in menu_item(desk)
    assert desk.post("/jobs/backup/run", follow_redirects=True).status_code == 200
    page = desk.get("/backups").text
    assert "两天之内没有可用的备份" not in page and backups.all_kept()[0].name in page
    assert "1" not in menu_item(desk)


def menu_item(desk) -> str:
    """What the menu says at 备份, on another page."""
    page = desk.get("/jobs").text
    item = page[page.index('href="/backups"'):]
    return item[item.index(">"):item.index("</a>")].split("</svg>")[-1].replace("</span>", "").replace("<span>", "")


def test_a_backup_that_failed_says_why_until_one_succeeds(client, place):
    place.write_text("in the way")
    runner.run_due(job_named("backup"), now=clock.now() - timedelta(hours=1))
    desk = client("supervisor")
    page = desk.get("/backups").text
    assert "上一次备份没有成功" in page and "备份不能写入" in page and "1" in menu_item(desk)
    assert "notice--bad" in page and "错误：" in page
    place.unlink()
    runner.run_by_hand("backup", by=PROGRAM, now=clock.now())
    assert "上一次备份没有成功" not in desk.get("/backups").text


def test_a_key_on_the_server_is_asked_for_elsewhere(app, client, tmp_path):
    with backups_set(app, folder=tmp_path / "b", recipients=""):
        assert "解密密钥没有单独保管" in client("administrator").get("/backups").text


def test_a_drill_is_remembered_for_three_months(client, place):
    for days, due in ((100, True), (10, False)):
        record_drill("tracker-20260309-020000", orders=3, files=2, seconds=41,
                     made_at=clock.now(), by=PROGRAM, now=clock.now() - timedelta(days=days))
        page = client("administrator").get("/backups").text
        assert "用时 41 秒" in page and ("该做恢复演练了" in page) == due


@pytest.mark.parametrize("name", ["operator", "handler0", "reviewer"])
def test_others_do_not_see_it(client, name):
    desk = client(name)
    assert desk.get("/backups").status_code == 403
    assert 'href="/backups"' not in desk.get("/", follow_redirects=True).text
