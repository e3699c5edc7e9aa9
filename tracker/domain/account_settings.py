"""The settings of accounts and sign-ins. The standards name the things, not the figures: each default is an offer."""

from tracker.domain.sessions import WhenFull
from tracker.domain.setting_kinds import Definition, choice, number, text_up_to
from tracker.domain.words import N_


def _words(stored: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in stored.replace("，", ",").split(",") if word.strip())


ACCOUNT_SETTINGS: dict[str, Definition] = {
    "password_shortest": number(N_("密码最短位数"), N_("密码至少多少位；长度比花样更管用，不要求大小写和符号"), 10, 8, 64),
    "password_words": Definition(
        N_("密码不得采用的单位用语"), N_("单位和地方的名称、拼音、简称，用逗号分开；密码不能只由这些词加数字拼成"),
        "meijiang,meizhou,guangdong,梅江,梅州,广东", text_up_to(200), given=_words,
    ),
    "password_days": number(
        N_("密码定期更换"), N_("密码使用多少天后登录时须更换（等级保护要求定期更换），0 为不要求"), 0, 0, 730),
    "password_warn_days": number(N_("密码更换提醒"), N_("须更换前多少天起在登录时提醒"), 7, 1, 60),
    "password_history": number(N_("不得重复使用的旧密码"), N_("新密码不能与最近多少个用过的密码相同，0 为不限"), 5, 0, 24),
    "lock_after": number(N_("登录失败锁定"), N_("同一登录名连续失败多少次后，须等待才能再试"), 5, 3, 20),
    "lock_address_after": number(
        N_("同一地址失败锁定"), N_("同一网络地址失败多少次后，须等待才能再试；在这里登录过的人员不受影响"), 30, 5, 1000),
    "lock_seconds": number(N_("首次等待"), N_("达到失败次数后先等待多少秒，以后每失败一次加倍"), 30, 5, 3600),
    "lock_most_minutes": number(N_("最长等待"), N_("等待时间加倍到多少分钟为止，不会永久锁定"), 30, 1, 1440),
    "lock_forget_hours": number(N_("失败次数清零"), N_("多少小时没有再失败，失败次数清零"), 24, 1, 168),
    "invitation_hours": number(N_("邀请链接有效期"), N_("邀请新人员设置密码的链接、打印出来的一次性密码多少小时内有效"), 72, 1, 720),
    "reset_minutes": number(N_("重置链接有效期"), N_("重置密码的链接多少分钟内有效"), 60, 10, 1440),
    "dormant_days": number(N_("停用长期未登录的账户"), N_("多少天没有登录的账户自动停用，0 为不停用"), 90, 0, 730),
    "sessions_most": number(N_("同时登录上限"), N_("一个人最多同时在几处登录"), 3, 1, 20),
    "sessions_full": choice(
        N_("超过同时登录上限时"), N_("同一账户在新的一处登录时，结束最早的一处，还是拒绝新的登录"), WhenFull, WhenFull.OLDEST_ENDS
    ),
    "step_minutes": number(N_("登录步骤时限"), N_("输入密码后，二次验证或修改密码须在多少分钟内完成"), 10, 2, 60),
    "sessions_days": number(N_("登录记录保留"), N_("已结束的登录在“登录情况”中保留多少天（审计记录另行保留）"), 180, 30, 3650),
}
