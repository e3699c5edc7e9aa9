"""What a person is told about the own account: in the inbox and by mail, whoever did it.

Somebody who reads of what they did not do themselves knows that somebody else has got in.
"""

from tracker.domain.words import N_, Word


class AccountEvent(Word):
    """One kind of event; the label is the sentence, with its parameters."""

    FACTOR_ENROLLED = "factor.enrolled", N_("您的账户已绑定验证器，以后登录须输入动态验证码。")
    FACTOR_REPLACED = "factor.replaced", N_("您的账户已更换验证器，原来的验证器不再有效。")
    FACTOR_REMOVED = "factor.removed", N_("您的账户已解除验证器，登录只需密码。")
    FACTOR_RESET = "factor.reset", N_("%(who)s已重置您账户的验证器，各处的登录已退出。下次登录时请重新绑定。")
    RECOVERY_USED = "recovery.used", N_("您的账户用了一个恢复码登录，还剩 %(left)d 个。")
    RECOVERY_RENEWED = "recovery.renewed", N_("您的账户已换发恢复码，原来的恢复码全部作废。")
    PROVIDER_LINKED = "provider.linked", N_("您的账户已绑定统一身份认证，以后可以用它登录。")
    PROVIDER_UNLINKED = "provider.unlinked", N_("您的账户已与统一身份认证解除绑定。")
    PASSWORD_CHANGED = "password.changed", N_("您的账户已设置新密码，其他地方的登录已退出。")
    MAILBOX_CHANGED = "mailbox.changed", N_("您账户登记的邮箱已由%(who)s修改。")


IF_NOT_YOU = N_("如果不是您本人的操作，请立即修改密码并联系安全管理员。")
"Stands behind every one of them."
