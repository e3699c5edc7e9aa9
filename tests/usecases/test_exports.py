"""导出: the columns and orders that were asked for, masked unless a reason stands behind it, one's own, on record."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

import tracker.usecases.write_export as writing
from tests.office import HOUSING, order, story
from tracker.domain.exports import COLUMNS, ExportState
from tracker.domain.filters import Filters, Flag, kept, restored
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid, NotFound, NotPermitted, OutOfTurn, Refusal
from tracker.domain.words import Light, Role, Stage
from tracker.reads.exports import export_choices, my_exports
from tracker.store import exports
from tracker.store.db import db, transaction
from tracker.store.folders import folder
from tracker.store.models import Export, JournalEntry, Person, PersonRole, TimelineEntry
from tracker.usecases.ask_export import Wish, ask_export
from tracker.usecases.cancel_export import cancel_export
from tracker.usecases.change_setting import change_setting
from tracker.usecases.remove_exports import remove_exports
from tracker.usecases.take_export import take_export
from tracker.usecases.work_off_export import work_off_export
from tracker.usecases.write_export import write_export

EVERYTHING = Wish(Filters(), COLUMNS)


def ask(wish, by, now, key="form"):
    return ask_export(wish, key=key, by=by, now=now)


def exported(wish, by, now, key="form"):
    """The export written at once, as the page does with a small one."""
    asked = ask(wish, by, now, key)
    assert write_export(asked.lease, now=now) is ExportState.DONE
    return asked.export_id


def waiting(office, wish, by, now, key="form"):
    """An export that is left to the worker: the setting makes none small enough to be written at once."""
    change_setting("export_direct_rows", "0", effective_from=now.date(), by=office.administrator, now=now)
    asked = ask(wish, by, now, key)
    assert asked.lease is None
    return asked.export_id


def row(export_id):
    db.session.expire_all()
    return db.session.get(Export, export_id)


def rows_of(export_id, by, now):
    sheet = load_workbook(take_export(export_id, by=by, now=now).path)["工单"]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, values, strict=True)) for values in rows]


def journal(kind):
    return list(db.session.scalars(select(JournalEntry).where(JournalEntry.kind == kind).order_by(JournalEntry.id)))


def test_every_order_that_the_list_finds_in_its_order(store_office, now):
    closed = store_office.travelled("closed", title="电梯困人")
    inside = store_office.register(title="小区问题", content="电梯坏了。")
    store_office.register(title="路灯不亮")
    made = exported(replace(EVERYTHING, filters=Filters(q="电梯")), store_office.supervisor, now)
    rows = rows_of(made, store_office.supervisor, now)
    assert tuple(rows[0]) == COLUMNS
    assert [one["标题"] for one in rows] == ["电梯困人", "小区问题"]
    assert rows[0]["工单编号"] == order(closed).number and rows[0]["状态"] == "已办结"
    assert rows[0]["主办单位"] == "区市场监督管理局" and rows[0]["满意度"] == "满意"
    assert rows[1]["工单编号"] == order(inside).number and rows[1]["办结时间"] is None
    assert (row(made).total, row(made).done) == (2, 2)


def test_only_the_chosen_columns_which_the_form_remembers(store_office, now):
    store_office.register()
    made = exported(Wish(Filters(), ["标题", "工单编号"]), store_office.supervisor, now)
    assert [tuple(one) for one in rows_of(made, store_office.supervisor, now)] == [("工单编号", "标题")]
    assert export_choices({}, None, by=store_office.supervisor, now=now).columns == ("工单编号", "标题")
    assert export_choices({}, None, by=store_office.dispatcher, now=now).columns == COLUMNS


@pytest.fixture(autouse=True)
def _empty_folder(request):
    """The database forgets after each test, the folder does not."""
    app = request.getfixturevalue("any_app" if "store" in request.fixturenames else "sqlite_app")
    yield
    for path in (app.extensions["tracker_config"].data / "exports").glob("*"):
        path.unlink()


@pytest.mark.parametrize("columns, words", [((), "至少勾选一列"), (("标题", "密码"), "没有“密码”这一列")])
def test_columns_that_cannot_be_are_refused(office, now, columns, words):
    office.register()
    with pytest.raises(Invalid, match=words):
        ask(Wish(Filters(), columns), office.supervisor, now)


def test_names_and_phones_are_masked_and_secret_ones_hidden(store_office, now):
    plain = store_office.register()
    secret = store_office.register(is_confidential=True, content="温小姐反映，电话 13812345678。")
    made = exported(replace(EVERYTHING, order_ids=[plain, secret]), store_office.supervisor, now)
    rows = rows_of(made, store_office.supervisor, now)
    by_number = {one["工单编号"]: one for one in rows}
    shown, hidden = by_number[order(plain).number], by_number[order(secret).number]
    assert (shown["诉求人"], shown["联系电话"]) == ("温**", "138****5678")
    assert (hidden["诉求人"], hidden["联系电话"], hidden["是否保密"]) == ("保密", None, "是")
    assert "温小姐" not in str(rows) and "13812345678" not in str(rows)
    assert "exported" not in story(plain)


def test_unmasked_callers_take_a_reason_and_are_told_at_each_order(store_office, now):
    plain = store_office.register()
    secret = store_office.register(is_confidential=True, content="温小姐反映，电话 13812345678。")
    wish = replace(EVERYTHING, is_unmasked=True)
    with pytest.raises(Invalid, match="请写明为什么"):
        ask(wish, store_office.supervisor, now)
    made = exported(replace(wish, reason="逐户回访核实"), store_office.supervisor, now)
    by_number = {one["工单编号"]: one for one in rows_of(made, store_office.supervisor, now)}
    shown, hidden = by_number[order(plain).number], by_number[order(secret).number]
    assert (shown["诉求人"], shown["联系电话"]) == ("温小姐", "13812345678")
    assert (hidden["诉求人"], hidden["联系电话"]) == ("保密", None) and "温小姐" not in str(hidden)
    told = db.session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "exported")).all()
    assert [(one.order_id, one.data, one.actor_id) for one in told] == [
        (plain, {"reason": "逐户回访核实"}, store_office.supervisor.id)]
    assert journal("export.done")[0].data["revealed"] == 1


def test_too_many_callers_are_not_taken_unmasked(store_office, now):
    change_setting("export_unmasked_rows", "1", effective_from=now.date(), by=store_office.security, now=now)
    store_office.register()
    store_office.register()
    with pytest.raises(Invalid, match="一次最多导出 1 件") as refused:
        ask(replace(EVERYTHING, is_unmasked=True, reason="核实"), store_office.supervisor, now)
    assert refused.value.field == "mask"


def test_a_unit_takes_only_its_own(store_office, now):
    mine, theirs = store_office.travelled("dispatched"), store_office.register()
    store_office.dispatch(theirs, HOUSING)
    for number, wish in enumerate((EVERYTHING, replace(EVERYTHING, order_ids=[mine, theirs]))):
        made = exported(wish, store_office.market, now, f"form-{number}")
        assert [one["工单编号"] for one in rows_of(made, store_office.market, now)] == [order(mine).number]
    with pytest.raises(Invalid, match="没有可以导出的工单"):
        ask(replace(EVERYTHING, order_ids=[theirs]), store_office.market, now, "other")


def test_who_may_not_is_refused(office, now):
    office.register()
    for actor in (office.operator, office.reviewer, office.administrator):
        with pytest.raises(NotPermitted):
            ask(EVERYTHING, actor, now)
    with pytest.raises(Invalid, match="没有可以导出的工单"):
        ask(replace(EVERYTHING, filters=Filters(stage=(Stage.CLOSED,))), office.supervisor, now)
    assert db.session.scalar(select(func.count()).select_from(Export)) == 0


def test_anothers_export_is_not_there(store_office, now):
    store_office.register()
    made = exported(EVERYTHING, store_office.supervisor, now)
    for act in (take_export, cancel_export):
        with pytest.raises(NotFound):
            act(made, by=store_office.dispatcher, now=now)
    assert my_exports(by=store_office.dispatcher, now=now) == ()


def test_every_step_is_in_the_journal_without_a_phone(store_office, now):
    store_office.register()
    said = "关键词：13812345678"
    made = exported(replace(EVERYTHING, filters=Filters(q="13812345678"), said=said), store_office.supervisor, now)
    taken = take_export(made, by=store_office.supervisor, now=now)
    kinds = [one.kind for one in db.session.scalars(
        select(JournalEntry).where(JournalEntry.kind.startswith("export.")).order_by(JournalEntry.id))]
    assert kinds == ["export.asked", "export.done", "export.downloaded"]
    assert journal("export.asked")[0].data["said"] == "关键词：138****5678"
    assert journal("export.done")[0].data["sha256"] == hashlib.sha256(taken.path.read_bytes()).hexdigest()
    assert row(made).downloads == 1


def test_the_paper_says_who_took_it_away(store_office, now):
    store_office.travelled("dispatched")
    made = exported(EVERYTHING, store_office.market, now)
    foot = load_workbook(take_export(made, by=store_office.market, now=now).path)["工单"].oddFooter.center.text
    assert foot == "导出人：区市场监督管理局经办人（区市场监督管理局）　2026-03-09 09:00　个人信息已隐去"


def test_the_same_form_sent_twice_is_one_export(store_office, now):
    store_office.register()
    first, again = ask(EVERYTHING, store_office.supervisor, now), ask(EVERYTHING, store_office.supervisor, now)
    assert (again.export_id, again.lease) == (first.export_id, None)


def test_a_person_does_not_fill_the_queue_alone(store_office, now):
    store_office.register()
    change_setting("export_waiting", "2", effective_from=now.date(), by=store_office.administrator, now=now)
    waiting(store_office, EVERYTHING, store_office.supervisor, now, "one")
    ask(EVERYTHING, store_office.supervisor, now, "two")
    with pytest.raises(Invalid, match="已有 2 个导出"):
        ask(EVERYTHING, store_office.supervisor, now, "three")
    ask(EVERYTHING, store_office.dispatcher, now, "theirs")


def test_the_worker_takes_them_in_turn_one_at_a_time(store_office, now):
    store_office.register()
    first = waiting(store_office, EVERYTHING, store_office.supervisor, now, "one")
    second = ask(EVERYTHING, store_office.dispatcher, now, "two").export_id
    assert exports.is_waiting(now)
    assert work_off_export(now=now) == (first, ExportState.DONE)
    assert row(second).state is ExportState.WAITING
    assert work_off_export(now=now) == (second, ExportState.DONE)
    assert work_off_export(now=now) is None and not exports.is_waiting(now)


def test_rights_count_when_it_is_written(store_office, now):
    """The unit lost one order after its handler had asked."""
    lost, left = store_office.travelled("dispatched"), store_office.travelled("dispatched")
    made = waiting(store_office, EVERYTHING, store_office.market, now)
    store_office.returned(lost, now=now)
    assert work_off_export(now=now) == (made, ExportState.DONE)
    assert [one["工单编号"] for one in rows_of(made, store_office.market, now)] == [order(left).number]


def test_a_person_who_lost_the_right_gets_words_instead_of_a_file(store_office, now):
    store_office.register()
    made = waiting(store_office, EVERYTHING, store_office.supervisor, now)
    with transaction() as session:
        held = session.get(PersonRole, (store_office.supervisor.id, Role.SUPERVISOR))
        session.delete(held)
    assert work_off_export(now=now) == (made, ExportState.FAILED)
    failed = row(made)
    assert failed.message % failed.params == "您没有“导出工单清单”的权限，如需办理请联系安全管理员。"
    assert failed.lease_until is None and journal("export.failed")[0].subject == str(made)
    assert list(folder("exports").glob("*.xlsx")) == []


def test_a_switched_off_account_exports_nothing(store_office, now):
    store_office.register()
    made = waiting(store_office, EVERYTHING, store_office.supervisor, now)
    with transaction() as session:
        session.get(Person, store_office.supervisor.id).is_active = False
    assert work_off_export(now=now) == (made, ExportState.FAILED)
    assert "已停用" in row(made).message


def batches(monkeypatch, between):
    """Batches of one order, and what happens after the first was read."""
    monkeypatch.setattr(writing, "BATCH", 1)
    read, seen = writing.listed_rows, []

    def reading(order_ids, *args, **kwargs):
        seen.append(order_ids)
        if len(seen) == 2:
            between()
        return read(order_ids, *args, **kwargs)

    monkeypatch.setattr(writing, "listed_rows", reading)
    return seen


def files():
    return sorted(path.name for path in folder("exports").iterdir())


def test_a_cancelled_export_stops_with_its_batch_and_leaves_no_file(store_office, now, monkeypatch):
    for _one in range(4):
        store_office.register()
    before = files()
    made = waiting(store_office, EVERYTHING, store_office.supervisor, now)
    progress = []

    def between():
        progress.append((row(made).done, row(made).total))
        cancel_export(made, by=store_office.supervisor, now=now)

    seen = batches(monkeypatch, between)
    assert work_off_export(now=now) == (made, None)
    assert row(made).state is ExportState.CANCELLED and len(seen) == 2 and progress == [(1, 4)]
    assert files() == before
    assert [one.data["done"] for one in journal("export.cancelled")] == [1]
    with pytest.raises(OutOfTurn):
        cancel_export(made, by=store_office.supervisor, now=now)
    with pytest.raises(Refusal, match="没有可以下载"):
        take_export(made, by=store_office.supervisor, now=now)


def test_a_dead_worker_s_export_is_taken_over_and_its_late_return_changes_nothing(store_office, now, monkeypatch):
    for _one in range(3):
        store_office.register()
    made = waiting(store_office, EVERYTHING, store_office.supervisor, now)
    later = now + exports.LEASE + timedelta(seconds=1)
    taken = []

    def between():
        """The first worker sleeps past its lease; another one takes over and ends."""
        monkeypatch.undo()
        assert work_off_export(now=now + timedelta(seconds=30)) is None
        taken.append(work_off_export(now=later))

    batches(monkeypatch, between)
    assert work_off_export(now=now) == (made, None)
    assert taken == [(made, ExportState.DONE)]
    assert (row(made).attempts, row(made).state, row(made).stored_name) == (2, ExportState.DONE, f"{made}-2.xlsx")
    assert len(rows_of(made, store_office.supervisor, later)) == 3
    assert f"{made}-1.xlsx" not in files()


def test_after_three_deaths_it_is_given_up(store_office, now):
    store_office.register()
    made = waiting(store_office, EVERYTHING, store_office.supervisor, now)
    for death in range(exports.MOST_ATTEMPTS):
        with transaction():
            assert exports.take(now + death * 2 * exports.LEASE)[1] is not None
    assert work_off_export(now=now + 9 * exports.LEASE) == (made, ExportState.FAILED)
    assert "中断了 3 次" in row(made).message % row(made).params


def test_a_fault_is_said_without_its_details(store_office, now, monkeypatch, caplog):
    store_office.register()
    made = waiting(store_office, EVERYTHING, store_office.supervisor, now)

    def broken(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "write_listing", broken)
    assert work_off_export(now=now) == (made, ExportState.FAILED)
    assert row(made).message % row(made).params == "文件写不下来（No space left on device），请联系系统管理员检查磁盘空间。"


def test_old_files_go_and_their_records_stay(store_office, now):
    store_office.register()
    old = exported(EVERYTHING, store_office.supervisor, now, "old")
    new = exported(EVERYTHING, store_office.supervisor, now + timedelta(days=5), "new")
    path = folder("exports") / row(old).stored_name
    assert remove_exports(by=PROGRAM, now=now + timedelta(days=7, hours=1)) == 1
    assert not path.exists() and (folder("exports") / row(new).stored_name).exists()
    with pytest.raises(NotFound, match="已过保留期"):
        take_export(old, by=store_office.supervisor, now=now)
    assert [(one.id, one.is_removed, one.kept_until is None) for one in my_exports(by=store_office.supervisor, now=now)
            ] == [(new, False, False), (old, True, True)]
    assert remove_exports(by=PROGRAM, now=now + timedelta(days=7, hours=2)) == 0


def test_a_filter_comes_back_as_it_was_kept(now):
    filters = Filters(
        q="油烟", stage=(Stage.CLOSED, Stage.HANDLING), light=Light.OVERDUE, lead_id=(3,), flag=(Flag.HARD,),
        received_from=now.date(), redo_least=2, is_open=True)
    assert restored(kept(filters)) == filters
    assert restored(kept(Filters())) == Filters()
    with pytest.raises(KeyError):
        restored({"unknown": 1})
