"""知识库 out to a workbook and in again: all rows or none, through review, never twice."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from tests.usecases.journal import last_entry
from tests.usecases.test_knowledge import FUMES, published, titles
from tracker.domain.knowledge import ArticleState
from tracker.domain.refusals import Invalid, InvalidEntries, NotPermitted
from tracker.reads.knowledge_list import Filters
from tracker.reads.knowledge_sheet import sheet_rows
from tracker.store.db import db
from tracker.store.models import Article
from tracker.usecases.export_articles import export_articles, make_knowledge_template
from tracker.usecases.import_articles import import_articles


def sheet(*rows, heads=("类别", "标题", "正文", "事项分类", "生效日期", "失效日期")):
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    kept.seek(0)
    return kept


def exported(path, filters, by, now):
    export_articles(path, sheet_rows(filters, by=by, now=now), tab=filters.tab, by=by, now=now)


def count():
    return db.session.scalar(select(func.count()).select_from(Article))


def test_what_one_unit_exports_another_can_take(store_office, now, tmp_path):
    published(store_office, now, replace(FUMES, valid_to=date(2026, 12, 31)))
    path = tmp_path / "out.xlsx"
    exported(path, Filters(q="油烟"), store_office.supervisor, now)
    assert last_entry("knowledge.exported").data["count"] == 1
    with path.open("rb") as file:
        assert import_articles(file, "out.xlsx", by=store_office.housing, now=now) == 1
    taken = db.session.scalar(select(Article).where(Article.department_id == store_office.housing.department_id))
    assert (taken.title, taken.body, taken.matter_code, taken.valid_to) == (
        FUMES.title, FUMES.body, FUMES.matter_code, date(2026, 12, 31))
    assert taken.state is ArticleState.TO_REVIEW and taken.submitted_by == store_office.housing.name
    assert titles(store_office.operator, now) == [FUMES.title]  # still just the published one
    assert last_entry("knowledge.imported").subject == "out.xlsx"


def test_the_export_holds_what_the_reader_may_see(store_office, now, tmp_path):
    published(store_office, now)
    exported(tmp_path / "drafts.xlsx", Filters(tab="draft"), store_office.housing, now)
    rows = list(load_workbook(tmp_path / "drafts.xlsx").active.iter_rows(values_only=True))
    assert len(rows) == 1 and rows[0][:3] == ("类别", "标题", "正文")
    with pytest.raises(NotPermitted):
        exported(tmp_path / "x.xlsx", Filters(), store_office.caller_back, now)


def test_one_bad_row_refuses_all_and_each_is_named(store_office, now):
    bad = sheet(
        ("知识", "好的一行", "正文", None, None, None), ("杂谈", "类别不对", "正文", None, None, None),
        ("知识", "", "正文", None, None, None), ("知识", "没有正文", None, None, None, None),
        ("知识", "分类不对", "正文", "无此分类", None, None), ("知识", "日期不对", "正文", None, "2026-02-30", None),
        ("知识", "先到期", "正文", None, date(2026, 3, 1), date(2026, 2, 1)),
    )
    with pytest.raises(InvalidEntries) as refused:
        import_articles(bad, "bad.xlsx", by=store_office.market, now=now)
    told = [str(problem) for problem in refused.value.problems]
    assert [text.partition("：")[0] for text in told] == [
        "第 3 行“类别”", "第 4 行“标题”", "第 5 行“正文”", "第 6 行“事项分类”", "第 7 行“生效日期”", "第 8 行“失效日期”"]
    assert count() == 0


def test_the_same_file_is_not_taken_twice(store_office, now):
    rows = ("标准话术", "开头语", "您好。", None, None, None), ("知识", "开头语", "您好。", None, None, None)
    import_articles(sheet(rows[0]), "one.xlsx", by=store_office.operator, now=now)
    with pytest.raises(InvalidEntries, match="1 处"):
        import_articles(sheet(rows[0]), "one.xlsx", by=store_office.operator, now=now)
    with pytest.raises(InvalidEntries):
        import_articles(sheet(*rows), "two.xlsx", by=store_office.market, now=now)  # twice in one sheet
    assert count() == 1


@pytest.mark.parametrize("upload", [BytesIO(b""), BytesIO(b"%PDF-1.7"), sheet(("x",), heads=("别的",)), sheet()])
def test_what_is_no_such_sheet_is_refused(store_office, now, upload):
    upload.seek(0)
    with pytest.raises(Invalid):
        import_articles(upload, "x.xlsx", by=store_office.market, now=now)


def test_the_template_can_be_filled_in_and_brought_in(store_office, now, tmp_path):
    make_knowledge_template(tmp_path / "t.xlsx", by=store_office.market, now=now)
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["知识库", "填写说明"]
    book["知识库"].append(["知识", "居民用水报装", "第一段\n\n第二段"])
    book.save(tmp_path / "t.xlsx")
    with (tmp_path / "t.xlsx").open("rb") as file:
        assert import_articles(file, "t.xlsx", by=store_office.market, now=now) == 1
    taken = db.session.scalar(select(Article))
    assert (taken.body, taken.valid_from) == ("第一段\n\n第二段", date(2026, 3, 9))
