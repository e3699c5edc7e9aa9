"""What a person can do to an order: the names of the moves. Where each leads: workflow.py; who may: permissions.py."""

from tracker.domain.words import N_, Word


class Move(Word):
    """One act on an order, along the straight road or one of the side roads."""

    REGISTER = "register", N_("登记")
    DISPATCH = "dispatch", N_("派单")
    SIGN = "sign", N_("签收")
    SIGN_AS_CO = "sign_as_co", N_("协办签收")
    CONTACT = "contact", N_("登记联系")
    REPLY = "reply", N_("提交答复")
    PASS_REPLY = "pass_reply", N_("审核通过")
    SEND_BACK = "send_back", N_("退回修改")
    CALL_BACK = "call_back", N_("登记回访")
    CLOSE = "close", N_("办结")

    # Before dispatch
    ASK_CALLER = "ask_caller", N_("请诉求人补充")
    SUPPLEMENT = "supplement", N_("登记补充")
    ANSWER_DIRECTLY = "answer_directly", N_("直接答复")
    REFUSE = "refuse", N_("不予受理")

    # Several units, or another one
    REDISPATCH = "redispatch", N_("改派")
    ADD_CO = "add_co", N_("加派协办")
    GIVE_CO_RESULT = "give_co_result", N_("协办反馈")
    ASK_RETURN = "ask_return", N_("申请退单")
    GRANT_RETURN = "grant_return", N_("同意退单")
    DENY_RETURN = "deny_return", N_("驳回退单")
    RELEASE_CO = "release_co", N_("同意协办退单")

    # Another deadline
    ASK_EXTENSION = "ask_extension", N_("申请延期")
    GRANT_EXTENSION = "grant_extension", N_("同意延期")
    DENY_EXTENSION = "deny_extension", N_("驳回延期")
    ASK_STATUTORY = "ask_statutory", N_("申请适用法定时限")
    GRANT_STATUTORY = "grant_statutory", N_("同意适用法定时限")
    DENY_STATUTORY = "deny_statutory", N_("驳回法定时限申请")
    INTERIM_REPLY = "interim_reply", N_("阶段答复")

    # Another end
    ASK_TERMINATION = "ask_termination", N_("申请终止办理")
    GRANT_TERMINATION = "grant_termination", N_("同意终止办理")
    DENY_TERMINATION = "deny_termination", N_("驳回终止办理")
    VOID = "void", N_("作废")
    WITHDRAW = "withdraw", N_("撤回申请")

    # After the callback
    SEND_TO_JUDGE = "send_to_judge", N_("转研判")
    REDO = "redo", N_("重办")
    LET_STAND = "let_stand", N_("维持办结")
    ARCHIVE = "archive", N_("归档")

    # Which ratings count
    ASK_EXCLUSION = "ask_exclusion", N_("申请不计满意度")
    GRANT_EXCLUSION = "grant_exclusion", N_("同意不计满意度")
    DENY_EXCLUSION = "deny_exclusion", N_("驳回不计满意度")
    LIFT_EXCLUSION = "lift_exclusion", N_("撤销不计满意度")

    # Repeats
    MERGE = "merge", N_("并单")
    UNMERGE = "unmerge", N_("取消并单")
    FOLLOW_MASTER = "follow_master", N_("随主单答复")

    # Pressure, and what cannot be solved soon
    URGE = "urge", N_("催办")
    SUPERVISE = "supervise", N_("督办")
    ANSWER_SUPERVISION = "answer_supervision", N_("回复督办")
    CLOSE_SUPERVISION = "close_supervision", N_("办结督办")
    ASK_HARD = "ask_hard", N_("申请挂账")
    GRANT_HARD = "grant_hard", N_("同意挂账")
    DENY_HARD = "deny_hard", N_("驳回挂账")
    PLAN_HARD = "plan_hard", N_("更新挂账计划")
    END_HARD = "end_hard", N_("销账")
