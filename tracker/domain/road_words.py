"""The side roads' vocabularies: what is asked for, why a part ends, how hard an order is pressed."""

from tracker.domain.words import N_, Word


class PetitionKind(Word):
    """申请: what a handling unit asks the hotline for. While it waits the clock runs on (先办后议)."""

    RETURN = "return", N_("退单")
    EXTENSION = "extension", N_("延期")
    STATUTORY = "statutory", N_("法定时限")
    TERMINATION = "termination", N_("终止办理")
    HARD = "hard", N_("挂账")
    EXCLUSION = "exclusion", N_("不计满意度")


class PetitionState(Word):
    """How a petition stands."""

    WAITING = "waiting", N_("待审批")
    GRANTED = "granted", N_("已同意")
    DENIED = "denied", N_("已驳回")
    WITHDRAWN = "withdrawn", N_("已撤回")
    LIFTED = "lifted", N_("批准已撤销")


class PartEnd(Word):
    """Why a unit's part in an order ended before the order did."""

    RETURNED = "returned", N_("退单")
    REDISPATCHED = "redispatched", N_("改派")
    MERGED = "merged", N_("并单")
    REDONE = "redone", N_("重办")


class VoidKind(Word):
    """作废 or 撤单: the order was a mistake, or the caller took the request back."""

    MISTAKE = "mistake", N_("作废（误登、重登、测试）")
    WITHDRAWN = "withdrawn", N_("撤单（诉求人撤回）")


class SupervisionLevel(Word):
    """督办级别, from the lightest to the hardest."""

    URGE = "urge", N_("催办")
    WRITTEN = "written", N_("书面督办")
    REMINDER = "reminder", N_("提醒函")
    TALK = "talk", N_("约谈")
    ESCALATED = "escalated", N_("提级督办")


class ClockRule(Word):
    """What a move does to the reply's clock where the rules are silent."""

    RESTART = "restart", N_("重新计算")
    GO_ON = "go_on", N_("继续计算")


class HardCause(Word):
    """Why an order counts as 疑难."""

    RETURNS = "returns", N_("多次退单")
    UNITS = "units", N_("多家单位推诿")
    REDOS = "redos", N_("多次重办")
    LEDGER = "ledger", N_("批准挂账")
