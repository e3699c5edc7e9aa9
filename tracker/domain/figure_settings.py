"""The office's choices that change a published figure: dated settings, printed with it and kept with its month."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tracker.domain.setting_kinds import Definition, number, switch
from tracker.domain.words import N_, Satisfaction

LEVELS = tuple(Satisfaction)


def read_weights(text: str) -> tuple[int, ...]:
    """Percent for each level from 非常满意 to 非常不满意: 100,100,80,0,0. Raises ValueError."""
    weights = tuple(int(part) for part in text.replace("，", ",").split(","))
    if len(weights) != len(LEVELS) or not all(0 <= weight <= 100 for weight in weights):
        raise ValueError(text)
    return weights


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",")]


def read_score_weights(text: str) -> tuple[int, ...]:
    """Percent for 响应率, 解决率 and 满意率, together 100: 30,35,35. Raises ValueError."""
    weights = tuple(map(int, _parts(text)))
    if len(weights) != 3 or min(weights) < 0 or sum(weights) != 100:
        raise ValueError(text)
    return weights


def read_points(text: str) -> tuple[Decimal, ...]:
    """Points for an order that is late and for one that is redone, up to two decimals: 1,0.5. Raises ValueError."""
    try:
        points = tuple(map(Decimal, _parts(text)))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if len(points) != 2 or not all(one.is_finite() and 0 <= one <= 100 and one == round(one, 2) for one in points):
        raise ValueError(text)
    return tuple(Decimal(f"{one.normalize():f}") for one in points)


def read_bounds(text: str) -> tuple[int, ...]:
    """From how many 件次 a month a unit is middle, from how many large: 10,50. Raises ValueError."""
    bounds = tuple(map(int, _parts(text)))
    if len(bounds) != 2 or not 0 < bounds[0] < bounds[1] <= 100_000:
        raise ValueError(text)
    return bounds


def written_numbers(numbers: tuple[int | Decimal, ...]) -> str:
    """The reverse of the three above."""
    return ",".join(map(str, numbers))


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
        N_("占比凑足100％"), N_("同一张表的占比四舍五入后之和不是 100％ 时，是否调整余数最大的几项使之恰为 100％"), False,
        N_("凑足"), N_("不凑"),
    ),
    "small_base": number(N_("小样本界限"), N_("单位的分母小于此数时标明“样本少”，不参加排名"), 10, 1, 1000),
    "on_time_floor": number(
        N_("按时办结率警示线"), N_("月报和工作簿中，按时办结率低于百分之几时以黄色标明"), 95, 0, 100),
    "red_black_list": switch(
        N_("红黑榜"),
        N_("工作簿是否附红黑榜（国办函〔2025〕66号要求分档分类、不片面追求排名，默认不附）"), False, N_("附"), N_("不附"),
    ),
    "score_weights": Definition(
        N_("三率权重"), N_("三率得分中响应率、解决率、满意率各占百分之几，合计为 100，例如 30,35,35"), "30,35,35",
        lambda text: written_numbers(read_score_weights(text)), given=read_score_weights,
    ),
    "score_deductions": Definition(
        N_("得分扣减"), N_("单位得分中每件超期件、每件重办件各扣多少分，可有两位小数，例如 1,0.5"), "1,1",
        lambda text: written_numbers(read_points(text)), given=read_points,
    ),
    "score_deduction_most": number(N_("得分扣减上限"), N_("单位得分因超期和重办合计最多扣多少分"), 20, 0, 100),
    "class_bounds": Definition(
        N_("单位分档界限"), N_("月均承办多少件次起为中件量、多少件次起为大件量，档内比较，例如 10,50"), "10,50",
        lambda text: written_numbers(read_bounds(text)), given=read_bounds,
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
    score_weights: tuple[int, ...] = (30, 35, 35)
    score_deductions: tuple[Decimal, ...] = (Decimal(1), Decimal(1))
    score_deduction_most: int = 20
    class_bounds: tuple[int, ...] = (10, 50)

    @classmethod
    def of(cls, settings: object) -> "Basis":
        """Those of the settings that matter to figures."""
        return cls(**{name: getattr(settings, name) for name in cls.__dataclass_fields__})
