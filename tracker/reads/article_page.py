"""The page of one article for its reader: the text in force, the draft where it may be read, the versions."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker import clock
from tracker.domain import knowledge as rules
from tracker.domain.knowledge import ArticleKind, ArticleMove, ArticleState
from tracker.domain.knowledge_text import UsePlace, Validity, Writing, validity
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.text_changes import Line, line_changes
from tracker.domain.words import N_, CodeTable
from tracker.reads.knowledge_rows import unit_names
from tracker.store import knowledge, tables
from tracker.store.db import db
from tracker.store.models import Article, ArticleStep, ArticleUse, ArticleVersion

FIELDS = (
    ("title", N_("标题")), ("question", N_("常见问法")), ("keywords", N_("关键词")), ("legal_basis", N_("依据")),
    ("valid_from", N_("生效日期")), ("valid_to", N_("失效日期")),
)
"Short fields that a comparison names beside the text."


@dataclass(frozen=True)
class TextShown:
    """One text, in force or at work."""

    kind: ArticleKind
    title: str
    question: str
    keywords: tuple[str, ...]
    body: str
    matter: str
    legal_basis: str
    valid_from: date
    valid_to: date | None
    validity: Validity


@dataclass(frozen=True)
class Changes:
    """What differs from an older text: short fields as (label, old, new), the body line by line."""

    fields: tuple[tuple[str, str, str], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class VersionShown:
    """A published version; `changes` against the one before, None for the first."""

    version: int
    reviewed_at: datetime
    reviewed_by: str
    submitted_by: str
    uses: int
    text: TextShown
    changes: Changes | None


@dataclass(frozen=True)
class Step:
    """One step of the story."""

    at: datetime
    who: str
    unit: str | None
    move: ArticleMove
    version: int
    reason: str


@dataclass(frozen=True)
class ArticlePage:
    """The article for one reader; `draft` and `story` are empty for who may not read the work on it."""

    id: int
    state: ArticleState
    revision: int
    unit: str | None
    author: str
    shown: TextShown
    "What the page is about: the text in force, or the draft where there is none."
    is_in_force: bool
    draft: TextShown | None
    "The next version, while it differs from what is in force."
    pending: Changes | None
    "What the draft would change."
    moves: tuple[ArticleMove, ...]
    versions: tuple[VersionShown, ...]
    story: tuple[Step, ...]
    uses: dict[UsePlace, int]
    last_used_at: datetime | None

    @property
    def rejection(self) -> Step | None:
        """The verdict that sent the draft back, while the draft is as it was sent back or being mended."""
        for step in reversed(self.story):
            if step.move is ArticleMove.REJECT:
                return step if self.state is ArticleState.DRAFT else None
            if step.move in (ArticleMove.SUBMIT, ArticleMove.PUBLISH, ArticleMove.DROP, ArticleMove.WITHDRAW):
                return None
        return None


def changes(old: Article | ArticleVersion, new: Article | ArticleVersion) -> Changes:
    """What `new` changes in `old`."""
    pairs = ((label, str(getattr(old, name) or ""), str(getattr(new, name) or "")) for name, label in FIELDS)
    return Changes(
        tuple((label, was, now) for label, was, now in pairs if was != now), line_changes(old.body, new.body)
    )


class _Shower:
    """Turns stored texts into shown ones."""

    def __init__(self, now: datetime) -> None:
        self.today = now.astimezone(clock.LOCAL).date()
        self.warn_days = tables.settings_on(self.today).knowledge_warn_days
        self.matters = tables.code_names(CodeTable.MATTER)

    def __call__(self, text: Article | ArticleVersion) -> TextShown:
        return TextShown(
            kind=text.kind, title=text.title, question=text.question, keywords=tuple(text.keywords.split()),
            body=text.body, matter=self.matters.get(text.matter_code or "", ""), legal_basis=text.legal_basis,
            valid_from=text.valid_from, valid_to=text.valid_to,
            validity=validity(text.valid_from, text.valid_to, self.today, self.warn_days),
        )


def _article(article_id: int, by: Actor) -> Article:
    require(by, Permission.SEE_KNOWLEDGE)
    found = db.session.scalar(select(Article).where(Article.id == article_id, knowledge.visible_to(by)))
    if found is None:
        raise NotFound(knowledge.GONE)
    return found


def _versions(article: Article, show: _Shower) -> tuple[VersionShown, ...]:
    """Newest first."""
    texts = db.session.scalars(
        select(ArticleVersion).where(ArticleVersion.article_id == article.id).order_by(ArticleVersion.version)
    ).all()
    counted = db.session.execute(
        select(ArticleUse.version, func.count()).where(ArticleUse.article_id == article.id)
        .group_by(ArticleUse.version)
    )
    used: dict[int, int] = {version: count for version, count in counted}
    before: list[ArticleVersion | None] = [None, *texts]
    return tuple(
        VersionShown(
            version=text.version, reviewed_at=text.reviewed_at, reviewed_by=text.reviewed_by,
            submitted_by=text.submitted_by, uses=used.get(text.version, 0), text=show(text),
            changes=changes(old, text) if old else None,
        )
        for old, text in reversed(list(zip(before, texts, strict=False)))
    )


def _story(article_id: int) -> tuple[Step, ...]:
    told = db.session.scalars(
        select(ArticleStep).where(ArticleStep.article_id == article_id).order_by(ArticleStep.id)
    )
    return tuple(Step(one.at, one.actor_name, one.unit_name, one.move, one.version, one.reason) for one in told)


def _uses(article_id: int) -> tuple[dict[UsePlace, int], datetime | None]:
    counted = db.session.execute(
        select(ArticleUse.place, func.count(), sa.type_coerce(func.max(ArticleUse.at), ArticleUse.at.type))
        .where(ArticleUse.article_id == article_id).group_by(ArticleUse.place)
    ).all()
    return {place: count for place, count, _last in counted}, max((last for *_, last in counted), default=None)


def article_page(article_id: int, *, by: Actor, now: datetime) -> ArticlePage:
    """Raises NotFound for an article that does not exist or is not the reader's to see."""
    article, show = _article(article_id, by), _Shower(now)
    published = knowledge.version_of(article) if article.is_in_force else None
    sees_work = rules.sees_work(by, article.state, article.department_id)
    is_pending = sees_work and published is not None and article.state is not ArticleState.PUBLISHED
    used, last_used_at = _uses(article.id)
    return ArticlePage(
        id=article.id, state=article.state, revision=article.revision,
        unit=unit_names([article.department_id]).get(article.department_id), author=article.author_name,
        shown=show(published or article), is_in_force=published is not None,
        draft=show(article) if is_pending else None,
        pending=changes(published, article) if is_pending and published else None,
        moves=rules.offered(knowledge.standing(article), by), versions=_versions(article, show),
        story=_story(article.id) if sees_work else (), uses=used, last_used_at=last_used_at,
    )


@dataclass(frozen=True)
class Writable:
    """A working copy opened for writing."""

    id: int
    revision: int
    state: ArticleState
    version: int
    is_in_force: bool
    writing: Writing


def writable(article_id: int, *, by: Actor) -> Writable:
    """The working copy for the form; refuses who may not change it now."""
    article = _article(article_id, by)
    move = ArticleMove.REVISE if article.state in (ArticleState.PUBLISHED, ArticleState.WITHDRAWN) else ArticleMove.EDIT
    refusal = rules.hindrance(move, knowledge.standing(article), by)
    if refusal is not None:
        raise refusal
    return Writable(
        article.id, article.revision, article.state, article.version, article.is_in_force,
        Writing(**knowledge.text_of(article)),
    )
