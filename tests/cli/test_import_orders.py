"""tracker import-orders: what it prints, what it returns, and that a dry run writes nothing."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from tests.factories.ledgers import PLAIN, write_ledger
from tracker.cli.import_orders import MOST_SHOWN, command
from tracker.store.db import db
from tracker.store.models import Department, WorkOrder

BAD = PLAIN | {"来源编号": "A-2", "联系电话": "abc", "受理时间": datetime(3026, 1, 5)}


@pytest.fixture
def bring(app, tmp_path):
    """Run the command on a workbook of the given rows; returns the result."""
    runner = app.test_cli_runner()

    def run(rows, *options):
        path = write_ledger(tmp_path / "台账.xlsx", rows)
        return runner.invoke(command, [str(path), *options])

    return run


def count():
    return db.session.scalar(select(func.count()).select_from(WorkOrder))


def test_good_rows_come_in_and_a_second_run_adds_nothing(bring):
    first, second = bring([PLAIN]), bring([PLAIN])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "已导入 1 件，已存在 0 件。" in first.output and "已导入 0 件，已存在 1 件。" in second.output
    assert count() == 1


def test_one_bad_row_keeps_all_out_and_each_cell_is_named(bring):
    result = bring([PLAIN, BAD])
    assert result.exit_code == 1
    assert "第 3 行 联系电话：" in result.output and "第 3 行 受理时间：年份 3026 不合理" in result.output
    assert "有 2 处问题，没有导入任何工单" in result.output and "--skip-bad" in result.output
    assert count() == 0


def test_bad_rows_can_be_left_out(bring):
    result = bring([PLAIN, BAD], "--skip-bad")
    assert result.exit_code == 0
    assert "已导入 1 件，已存在 0 件，跳过有问题的 1 行。" in result.output
    assert count() == 1


def test_nothing_but_bad_rows_is_a_failure(bring):
    assert bring([BAD], "--skip-bad").exit_code == 1


def test_a_dry_run_only_tells(bring):
    good, bad = bring([PLAIN], "--dry-run"), bring([PLAIN, BAD], "--dry-run")
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "没有写入：可导入 1 件，已存在 0 件，有问题 1 行。" in bad.output
    assert count() == 0


def test_old_units_are_added_when_so_asked(bring):
    row = PLAIN | {"主办单位": "区工商局", "办结时间": "2026-01-09"}
    assert "没有“区工商局”这个单位" in bring([row]).output
    result = bring([row], "--add-departments")
    assert "新建了停用的历史单位：区工商局" in result.output and count() == 1
    assert db.session.scalar(select(Department.is_active).where(Department.name == "区工商局")) is False


def test_a_new_unit_with_open_orders_is_told_apart(bring):
    row = PLAIN | {"主办单位": "区大数据局"}
    assert "导入时将新建在用单位：区大数据局（区直部门）" in bring([row], "--add-departments", "--dry-run").output
    assert "新建了在用单位：区大数据局" in bring([row], "--add-departments").output


def test_names_that_the_code_tables_lack_are_added_when_so_asked(bring):
    row = PLAIN | {"来源渠道": "国务院客户端", "事项分类": "城市管理/共享单车", "主办单位": "城北镇", "办结时间": "2026-01-09"}
    assert "来源渠道“国务院客户端”不在代码表中" in bring([row]).output
    dry = bring([row], "--add-codes", "--add-departments", "--dry-run")
    assert "导入时将新建停用的历史单位：城北镇（镇街）" in dry.output
    assert "导入时将新建代码：来源渠道 国务院客户端、事项分类 城市管理/共享单车" in dry.output and count() == 0
    done = bring([row], "--add-codes", "--add-departments")
    assert "新建了代码：来源渠道 国务院客户端、事项分类 城市管理/共享单车" in done.output and count() == 1


def test_a_long_list_of_problems_is_cut(bring):
    result = bring([PLAIN | {"来源编号": f"A-{n}", "联系电话": "abc"} for n in range(MOST_SHOWN + 7)])
    assert "另有 7 处" in result.output


@pytest.mark.parametrize(("name", "content", "words"), [
    ("没有.xlsx", None, "没有找到文件"), ("x.xlsx", b"a,b\n", "不是 Excel 工作簿"), ("x.xlsx", b"", "文件是空的"),
])
def test_a_file_that_cannot_be_read(app, tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = app.test_cli_runner().invoke(command, [str(tmp_path / name)])
    assert result.exit_code == 1 and words in result.output


def test_help_is_enough_to_use_it(app):
    text = app.test_cli_runner().invoke(command, ["--help"]).output
    assert all(words in text for words in ("--dry-run", "--skip-bad", "--add-departments", "--add-codes", "例："))
