"""Whose is what: the rule of every id that may stand in an address, beyond the door of the route.

A door asks for a permission (permissions.py); this table says which of the things behind it a person reaches. Each
rule is kept where its things are read: store.orders.visible_to, store.exports.own and their like. The matrix test asks
every route of everybody and compares the answers with both tables; `tracker permissions` writes them down.
"""

from tracker.domain.permissions import Permission
from tracker.domain.words import N_, Word


class Reach(Word):
    """Which things of a kind a person reaches; whatever lies beyond is answered as if it did not exist."""

    ORDER = "order", N_("工单：看全部工单的岗位都可以；承办单位只限本单位正在主办或协办、且不须回避的")
    OF_ORDER = "of_order", N_("工单之内：随所在的工单，并且须属于该工单")
    OWN = "own", N_("本人的：只限本人")
    OWN_OR_ASSIGNED = "own_or_assigned", N_("本人的：限本人，或可授予和收回角色的人")
    KNOWLEDGE = "knowledge", N_("知识：已发布的都可以看；草稿、修改和维护限本单位（热线办的限热线办）")
    SETTING = "setting", N_("参数：限该参数的管理人")
    ACTION = "action", N_("批量办理：限有该项权限的人")
    HOLDER = "holder", N_("一次性链接：限持有链接的人，用过或过期即失效")
    HOUSE = "house", N_("公用：能进这扇门的都可以")


REACH: dict[str, Reach] = {
    "order_id": Reach.ORDER,
    "attachment_id": Reach.OF_ORDER,
    "supervision_id": Reach.OF_ORDER,
    "unit_id": Reach.OF_ORDER,
    "notice_id": Reach.OWN,
    "export_id": Reach.OWN,
    "filter_id": Reach.OWN,
    "run_id": Reach.OWN,
    "batch_id": Reach.OWN,
    "session_id": Reach.OWN,
    "request_id": Reach.OWN,
    "deputyship_id": Reach.OWN_OR_ASSIGNED,
    "article_id": Reach.KNOWLEDGE,
    "sign_ins.end:session_id": Reach.HOUSE,
    "settings.edit:key": Reach.SETTING,
    "orders.work:name": Reach.ACTION,
    "orders.choose:name": Reach.ACTION,
    "token": Reach.HOLDER,
    "person_id": Reach.HOUSE,
    "department_id": Reach.HOUSE,
    "item_id": Reach.HOUSE,
    "hook_id": Reach.HOUSE,
    "issue_id": Reach.HOUSE,
    "workbook_id": Reach.HOUSE,
    "rule_id": Reach.HOUSE,
    "limit_id": Reach.HOUSE,
    "number": Reach.HOUSE,
    "name": Reach.HOUSE,
}
"The variable parts of addresses by name; `endpoint:name` where the same name means something else."


def reach_of(endpoint: str, argument: str) -> Reach | None:
    """The rule of one variable part of a route's address, or None where nobody has written it down."""
    return REACH.get(f"{endpoint}:{argument}", REACH.get(argument))


def rooms_of(door: str) -> tuple[Permission, ...]:
    """The permissions that a door asks for, of which one is enough; none where it asks for nothing but a sign-in."""
    return tuple(Permission[name] for name in door.split("|") if name in Permission.__members__)
