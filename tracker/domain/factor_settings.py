"""The settings of the second factor and of single sign-on, kept by the security manager."""

import re

from tracker.domain.setting_kinds import Definition, number, switch
from tracker.domain.words import N_, Role

NONE = "无"
"What is stored for an empty list."

EMPTY = (NONE, "none", "-")
"What is entered for one."

PRIVILEGED = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SECURITY_MANAGER, Role.AUDITOR)
"Who can do most harm: GB/T 22239-2019 8.1.4.1 d) asks them for two kinds of proof."


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,，、;；\s]+", text.strip()) if part]


def _written(parts: list[str]) -> str:
    return "、".join(dict.fromkeys(parts)) or NONE


def read_roles(text: str) -> str:
    """Labels of roles, parted by commas; 无 for none. Raises ValueError."""
    parts = [] if text.strip().lower() in EMPTY else _parts(text)
    if any(Role.by_label(part) is None for part in parts):
        raise ValueError(text)
    return _written(parts)


def roles_of(stored: str) -> frozenset[Role]:
    """The roles that the stored text names."""
    return frozenset(role for part in _parts(stored) if (role := Role.by_label(part)) is not None)


def read_marks(text: str) -> str:
    """Values of a provider's claims, parted by commas; 无 for none. Raises ValueError."""
    parts = [] if text.strip().lower() in EMPTY else _parts(text)
    if any(not re.fullmatch(r"[!-~]{1,80}", part) for part in parts):
        raise ValueError(text)
    return _written(parts)


def marks_of(stored: str) -> frozenset[str]:
    """The values that the stored text names."""
    return frozenset() if stored == NONE else frozenset(_parts(stored))


FACTOR_SETTINGS: dict[str, Definition] = {
    "factor_roles": Definition(
        N_("必须使用双因素认证的角色"),
        N_("这些角色登录时除密码外还须输入验证器的动态验证码，用顿号分开，例如 督办员、系统管理员；都不要求填“无”。其他人员可以自愿使用"),
        _written([role.label for role in PRIVILEGED]), read_roles, given=roles_of,
    ),
    "factor_grace_days": number(
        N_("绑定验证器宽限"), N_("必须使用双因素认证的人员，自首次要求起多少天内可以暂不绑定验证器；0 为下次登录就须绑定"), 0, 0, 60),
    "fresh_minutes": number(
        N_("敏感操作重新验证"), N_("距上次验证身份超过多少分钟后，更换验证器、授予角色、重置密码等敏感操作须再次验证"), 15, 1, 720),
    "provider_second_factor": Definition(
        N_("统一身份认证代替动态验证码"),
        N_("统一身份认证返回的 amr 或 acr 为其中之一时，不再要求本系统的动态验证码，例如 mfa、otp；一律要求填“无”"),
        NONE, read_marks, given=marks_of,
    ),
    "provider_only": switch(
        N_("绑定后只用统一身份认证"), N_("已绑定统一身份认证的人员不能再用密码登录。打开后统一身份认证故障时这些人员无法登录"), False),
}
