"""The office's choices that change a published figure: dated settings, printed with it and kept with its month."""

from dataclasses import dataclass

from tracker.domain.setting_kinds import Definition, number, switch
from tracker.domain.words import N_, Satisfaction

LEVELS = tuple(Satisfaction)


def read_weights(text: str) -> tuple[int, ...]:
    """Percent for each level from 非常满意 to 非常不满意: 100,100,80,0,0. Raises ValueError."""
    weights = tuple(int(part) for part in text.replace("，", ",").split(","))
    if len(weights) != len(LEVELS) or not all(0 <= weight <= 100 for weight in weights):
        raise ValueError(text)
    return weights


def written_weights(weights: tuple[int, ...]) -> str:
    """The reverse of read_weights."""
    return ",".join(map(str, weights))


FIGURE_SETTINGS: dict[str, Definition] = {
    "basically_counts": switch(
        N_("基本满意计入满意"), N_("满意率的分子是否包括“基本满意”（好差评五级中不属差评）"), True,
        N_("计入"), N_("不计入"),
    ),
    "silence_counts": switch(
        N_("默认评价计入满意"), N_("默认评价和回访未联系上、没有评价的工单，是否按满意计入满意率的分子和分母"), False,
        N_("计入"), N_("不计入"),
    ),
    "rating_weights": Definition(
        N_("满意度权重"), N_("加权满意率中非常满意、满意、基本满意、不满意、非常不满意各按百分之几计，例如 100,100,80,0,0"),
        "100,100,80,0,0", lambda text: written_weights(read_weights(text)), given=read_weights,
    ),
    "early_hours": number(N_("提前办结小时数"), N_("答复时间比到期时间至少早多少小时算提前办结"), 24, 1, 720),
    "shares_add_up": switch(
        N_("占比凑足100%"), N_("同一张表的占比四舍五入后之和不是 100% 时，是否调整余数最大的几项使之恰为 100%"), False,
        N_("凑足"), N_("不凑"),
    ),
    "small_base": number(N_("小样本界限"), N_("单位的分母小于此数时标明“样本少”，不参加排名"), 10, 1, 1000),
    "on_time_floor": number(
        N_("按时办结率警示线"), N_("月报和工作簿中，按时办结率低于百分之几时以黄色标明"), 95, 0, 100),
    "red_black_list": switch(
        N_("红黑榜"),
        N_("工作簿是否附红黑榜（国办函〔2025〕66号要求分档分类、不片面追求排名，默认不附）"), False, N_("附"), N_("不附"),
    ),
}


@dataclass(frozen=True)
class Basis:
    """The choices in force; each field is a key of FIGURE_SETTINGS and is explained there."""

    basically_counts: bool = True
    silence_counts: bool = False
    rating_weights: tuple[int, ...] = (100, 100, 80, 0, 0)
    early_hours: int = 24
    shares_add_up: bool = False
    small_base: int = 10
    on_time_floor: int = 95
    red_black_list: bool = False

    @classmethod
    def of(cls, settings: object) -> "Basis":
        """Those of the settings that matter to figures."""
        return cls(**{name: getattr(settings, name) for name in cls.__dataclass_fields__})
