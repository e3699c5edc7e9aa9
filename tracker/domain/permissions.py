"""Who may do what: one table of roles and permissions.

Which rows a person sees is decided in store.orders.visible_to, which fields in disclosure.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from tracker.domain.moves import Move
from tracker.domain.refusals import NotPermitted
from tracker.domain.words import N_, Role


class Permission(Enum):
    """One thing a person may do; the value says it in the user's words."""

    REGISTER_ORDER = N_("登记工单")
    DISPATCH_ORDER = N_("派单")
    ANSWER_DIRECTLY = N_("直接答复和请诉求人补充")
    REFUSE_ORDER = N_("决定不予受理")
    MERGE_ORDERS = N_("并单")
    VOID_ORDER = N_("作废和撤单")
    DECIDE_RETURN = N_("审批退单")
    DECIDE_PETITION = N_("审批延期、法定时限、终止办理、挂账和不计满意度")
    JUDGE_REDO = N_("研判是否重办")
    SUPERVISE_ORDER = N_("催办和督办")
    KEEP_HARD_LEDGER = N_("查看疑难工单台账")
    ARCHIVE_ORDER = N_("归档")
    HANDLE_ORDER = N_("签收、联系和答复本单位工单")
    REVIEW_REPLY = N_("审核答复")
    CALL_BACK = N_("回访")
    SEE_ALL_ORDERS = N_("查看全部工单")
    SEE_UNIT_ORDERS = N_("查看本单位工单")
    REVEAL_CALLER = N_("查看诉求人完整信息")
    SEE_OVERVIEW = N_("查看运行总览")
    EXPORT_MONTH = N_("生成和下载月报")
    IMPORT_ORDERS = N_("批量导入工单")
    EDIT_LIMITS = N_("维护时限与工作日历")
    EDIT_CODES = N_("维护代码表与参数")
    EDIT_DEPARTMENTS = N_("维护单位")
    EDIT_PEOPLE = N_("维护人员账号")
    SEE_JOBS = N_("查看定时任务")
    RUN_JOBS = N_("手工执行定时任务")
    SEE_OUTBOX = N_("维护通知渠道和发件箱")
    ASSIGN_ROLES = N_("授予和收回角色")
    MANAGE_ACCESS = N_("管理登录：重置、解锁、退出会话")
    EDIT_SECURITY_SETTINGS = N_("维护安全参数")
    SEE_AUDIT = N_("查看审计记录")
    EXPORT_AUDIT = N_("导出审计记录")
    SEE_KNOWLEDGE = N_("查看知识库")
    WRITE_KNOWLEDGE = N_("起草和修改知识")
    REVIEW_KNOWLEDGE = N_("审核知识")
    MARK_CONFIDENTIAL = N_("将工单标为保密")
    LIFT_CONFIDENTIAL = N_("解除工单的保密")
    GRANT_IDENTITY = N_("准许承办单位知悉保密工单的诉求人")
    EXCLUDE_UNIT = N_("让被反映的单位回避")
    SHARE_FILTER = N_("共享常用筛选")
    EXPORT_ORDERS = N_("导出工单清单")
    MARK_ISSUE = N_("发现、命名和跟踪突出问题")
    CLOSE_MONTH = N_("月份结账和重新打开")
    ANSWER_PERSONAL_REQUESTS = N_("办理个人信息请求")


P = Permission

