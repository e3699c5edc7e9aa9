"""导入知识: all rows of a workbook or none; what comes in belongs to the importer's unit and goes straight to review."""

import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

from sqlalchemy import select

from tracker import clock
from tracker.domain.cells import line_of, lines_of, moment_of, word_of
from tracker.domain.knowledge import ArticleKind, ArticleMove, ArticleState
from tracker.domain.knowledge_text import Writing
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.words import N_, CodeTable
from tracker.sheets.knowledge import COLUMNS, read_knowledge
from tracker.store import knowledge, tables
from tracker.store.db import db, transaction
from tracker.store.models import Article
from tracker.store.story import journal

HEADERS = {column.field: column.header for column in COLUMNS} | {"matter_code": "事项分类"}
MOST_TOLD = 50
"Problems that are told at once; the rest show when these are mended."

Row = tuple[int, dict[str, Any]]


class _Checker:
    """Reads rows and gathers what cannot be taken, each by row and column."""

    def __init__(self, by: Actor, now: datetime) -> None:
        self.now = now
        self.problems: list[Invalid] = []
        self.matters = {name: code for code, name in tables.code_names(CodeTable.MATTER).items()}
        self.titles = set(db.session.scalars(
            select(Article.title).where(
                Article.department_id.is_not_distinct_from(by.department_id),
                Article.state != ArticleState.WITHDRAWN)
        ))

    def refuse(self, number: int, field: str | None, what: Invalid) -> None:
        """Note the problem as the reader will find it on the sheet."""
        self.problems.append(Invalid(
            N_("第 %(row)d 行“%(column)s”：%(what)s"), row=number, column=HEADERS.get(field or "", ""), what=str(what)))

    def _taken(self, number: int, field: str, read: Any, value: Any) -> Any:
        try:
            return read(value)
        except Invalid as problem:
            self.refuse(number, field, problem)
            return None

    def _day(self, value: Any) -> Any:
        at = moment_of(value, self.now)
        return at.astimezone(clock.LOCAL).date() if at else None

    def _matter(self, value: Any) -> str | None:
        name = line_of(value)
        if name and name not in self.matters:
            raise Invalid(N_("没有这个事项分类，请从列表中选择。"))
        return self.matters.get(name)

    def _kind(self, value: Any) -> Any:
        kind = word_of(ArticleKind, value)
        if kind is None:
            raise Invalid(N_("请填写类别：知识或标准话术。"))
        return kind

    def writing(self, number: int, given: dict[str, Any]) -> Writing:
        """The row as a writing; its problems are noted."""
        before = len(self.problems)
        kind = self._taken(number, "kind", self._kind, given.get("kind"))
        today = self.now.astimezone(clock.LOCAL).date()
        text = {name: self._taken(number, name, line_of, given.get(name)) or ""
                for name in ("title", "question", "keywords", "legal_basis")}
        writing = Writing(
            kind=kind or ArticleKind.ARTICLE, body=self._taken(number, "body", lines_of, given.get("body")) or "",
            matter_code=self._taken(number, "matter", self._matter, given.get("matter")),
            valid_from=self._taken(number, "valid_from", self._day, given.get("valid_from")) or today,
            valid_to=self._taken(number, "valid_to", self._day, given.get("valid_to")), **text,
        ).cleaned()
        if len(self.problems) == before:
            for problem in writing.problems():
                self.refuse(number, problem.field, problem)
        if writing.title and writing.title in self.titles:
            self.refuse(number, "title", Invalid(N_("本单位已有同名的知识，没有重复导入。")))
        self.titles.add(writing.title)
        return writing


def _read(upload: BinaryIO) -> list[Row]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "knowledge.xlsx"
        with path.open("wb") as kept:
            copyfileobj(upload, kept)
        return read_knowledge(path)


def import_articles(upload: BinaryIO, file_name: str, *, by: Actor, now: datetime) -> int:
    """Write every row as an article that waits for review, and return how many; one bad row refuses all."""
    require(by, Permission.WRITE_KNOWLEDGE)
    rows = _read(upload)
    with transaction():
        checker = _Checker(by, now)
        writings = [checker.writing(number, given) for number, given in rows]
        if checker.problems:
            raise InvalidEntries(checker.problems[:MOST_TOLD])
        for writing in writings:
            article = Article(
                **asdict(writing), department_id=by.department_id, author_id=by.id, author_name=by.name, created_at=now,
                version=0, is_in_force=False,
            )
            knowledge.move(article, ArticleMove.WRITE, by, now)
            article.submitted_at, article.submitted_by = now, by.name
            knowledge.move(article, ArticleMove.SUBMIT, by, now)
        journal("knowledge.imported", file_name, by, now, count=len(writings))
    return len(writings)
