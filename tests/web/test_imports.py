"""The upload page: checked first, decided once, only by who uploaded it."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from sqlalchemy import func, select

from tests.factories.ledgers import HEADERS, PLAIN, write_ledger
from tracker.domain.refusals import AlreadyDone
from tracker.store.db import db
from tracker.store.folders import folder
from tracker.store.models import WorkOrder
from tracker.usecases.confirm_import import confirm_import
from tracker.usecases.preview_import import preview_import


@pytest.fixture(autouse=True)
def empty_folder(app):
    """The data folder outlives a test."""
    yield
    for path in files():
        path.unlink()


def upload(client, path):
    with path.open("rb") as file:
        return client.post("/imports/", data={"file": (file, path.name)}, content_type="multipart/form-data")


def count():
    return db.session.scalar(select(func.count()).select_from(WorkOrder))


def files():
    return sorted(folder("imports").iterdir())


def test_preview_then_one_decision(client, tmp_path):
    path = write_ledger(tmp_path / "台账.xlsx", [PLAIN, PLAIN | {"来源编号": "A-2", "联系电话": "abc"}])
    desk = client("operator")
    answer = upload(desk, path)
    assert answer.status_code == 303 and count() == 0
    page = desk.get(answer.location).text
    assert "联系电话" in page and "不是可以拨打的电话" in page
    assert desk.post(answer.location + "/confirm", data={"skip_bad": "y"}).status_code == 303
    assert count() == 1
    assert desk.post(answer.location + "/confirm").status_code == 409
    assert desk.post(answer.location + "/drop").status_code == 409
    assert count() == 1


def test_another_persons_upload_does_not_exist(client, tmp_path):
    answer = upload(client("operator"), write_ledger(tmp_path / "x.xlsx", [PLAIN]))
    assert client("supervisor").get(answer.location).status_code == 404
    assert client("supervisor").post(answer.location + "/confirm").status_code == 404


def test_a_file_that_is_no_workbook_is_said_beside_the_field(client, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7")
    answer = upload(client("operator"), path)
    assert answer.status_code == 422 and "不是 Excel 工作簿" in answer.text


def test_no_file_at_all(client):
    answer = client("operator").post("/imports/", data={})
    assert answer.status_code == 422 and "请选择要导入" in answer.text


def test_the_template_has_our_headers_and_its_lists(client, tmp_path):
    book = load_workbook(BytesIO(client("operator").get("/imports/template").data))
    assert [cell.value for cell in book["台账"][1]] == HEADERS and book["台账"].max_row == 1
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in book["台账"].data_validations.dataValidation}
    assert "投诉" in lists["C"] and "12345电话" in lists["B"]
    place = {header: get_column_letter(number) for number, header in enumerate(HEADERS, 1)}
    rules = {str(rule.sqref).partition("2:")[0]: rule for rule in book["台账"].data_validations.dataValidation}
    assert rules[place["结束方式"]].formula1 == '"不予受理,终止办理,作废"'
    assert rules[place["是否直办"]].formula1 == '"是,否"'
    assert (rules[place["退单次数"]].type, rules[place["退单次数"]].formula2) == ("whole", "99")
    assert book["台账"].column_dimensions["F"].number_format == "@"
    assert [row[0].value for row in book["填写说明"].iter_rows(min_row=2)] == HEADERS


def test_a_filled_template_comes_in(client, tmp_path):
    desk, path = client("operator"), tmp_path / "模板.xlsx"
    path.write_bytes(desk.get("/imports/template").data)
    book = load_workbook(path)
    book["台账"].append([PLAIN.get(header) for header in HEADERS])
    book.save(path)
    page = desk.get(upload(desk, path).location)
    assert "全部导入 1 件" in page.text and "夜间噪声" in page.text


def test_an_untouched_template_holds_nothing_to_import(client, tmp_path):
    desk, path = client("operator"), tmp_path / "模板.xlsx"
    path.write_bytes(desk.get("/imports/template").data)
    answer = upload(desk, path)
    assert answer.status_code == 422 and "没有可以导入的行" in answer.text


def test_with_bad_rows_nothing_is_imported_unless_so_chosen(client, tmp_path):
    desk = client("operator")
    answer = upload(desk, write_ledger(tmp_path / "x.xlsx", [PLAIN, PLAIN | {"来源编号": "A-2", "诉求类型": "闲聊"}]))
    refused = desk.post(answer.location + "/confirm")
    assert refused.status_code == 422 and "没有导入任何工单" in refused.text
    assert count() == 0 and "只导入正确的 1 件" in desk.get(answer.location).text


def test_the_whole_can_be_dropped_and_its_file_goes(client, tmp_path):
    desk = client("operator")
    answer = upload(desk, write_ledger(tmp_path / "x.xlsx", [PLAIN]))
    [kept] = files()
    assert kept.stat().st_mode & 0o077 == 0
    assert desk.post(answer.location + "/drop").status_code == 303
    assert (files(), count()) == ([], 0)
    assert "已放弃" in desk.get(answer.location).text
    assert desk.post(answer.location + "/confirm").status_code == 409


def test_after_the_import_the_page_tells_what_came_of_it(client, tmp_path):
    desk = client("operator")
    answer = upload(desk, write_ledger(tmp_path / "二月台账.xlsx", [PLAIN]))
    page = desk.post(answer.location + "/confirm", follow_redirects=True).text
    assert "导入结果" in page and "导入 1 件" in page and "二月台账.xlsx" in page
    assert files() == []
    again = desk.get(upload(desk, write_ledger(tmp_path / "二月台账.xlsx", [PLAIN])).location).text
    assert "已存在" in again and "全部导入" not in again


def test_old_units_can_be_kept_as_inactive_ones(client, tmp_path):
    desk = client("operator")
    finished = PLAIN | {"主办单位": "区工商局", "办结时间": "2026-01-09"}
    answer = upload(desk, write_ledger(tmp_path / "x.xlsx", [finished]))
    assert "没有“区工商局”这个单位" in desk.get(answer.location).text
    page = desk.post(answer.location + "/recheck", data={"add_departments": "y"}, follow_redirects=True).text
    assert "将新建停用的历史单位：区工商局（区直部门）" in page and "在用单位：" not in page
    desk.post(answer.location + "/confirm")
    assert count() == 1


def test_a_unit_that_has_open_orders_is_added_as_one_in_use(client, tmp_path):
    desk = client("operator")
    answer = upload(desk, write_ledger(tmp_path / "x.xlsx", [PLAIN | {"主办单位": "区大数据局"}]))
    page = desk.post(answer.location + "/recheck", data={"add_departments": "y"}, follow_redirects=True).text
    assert "将新建在用单位：区大数据局（区直部门）" in page
    page = desk.post(answer.location + "/confirm", follow_redirects=True).text
    assert "新建的在用单位：区大数据局（区直部门）" in page and count() == 1


def test_what_the_code_tables_lack_is_listed_before_it_is_added(client, tmp_path):
    desk = client("operator")
    row = PLAIN | {"来源渠道": "国务院客户端", "事项分类": "城市管理/共享单车"}
    answer = upload(desk, write_ledger(tmp_path / "x.xlsx", [row]))
    page = desk.get(answer.location).text
    assert "新来源渠道、事项分类按台账新建" in page and "代码表将新增" not in page
    page = desk.post(answer.location + "/recheck", data={"add_codes": "y"}, follow_redirects=True).text
    assert "代码表将新增：来源渠道 国务院客户端、事项分类 城市管理/共享单车" in page
    page = desk.post(answer.location + "/recheck", data={}, follow_redirects=True).text
    assert "代码表将新增" not in page and "不在代码表中" in page
    desk.post(answer.location + "/recheck", data={"add_codes": "y"})
    page = desk.post(answer.location + "/confirm", follow_redirects=True).text
    assert "代码表新增了：来源渠道 国务院客户端" in page and count() == 1


def test_a_tick_for_names_is_not_offered_where_none_is_lacking(client, tmp_path):
    desk = client("operator")
    page = desk.get(upload(desk, write_ledger(tmp_path / "x.xlsx", [PLAIN])).location).text
    assert "按台账新建" not in page


def test_the_preview_shows_no_callers(client, tmp_path):
    desk = client("operator")
    rows = [PLAIN | {"诉求人": "温小姐", "联系电话": "13812345678"}]
    page = desk.get(upload(desk, write_ledger(tmp_path / "x.xlsx", rows)).location).text
    assert "温小姐" not in page and "13812345678" not in page


def test_a_file_above_the_limit_is_refused(app, client, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1_000)
    answer = upload(client("operator"), write_ledger(tmp_path / "x.xlsx", [PLAIN]))
    assert answer.status_code == 413 and "太大" in answer.text
    assert files() == []


def test_a_preview_that_nobody_decides_on_is_forgotten(office, tmp_path, now):
    path = write_ledger(tmp_path / "x.xlsx", [PLAIN])
    with path.open("rb") as file:
        old = preview_import(file, "x.xlsx", by=office.operator, now=now)
        file.seek(0)
        preview_import(file, "x.xlsx", by=office.operator, now=now + timedelta(days=8))
    assert len(files()) == 1
    with pytest.raises(AlreadyDone):
        confirm_import(old, skip_bad=False, by=office.operator, now=now)


@pytest.mark.parametrize("name", ["handler0", "reviewer", "callback", "administrator"])
def test_others_find_no_import(client, name):
    desk = client(name)
    for address in ("/imports/", "/imports/template", "/imports/1"):
        assert desk.get(address).status_code == 403
    assert desk.post("/imports/1/confirm").status_code == 403
