"""知识库: which states an article of the knowledge base passes through, and who may bring it on.

What an article must hold and for how long it is valid is decided in knowledge_text.py, how it is found in
knowledge_search.py.
"""

from dataclasses import dataclass

from tracker.domain.permissions import Actor, Permission
from tracker.domain.refusals import NotPermitted, OutOfTurn, Refusal
from tracker.domain.words import N_, Word


class ArticleKind(Word):
    """What it is for: an article is looked up, a standard text is said or written as it stands."""

    ARTICLE = "article", N_("知识")
    STANDARD_TEXT = "standard_text", N_("标准话术")


class ArticleState(Word):
    """状态 of the working copy. The published version stays in force while a revision is written and reviewed."""

    DRAFT = "draft", N_("草稿")
    TO_REVIEW = "to_review", N_("待审核")
    PUBLISHED = "published", N_("已发布")
    WITHDRAWN = "withdrawn", N_("已下架")


class ArticleMove(Word):
    """What a person can do to an article."""

    WRITE = "write", N_("起草")
    EDIT = "edit", N_("修改草稿")
    SUBMIT = "submit", N_("送审")
    TAKE_BACK = "take_back", N_("撤回送审")
    PUBLISH = "publish", N_("审核发布")
    REJECT = "reject", N_("退回修改")
    REVISE = "revise", N_("修订")
    DROP = "drop", N_("放弃修订")
    WITHDRAW = "withdraw", N_("下架")


S, M = ArticleState, ArticleMove

MOVES: dict[tuple[ArticleState | None, ArticleMove], ArticleState] = {
    (None, M.WRITE): S.DRAFT,
    (S.DRAFT, M.EDIT): S.DRAFT,
    (S.DRAFT, M.SUBMIT): S.TO_REVIEW,
    # A revision that is not wanted after all: what is in force becomes the working copy again.
    (S.DRAFT, M.DROP): S.PUBLISHED,
    (S.TO_REVIEW, M.TAKE_BACK): S.DRAFT,
    (S.TO_REVIEW, M.PUBLISH): S.PUBLISHED,
    (S.TO_REVIEW, M.REJECT): S.DRAFT,
    (S.PUBLISHED, M.REVISE): S.DRAFT,
    # A rule may be repealed overnight: nothing waits for a revision under way.
    (S.DRAFT, M.WITHDRAW): S.WITHDRAWN,
    (S.TO_REVIEW, M.WITHDRAW): S.WITHDRAWN,
    (S.PUBLISHED, M.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAWN, M.REVISE): S.DRAFT,
}

JUDGING = frozenset({M.PUBLISH, M.REJECT})
"Moves of a reviewer, who must not be one of the draft's writers."

WRITING = frozenset({M.WRITE, M.EDIT, M.SUBMIT, M.REVISE})
"Moves that make a person one of the draft's writers."


def after(state: ArticleState | None, move: ArticleMove) -> ArticleState:
    """The state to which `move` leads from `state`; refuses a move that leads nowhere."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise OutOfTurn(
            N_("这条知识现在处于“%(state)s”，不能%(move)s。请刷新页面查看最新情况。"),
            state=state.label if state else "", move=move.label,
        ) from None


@dataclass(frozen=True)
class Standing:
    """Where an article stands: its state, whose it is (None: the hotline office's) and who wrote the draft."""

    state: ArticleState
    department_id: int | None
    is_in_force: bool
    writers: frozenset[int]
    "Ids of the people who wrote or submitted what is under review."


def may_write_for(by: Actor, department_id: int | None) -> bool:
    """A unit's articles are written by its own people, the office's by the office's."""
    return by.may(Permission.WRITE_KNOWLEDGE) and department_id == by.department_id


def sees_work(by: Actor, state: ArticleState, department_id: int | None) -> bool:
    """May the working copy be read: its own unit's writers, and reviewers once it was handed in."""
    if may_write_for(by, department_id):
        return True
    return state is not S.DRAFT and by.may(Permission.REVIEW_KNOWLEDGE)


def _hindrance_of_review(standing: Standing, by: Actor) -> Refusal | None:
    if not by.may(Permission.REVIEW_KNOWLEDGE):
        return NotPermitted(
            N_("您没有“%(permission)s”的权限，如需办理请联系安全管理员。"), permission=Permission.REVIEW_KNOWLEDGE.value
        )
    if by.id in standing.writers:
        return NotPermitted(N_("不能审核自己起草、修改或送审的知识，请由另一位审核人员审核。"))
    return None


def hindrance(move: ArticleMove, standing: Standing, by: Actor) -> Refusal | None:
    """What stands in the way of `by` making the move; None when nothing does. Page and use case ask alike."""
    if (standing.state, move) not in MOVES:
        try:
            after(standing.state, move)
        except OutOfTurn as refusal:
            return refusal
    if move in JUDGING:
        return _hindrance_of_review(standing, by)
    is_writer = may_write_for(by, standing.department_id)
    if not is_writer and not (move is M.WITHDRAW and by.may(Permission.REVIEW_KNOWLEDGE)):
        return NotPermitted(N_("只有所属单位的人员可以起草和修改这条知识。"))
    if move is M.DROP and not standing.is_in_force:
        return OutOfTurn(N_("这条知识还没有发布过的版本，没有可以恢复的内容。不再需要的草稿请下架。"))
    return None


def offered(standing: Standing, by: Actor) -> tuple[ArticleMove, ...]:
    """The moves that the person can make now, in the table's order."""
    moves = (move for (state, move) in MOVES if state is standing.state)
    return tuple(move for move in moves if hindrance(move, standing, by) is None)
