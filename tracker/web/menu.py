"""The menu: one table of places, each shown to whoever may enter it; and what every page knows."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext
from flask_login import current_user

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.domain.words import N_, Role
from tracker.reads import knowledge_waiting
from tracker.reads.backups_page import trouble_count
from tracker.reads.desk import waiting_counts
from tracker.reads.inbox import unread_count
from tracker.reads.issue_list import due_issues
from tracker.web.language import chosen

P = Permission


@dataclass(frozen=True)
class Place:
    """One entry: where it leads, who may see it, and which queue it counts."""

    label: str
    endpoint: str
    icon: str
    permissions: tuple[Permission, ...]
    shortcut: str | None = None
    queue: str | None = None


GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (N_("工作台"), (
        Place(N_("我的待办"), "desk.home", "inbox", (), "h"),
        Place(N_("通知"), "inbox.index", "bell", (), "t", "inbox"),
        Place(N_("登记工单"), "orders.new", "pencil-square", (P.REGISTER_ORDER,), "n"),
        Place(N_("待派单"), "desk.to_dispatch", "send", (P.DISPATCH_ORDER,), "d", "to_dispatch"),
        Place(N_("待补充"), "desk.to_supplement", "chat-left-dots", (P.ANSWER_DIRECTLY,), None, "to_supplement"),
        Place(N_("本单位工单"), "desk.unit", "building", (P.HANDLE_ORDER,), "u", "unit"),
        Place(N_("退单审批"), "desk.returns", "box-arrow-left", (P.DECIDE_RETURN,), "b", "returns"),
        Place(N_("延期等审批"), "desk.petitions", "hourglass", (P.DECIDE_PETITION,), "p", "petitions"),
        Place(N_("待审核"), "desk.to_review", "check-circle", (P.REVIEW_REPLY,), "r", "to_review"),
        Place(N_("待回访"), "desk.to_call_back", "telephone", (P.CALL_BACK,), "c", "to_call_back"),
        Place(N_("待研判"), "desk.to_judge", "question-diamond", (P.JUDGE_REDO,), "z", "to_judge"),
        Place(N_("每日提醒"), "desk.digest", "sunrise", (P.HANDLE_ORDER, P.SUPERVISE_ORDER)),
        Place(N_("工单查询"), "orders.index", "search", (P.SEE_ALL_ORDERS, P.SEE_UNIT_ORDERS), "s"),
        Place(N_("我的导出"), "exports.index", "download", (P.EXPORT_ORDERS,), "e"),
        Place(N_("批量导入"), "imports.upload", "file-earmark-arrow-up", (P.IMPORT_ORDERS,), "i"),
    )),
    (N_("知识库"), (
        Place(N_("知识库"), "knowledge.index", "book", (P.SEE_KNOWLEDGE,), "w"),
        Place(N_("待审核知识"), "knowledge.to_review", "clipboard-check", (P.REVIEW_KNOWLEDGE,), None, "knowledge"),
    )),
    (N_("督办统计"), (
        Place(N_("督办台账"), "ledgers.supervisions", "clipboard2-pulse", (P.SUPERVISE_ORDER, P.HANDLE_ORDER)),
        Place(N_("疑难工单台账"), "ledgers.hard", "pin-angle", (P.KEEP_HARD_LEDGER,)),
        Place(N_("突出问题"), "issues.index", "fire", (P.MARK_ISSUE,), None, "issues"),
        Place(N_("领导看板"), "reports.dashboard", "easel", (P.SEE_OVERVIEW,), "x"),
        Place(N_("单位指标"), "reports.department", "building-check", (P.HANDLE_ORDER, P.SEE_OVERVIEW)),
        Place(N_("环节时长"), "reports.durations", "stopwatch", (P.SEE_OVERVIEW,)),
        Place(N_("运行总览"), "reports.overview", "speedometer2", (P.SEE_OVERVIEW,), "o"),
        Place(N_("月报"), "reports.monthly", "file-earmark-spreadsheet", (P.EXPORT_MONTH,), "m"),
    )),
    (N_("系统维护"), (
        Place(N_("人员"), "people.index", "people", (P.EDIT_PEOPLE, P.ASSIGN_ROLES)),
        Place(N_("登录情况"), "sign_ins.index", "person-lock", (P.MANAGE_ACCESS,)),
        Place(N_("单位"), "departments.index", "buildings", (P.EDIT_DEPARTMENTS,)),
        Place(N_("时限表"), "limits.index", "hourglass-split", (P.EDIT_LIMITS,), "l"),
        Place(N_("法定时限"), "statutory.index", "bank", (P.EDIT_LIMITS,)),
        Place(N_("工作日历"), "calendar.year", "calendar3", (P.EDIT_LIMITS,), "k"),
        Place(N_("代码表"), "codes.index", "list-columns", (P.EDIT_CODES,)),
        Place(N_("参数"), "settings.index", "sliders", (P.EDIT_CODES, P.EDIT_SECURITY_SETTINGS)),
        Place(N_("保存期限"), "retention.index", "person-slash", (P.EDIT_SECURITY_SETTINGS,)),
        Place(N_("个人信息请求"), "personal_requests.index", "person-vcard", (P.ANSWER_PERSONAL_REQUESTS,)),
        Place(N_("定时任务"), "jobs.index", "clock-history", (P.SEE_JOBS,), "j"),
        Place(N_("备份"), "backups.index", "archive", (P.SEE_JOBS,), None, "backups"),
        Place(N_("通知渠道"), "outbox.index", "broadcast", (P.SEE_OUTBOX,)),
        Place(N_("审计记录"), "audit.index", "journal-check", (P.SEE_AUDIT,)),
    )),
)


def _is_shown(place: Place) -> bool:
    known = place.endpoint in current_app.view_functions
    return known and (not place.permissions or any(current_user.actor.may(needed) for needed in place.permissions))


def _is_current(place: Place) -> bool:
    """The page itself, or a page of a room that has just one place in the menu."""
    if request.endpoint == place.endpoint:
        return True
    room = place.endpoint.partition(".")[0]
    alone = sum(other.endpoint.partition(".")[0] == room for _label, places in GROUPS for other in places) == 1
    return alone and request.blueprint == room


def _item(place: Place, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "label": gettext(place.label),
        "url": url_for(place.endpoint),
        "icon": place.icon,
        "is_current": _is_current(place),
        "count": counts.get(place.queue) if place.queue else None,
        "shortcut": place.shortcut,
    }


def menu(unread: int) -> list[dict[str, Any]]:
    """The groups and items for the signed-in person, who has so many unread notices."""
    counts = waiting_counts(by=current_user.actor, now=clock.now()) | {"inbox": unread}
    counts["issues"] = due_issues(by=current_user.actor, now=clock.now()).count
    counts["knowledge"] = knowledge_waiting.to_review(by=current_user.actor)
    counts["backups"] = trouble_count(by=current_user.actor, now=clock.now())
    groups = []
    for label, places in GROUPS:
        items = [_item(place, counts) for place in places if _is_shown(place)]
        if items:
            groups.append({"label": gettext(label), "items": items})
    return groups


def page_context() -> dict[str, Any]:
    """What every template knows."""
    context: dict[str, Any] = {"locale": chosen(), "menu": [], "person": None, "is_demo": False}
    context["urls"] = {"language": url_for("auth.language")}
    if not current_user.is_authenticated:
        return context
    actor = current_user.actor
    context["is_demo"] = current_app.config.get("TRACKER_DEMO", False)
    context["unread"] = unread_count(by=actor)
    context["menu"] = menu(context["unread"])
    context["person"] = {
        "name": actor.name,
        "department": actor.department_name,
        "roles": [gettext(role.label) for role in Role if role in actor.roles],
        "lent": [gettext("代 %(name)s", name=lent.name) for lent in actor.lent],
    }
    context["urls"] |= {
        "home": url_for("desk.home"), "inbox": url_for("inbox.index"), "sign_out": url_for("auth.sign_out"),
    }
    if actor.may(P.SEE_ALL_ORDERS) or actor.may(P.SEE_UNIT_ORDERS):
        context["urls"]["search"] = url_for("orders.index")
    if actor.may(P.REGISTER_ORDER):
        context["urls"]["new_order"] = url_for("orders.new")
    context["urls"]["deputies"] = url_for("deputies.own")
    context["urls"] |= {
        "password": url_for("account.password"), "sessions": url_for("account.sessions"),
        "factor": url_for("factor.own"),
    }
    return context
