"""What an account must look like: its names, its roles, and whether it belongs to a unit."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from tracker.domain.notices import clean_address
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.words import N_, Role

NAME_MAX = 40
SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class Post:
    """What an administrator decides about a person: the name, the roles, the unit, where mail goes."""

    name: str
    roles: frozenset[Role]
    department_id: int | None = None
    email: str | None = None


def clean_sign_in_name(text: str) -> str:
    """Lower case, trimmed; refuses what cannot be typed on every keyboard."""
    name = text.strip().lower()
    if not SIGN_IN_NAME.fullmatch(name):
        raise Invalid(N_("登录名用 2 到 40 个小写字母、数字、点、横线或下划线，以字母或数字开头。"), field="sign_in_name")
    return name


def _role_problems(roles: Collection[Role], department_id: int | None) -> list[Invalid]:
    if not roles:
        return [Invalid(N_("请至少选择一个角色。"), field="roles")]
    if Role.HANDLER not in roles:
        if department_id is None:
            return []
        return [Invalid(N_("只有承办单位经办人属于承办单位，其他角色请把单位留空。"), field="department_id")]
    found = []
    if len(roles) > 1:
        # A second role would open every unit's orders to one unit's person.
        found.append(Invalid(N_("承办单位经办人只能看本单位工单，不能再兼其他角色。"), field="roles"))
    if department_id is None:
        found.append(Invalid(N_("承办单位经办人必须选择所属单位。"), field="department_id"))
    return found


def check_post(post: Post) -> Post:
    """The post with its name and address trimmed; raises InvalidEntries, each problem by its field."""
    name = " ".join(post.name.split())
    problems = _role_problems(post.roles, post.department_id)
    if not name or len(name) > NAME_MAX:
        problems.insert(0, Invalid(N_("请填写姓名，最多 %(most)d 个字。"), field="name", most=NAME_MAX))
    email = None
    try:
        email = clean_address(post.email or "")
    except Invalid as problem:
        problems.append(problem)
    if problems:
        raise InvalidEntries(problems)
    return Post(name, post.roles, post.department_id, email)