OFFICE = frozenset({P.SEE_ALL_ORDERS, P.REVEAL_CALLER})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: OFFICE | {P.REGISTER_ORDER, P.IMPORT_ORDERS, P.ANSWER_DIRECTLY, P.MARK_CONFIDENTIAL},
    # The hotline organisation decides jurisdiction and disputes about it (国办函〔2025〕66号 (五)).
    Role.DISPATCHER: OFFICE | {
        P.REGISTER_ORDER, P.DISPATCH_ORDER, P.IMPORT_ORDERS, P.ANSWER_DIRECTLY, P.REFUSE_ORDER, P.MERGE_ORDERS,
        P.VOID_ORDER, P.DECIDE_RETURN, P.MARK_CONFIDENTIAL, P.EXCLUDE_UNIT,
        P.SHARE_FILTER, P.EXPORT_ORDERS,
    },
    Role.HANDLER: frozenset({
        P.SEE_UNIT_ORDERS, P.HANDLE_ORDER, P.REVEAL_CALLER,
        P.EXPORT_ORDERS,
    }),
    # A reviewer judges the answer; the caller's phone is none of the job.
    Role.REVIEWER: frozenset({P.SEE_ALL_ORDERS, P.REVIEW_REPLY, P.JUDGE_REDO}),
    Role.CALLBACK: OFFICE | {P.CALL_BACK},
    Role.SUPERVISOR: OFFICE | {
        P.SEE_OVERVIEW, P.EXPORT_MONTH, P.IMPORT_ORDERS, P.EDIT_LIMITS, P.SEE_JOBS, P.RUN_JOBS, P.MERGE_ORDERS,
        P.VOID_ORDER, P.DECIDE_RETURN, P.DECIDE_PETITION, P.JUDGE_REDO, P.SUPERVISE_ORDER, P.KEEP_HARD_LEDGER,
        P.ARCHIVE_ORDER, P.MARK_CONFIDENTIAL, P.LIFT_CONFIDENTIAL, P.GRANT_IDENTITY, P.EXCLUDE_UNIT,
        P.SHARE_FILTER, P.EXPORT_ORDERS,
        P.MARK_ISSUE,
        P.CLOSE_MONTH,
        P.ANSWER_PERSONAL_REQUESTS,
    },
    # The administrator keeps the tables and sees nobody's order (GB/T 22239: management users apart).
    Role.ADMINISTRATOR: frozenset(
        {P.EDIT_LIMITS, P.EDIT_CODES, P.EDIT_DEPARTMENTS, P.EDIT_PEOPLE, P.SEE_JOBS, P.RUN_JOBS, P.SEE_OUTBOX}
    ),
    # 三权分立: whoever makes accounts gives them no rights, whoever gives rights makes no accounts, and a third watches.
    Role.SECURITY_MANAGER: frozenset({P.ASSIGN_ROLES, P.MANAGE_ACCESS, P.EDIT_SECURITY_SETTINGS}),
    Role.AUDITOR: frozenset({P.SEE_AUDIT, P.EXPORT_AUDIT}),
}

READS, WRITES = {P.SEE_KNOWLEDGE}, {P.SEE_KNOWLEDGE, P.WRITE_KNOWLEDGE}

KNOWLEDGE_GRANTS: dict[Role, set[Permission]] = {
    Role.OPERATOR: WRITES,
    Role.DISPATCHER: WRITES,
    Role.HANDLER: WRITES,
    Role.REVIEWER: WRITES | {P.REVIEW_KNOWLEDGE},
    Role.CALLBACK: READS,
    Role.SUPERVISOR: WRITES | {P.REVIEW_KNOWLEDGE},
}
"Whoever speaks with callers reads the knowledge base; a unit's people write its own articles, the office's the rest."

for _role, _granted in KNOWLEDGE_GRANTS.items():
    GRANTS[_role] |= _granted

