"""The settings of accounts and sign-ins. The standards name the things, not the figures: each default is an offer."""

from tracker.domain.sessions import WhenFull
from tracker.domain.setting_kinds import Definition, choice, number
from tracker.domain.words import N_

ACCOUNT_SETTINGS: dict[str, Definition] = {
    "sessions_most": number(N_("同时登录上限"), N_("一个人最多同时在几处登录"), 3, 1, 20),
    "sessions_full": choice(
        N_("超过同时登录上限时"), N_("同一账户在新的一处登录时，结束最早的一处，还是拒绝新的登录"), WhenFull, WhenFull.OLDEST_ENDS
    ),
    "step_minutes": number(N_("登录步骤时限"), N_("输入密码后，二次验证或修改密码须在多少分钟内完成"), 10, 2, 60),
    "sessions_days": number(N_("登录记录保留"), N_("已结束的登录在“登录情况”中保留多少天（审计记录另行保留）"), 180, 30, 3650),
}
