"""The settings of the side roads: limits and counts on which the published rules are silent (rules, section 3).

Each default is an offer to the bureau, not a rule; an administrator changes it from a day on.
"""

from tracker.domain.road_words import ClockRule
from tracker.domain.setting_kinds import Definition, choice, number, switch, text_up_to
from tracker.domain.words import N_

ROAD_SETTINGS: dict[str, Definition] = {
    "supplement_days": number(N_("补充期限"), N_("请诉求人补充后，最多等待多少个工作日"), 5, 1, 60),
    "supplement_clock": choice(
        N_("补充期间的期限"), N_("诉求人补充情况后，答复期限自补充之时重新计算，还是自原时间继续计算"), ClockRule, ClockRule.RESTART
    ),
    "return_days": number(N_("退单期限"), N_("派单后多少个工作日内可以申请退单（含末日）"), 1, 1, 30),
    "return_names_unit": switch(
        N_("退单须建议承办单位"), N_("主办单位申请退单时，必须建议由哪个单位承办"), True
    ),
    "returns_hard": number(N_("退单转疑难次数"), N_("累计退单多少次后列为疑难工单并告知督办员"), 3, 2, 20),
    "units_hard": number(N_("推诿转疑难家数"), N_("多少家单位先后退单后列为疑难工单并告知督办员"), 3, 2, 20),
    "redispatch_clock": choice(
        N_("改派后的期限"), N_("改派或退单重派后，答复期限自改派之时重新计算，还是按原期限继续计算"), ClockRule, ClockRule.RESTART
    ),
    "co_days": number(N_("协办期限"), N_("协办单位向主办单位反馈的工作日数，不晚于主办的答复期限"), 5, 1, 60),
    "reply_needs_co": switch(
        N_("答复须等协办反馈"), N_("协办单位都反馈后，主办单位才能提交答复"), False
    ),
    "extension_times": number(N_("延期次数上限"), N_("一张工单最多延期多少次"), 1, 0, 10),
    "extension_ask_days": number(N_("延期申请提前量"), N_("到期前至少多少个工作日提出延期申请，0 为到期前均可"), 1, 0, 30),
    "extension_percent": number(N_("延期长度上限"), N_("每次延期最长为原时限的百分之多少"), 100, 1, 500),
    "interim_days": number(N_("阶段答复间隔上限"), N_("两次阶段答复之间最多多少个工作日"), 10, 1, 60),
    "unsolved_to_judge": switch(
        N_("未解决转研判"), N_("回访时诉求人认为未解决、但没有表示不满意的，是否也转研判"), True
    ),
    "repeat_days": number(N_("重复工单查找范围"), N_("并单时在最近多少个自然日受理的工单中查找相似的"), 90, 1, 730),
    "redo_days": number(N_("重办期限"), N_("重办工单自退回之日起的办理工作日数"), 5, 1, 60),
    "redos_hard": number(N_("重办转疑难次数"), N_("第几次重办时列为疑难工单、提级督办"), 3, 2, 20),
    "supervision_days": number(N_("督办回复期限"), N_("书面督办默认要求多少个工作日内回复"), 3, 1, 60),
    "supervision_prefix": Definition(
        N_("督办单字头"), N_("印在督办单编号前，编号按年度从 1 起排"), "梅江热线督", text_up_to(20)
    ),
    "hard_days": number(N_("挂账跟进间隔上限"), N_("疑难工单两次跟进之间最多多少个自然日"), 30, 1, 365),
    "archive_days": number(N_("归档时间"), N_("办结满多少个自然日后自动归档"), 90, 1, 3650),
}
