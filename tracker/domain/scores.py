"""三率得分 and 单位得分: units scored by weights that are data, and compared only with units of their own size.

Whoever leads few orders is not ranked: a bare place on a tiny base says nothing (国办函〔2025〕66号: 分档分类，不片面追求排名).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tracker.domain.bulletin import Heading, Line, Rank, Table
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Measure, half_up
from tracker.domain.periods import Period
from tracker.domain.words import N_, DepartmentKind, Word

RATES = ("response", "solved", "satisfaction")
"三率, in the order of the weights."
DAYS_A_MONTH = Fraction(365, 12)
FEW = N_("样本少")
NOTHING = Figure(Decimal(0), None, None)


class SizeClass(Word):
    """档: how much a unit handles."""

    LARGE = "large", N_("大件量")
    MIDDLE = "middle", N_("中件量")
    SMALL = "small", N_("小件量")


def months_of(period: Period) -> Fraction:
    """How long the period is, in months."""
    return Fraction(period.months) or (period.end - period.start).days / DAYS_A_MONTH


def class_of(handlings: int, months: Fraction, basis: Basis) -> SizeClass:
    """The unit's class by what it handles in a month."""
    middle, large = (bound * months for bound in basis.class_bounds)
    return SizeClass.SMALL if handlings < middle else SizeClass.MIDDLE if handlings < large else SizeClass.LARGE


def score_of(figures: Mapping[str, Figure], basis: Basis) -> Decimal | None:
    """三率得分 of 100 by the rates as they are printed; those without a base leave their weight to the others."""
    known = [
        (value, weight) for key, weight in zip(RATES, basis.score_weights, strict=True)
        if weight and (value := figures[key].value) is not None
    ]
    whole = sum(weight for _value, weight in known)
    if not whole:
        return None
    weighed = sum((Fraction(value) * weight for value, weight in known), Fraction(0))
    return half_up(weighed * 100 / whole, Measure.SCORE.places)


def deduction_of(figures: Mapping[str, Figure], basis: Basis) -> Decimal:
    """What late and redone orders cost, at most the maximum."""
    on_time, (a_late, a_redone) = figures["on_time"], basis.score_deductions
    late = (on_time.base or 0) - on_time.part
    return min(late * a_late + figures["redone"].part * a_redone, Decimal(basis.score_deduction_most))


def is_few(figures: Mapping[str, Figure], basis: Basis) -> bool:
    """Does one of the rates that count stand on too few orders?"""
    return any(
        weight and (figures[key].base or 0) < basis.small_base
        for key, weight in zip(RATES, basis.score_weights, strict=True))


def _headings(basis: Basis) -> tuple[Heading, ...]:
    middle, large = basis.class_bounds
    return (
        Heading("score", N_("三率得分"), Measure.SCORE, (
            N_("响应率、解决率、满意率的加权平均，满分 100 分，按表中所列比率计算；没有分母的比率不参加，其余的权重按比例放大；都没有分母的不计分。"),
            N_("三项权重依次为百分之"), "、".join(map(str, basis.score_weights)), N_("。"))),
        Heading("unit_score", N_("单位得分"), Measure.SCORE, (
            N_("三率得分减去扣分，扣完为止；超期件（到期件中到期时没有答复的）、重办件每件依次扣的分数为"),
            "、".join(map(str, basis.score_deductions)), N_("，合计最多扣的分数为"), str(basis.score_deduction_most),
            N_("。"))),
        Heading("class", N_("档"), Measure.WORDS, (
            N_("区直部门、镇街等各类单位分别按月均承办件次分档，中件量、大件量依次不少于的件次为"), f"{middle}、{large}",
            N_("，其余为小件量。"))),
        Heading("rank", N_("档内名次"), Measure.WORDS, (
            N_("同类单位同一档内按单位得分从高到低的名次，斜线后是参加排名的家数，同分的名次并列；三率中有一项的分母少于下列件数的写“样本少”，不参加排名："),
            str(basis.small_base), N_("。"))),
    )


def _scored(line: Line, basis: Basis, months: Fraction) -> Line:
    """The line with its scores; a sum has no deductions and no class."""
    score = score_of(line.figures, basis)
    figures = {**line.figures, "score": NOTHING, "unit_score": NOTHING, "class": NOTHING, "rank": NOTHING}
    if score is not None:
        figures["score"] = Figure(score, None, score)
    if line.rank is not Rank.ROW or line.kind is None:
        return replace(line, figures=figures)
    if score is not None:
        left = max(score - deduction_of(line.figures, basis), Decimal(0)).quantize(Decimal("0.01"))
        figures["unit_score"] = Figure(left, None, left)
    notes = {"class": class_of(int(line.figures["handlings"].part), months, basis).label}
    if is_few(line.figures, basis):
        notes["rank"] = FEW
    return replace(line, figures=figures, notes=notes)


Pool = tuple[DepartmentKind | None, str]


def _pool(line: Line) -> Pool | None:
    """With whom the unit is compared; None where it is with nobody."""
    if "class" not in line.notes or "rank" in line.notes or line.figures["unit_score"].value is None:
        return None
    return line.kind, line.notes["class"]


def _ranked(line: Line, pools: Mapping[Pool, Sequence[Decimal]]) -> Line:
    pool = _pool(line)
    if pool is None:
        return line
    better = sum(one > line.figures["unit_score"].part for one in pools[pool])
    return replace(line, notes={**line.notes, "rank": f"{better + 1}/{len(pools[pool])}"})


def scored(units: Table, basis: Basis, months: Fraction) -> Table:
    """单位 with scores, class and place within the class after its other columns."""
    lines = [_scored(line, basis, months) for line in units.lines]
    pools: dict[Pool, list[Decimal]] = {}
    for line in lines:
        if (pool := _pool(line)) is not None:
            pools.setdefault(pool, []).append(line.figures["unit_score"].part)
    return Table(units.key, (*units.columns, *_headings(basis)), tuple(_ranked(line, pools) for line in lines))