MOVE_NEEDS: dict[Move, Permission] = {
    Move.REGISTER: P.REGISTER_ORDER,
    Move.DISPATCH: P.DISPATCH_ORDER,
    Move.SIGN: P.HANDLE_ORDER,
    Move.SIGN_AS_CO: P.HANDLE_ORDER,
    Move.CONTACT: P.HANDLE_ORDER,
    Move.REPLY: P.HANDLE_ORDER,
    Move.PASS_REPLY: P.REVIEW_REPLY,
    Move.SEND_BACK: P.REVIEW_REPLY,
    Move.CALL_BACK: P.CALL_BACK,
    Move.CLOSE: P.CALL_BACK,
    Move.ASK_CALLER: P.ANSWER_DIRECTLY,
    Move.SUPPLEMENT: P.ANSWER_DIRECTLY,
    Move.ANSWER_DIRECTLY: P.ANSWER_DIRECTLY,
    Move.REFUSE: P.REFUSE_ORDER,
    Move.REDISPATCH: P.DISPATCH_ORDER,
    Move.ADD_CO: P.DISPATCH_ORDER,
    Move.GIVE_CO_RESULT: P.HANDLE_ORDER,
    Move.ASK_RETURN: P.HANDLE_ORDER,
    Move.GRANT_RETURN: P.DECIDE_RETURN,
    Move.DENY_RETURN: P.DECIDE_RETURN,
    Move.RELEASE_CO: P.DECIDE_RETURN,
    Move.ASK_EXTENSION: P.HANDLE_ORDER,
    Move.GRANT_EXTENSION: P.DECIDE_PETITION,
    Move.DENY_EXTENSION: P.DECIDE_PETITION,
    Move.ASK_STATUTORY: P.HANDLE_ORDER,
    Move.GRANT_STATUTORY: P.DECIDE_PETITION,
    Move.DENY_STATUTORY: P.DECIDE_PETITION,
    Move.INTERIM_REPLY: P.HANDLE_ORDER,
    Move.ASK_TERMINATION: P.HANDLE_ORDER,
    Move.GRANT_TERMINATION: P.DECIDE_PETITION,
    Move.DENY_TERMINATION: P.DECIDE_PETITION,
    Move.ASK_EXCLUSION: P.HANDLE_ORDER,
    Move.GRANT_EXCLUSION: P.DECIDE_PETITION,
    Move.DENY_EXCLUSION: P.DECIDE_PETITION,
    Move.LIFT_EXCLUSION: P.DECIDE_PETITION,
    Move.WITHDRAW: P.HANDLE_ORDER,
    Move.VOID: P.VOID_ORDER,
    Move.SEND_TO_JUDGE: P.CALL_BACK,
    Move.REDO: P.JUDGE_REDO,
    Move.LET_STAND: P.JUDGE_REDO,
    Move.ARCHIVE: P.ARCHIVE_ORDER,
    Move.MERGE: P.MERGE_ORDERS,
    Move.UNMERGE: P.MERGE_ORDERS,
    # Whoever lets the master's answer out takes the repeats along.
    Move.FOLLOW_MASTER: P.REVIEW_REPLY,
    Move.URGE: P.SUPERVISE_ORDER,
    Move.SUPERVISE: P.SUPERVISE_ORDER,
    Move.ANSWER_SUPERVISION: P.HANDLE_ORDER,
    Move.CLOSE_SUPERVISION: P.SUPERVISE_ORDER,
    Move.ASK_HARD: P.HANDLE_ORDER,
    Move.GRANT_HARD: P.DECIDE_PETITION,
    Move.DENY_HARD: P.DECIDE_PETITION,
    Move.PLAN_HARD: P.HANDLE_ORDER,
    Move.END_HARD: P.DECIDE_PETITION,
}


def granted(permission: Permission, roles: Collection[Role]) -> bool:
    """Does one of the roles grant it?"""
    return any(permission in GRANTS[role] for role in roles)


@dataclass(frozen=True)
class Lent:
    """What an absent person lends to a deputy (domain.deputies): whose, and which roles."""

    person_id: int
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Actor:
    """Who acts: a person detached from the database, or the program itself. `roles` are the person's own."""

    id: int | None
    name: str
    roles: frozenset[Role] = frozenset()
    department_id: int | None = None
    department_name: str | None = None
    is_program: bool = False
    lent: tuple[Lent, ...] = ()

    @property
    def every_role(self) -> frozenset[Role]:
        """The person's roles, own and lent."""
        return self.roles.union(*(lent.roles for lent in self.lent))

    def may(self, permission: Permission) -> bool:
        """Is the permission granted by one of the person's roles, own or lent?"""
        return self.is_program or granted(permission, self.roles) or bool(self._lenders(permission))

    def _lenders(self, permission: Permission) -> list[Lent]:
        return [lent for lent in self.lent if granted(permission, lent.roles)]

    def on_behalf(self, need: Permission | None, earlier: Collection[int]) -> str | None:
        """Whose name stands behind one's own (“代”), or None where the act is one's own.

        It is the absent person's act when only the lent role allows it, and when that person has already had this
        order in hand: `earlier` are the ids of those who acted on it. `need` None asks for the second alone.
        """
        lenders = self._lenders(need) if need else list(self.lent)
        in_hand = next((lent.name for lent in lenders if lent.person_id in earlier), None)
        if in_hand or need is None or granted(need, self.roles):
            return in_hand
        return lenders[0].name if lenders else None


PROGRAM = Actor(id=None, name=N_("系统"), is_program=True)
"""The actor of jobs and commands: everything it does is signed 系统."""


def require(actor: Actor, permission: Permission) -> None:
    """Refuse unless `actor` may."""
    if not actor.may(permission):
        raise NotPermitted(N_("您没有“%(permission)s”的权限，如需办理请联系安全管理员。"), permission=permission.value)
