"""What an account must look like: its names and its unit, and which roles go together.

The system administrator writes the post, the security manager gives the roles: neither can let anybody in alone.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tracker.domain.notices import clean_address
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.words import MANAGERS, N_, Role

NAME_MAX = 40
SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class Post:
    """What the system administrator decides about a person: the name, the unit, where mail goes."""

    name: str
    department_id: int | None = None
    email: str | None = None


def clean_sign_in_name(text: str) -> str:
    """Lower case, trimmed; refuses what cannot be typed on every keyboard."""
    name = text.strip().lower()
    if not SIGN_IN_NAME.fullmatch(name):
        raise Invalid(N_("登录名用 2 到 40 个小写字母、数字、点、横线或下划线，以字母或数字开头。"), field="sign_in_name")
    return name


def separated(roles: Collection[Role]) -> frozenset[Role]:
    """What the roles amount to: beside one of the three managers' no other counts, and two of the three give nothing.

    No such mixture can be given any more; one that was given before the three were kept apart is cut down here.
    """
    managing = MANAGERS & set(roles)
    if not managing:
        return frozenset(roles)
    return managing if len(managing) == 1 else frozenset()


def _together_problems(roles: Collection[Role], department_id: int | None) -> Iterator[Invalid]:
    if separated(roles) != frozenset(roles):
        yield Invalid(
            N_("系统管理员、安全管理员、审计员须由不同的人担任，也不能兼任其他角色（三权分立）。"), field="roles")
    elif Role.HANDLER in roles and len(roles) > 1:
        # A second role would open every unit's orders to one unit's person.
        yield Invalid(N_("承办单位经办人只能看本单位工单，不能再兼其他角色。"), field="roles")
    if Role.HANDLER in roles and department_id is None:
        yield Invalid(N_("承办单位经办人必须选择所属单位。"), field="department_id")
    if roles and Role.HANDLER not in roles and department_id is not None:
        yield Invalid(N_("只有承办单位经办人属于承办单位，其他角色请把单位留空。"), field="department_id")


def check_roles(roles: Collection[Role], department_id: int | None) -> frozenset[Role]:
    """The roles that a person of that unit is to hold; raises InvalidEntries. None at all is an account in waiting."""
    problems = list(_together_problems(roles, department_id))
    if problems:
        raise InvalidEntries(problems)
    return frozenset(roles)


def check_post(post: Post) -> Post:
    """The post with its name and address trimmed; raises InvalidEntries, each problem by its field."""
    name = " ".join(post.name.split())
    problems: list[Invalid] = []
    if not name or len(name) > NAME_MAX:
        problems.append(Invalid(N_("请填写姓名，最多 %(most)d 个字。"), field="name", most=NAME_MAX))
    email = None
    try:
        email = clean_address(post.email or "")
    except Invalid as problem:
        problems.append(problem)
    if problems:
        raise InvalidEntries(problems)
    return Post(name, post.department_id, email)
