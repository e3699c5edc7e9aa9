"""Conditional formats: what is late in red, what is below the office's mark in amber, bars behind counts."""

from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule, Rule
from openpyxl.styles import Font, PatternFill

RED, AMBER = Font(color="FFB42318", bold=True), Font(color="FFB54708", bold=True)
AMBER_FILL = PatternFill("solid", bgColor="FFFFF3D6")
BAR = "FFB7D8D4"


def late() -> Rule:
    """More than none."""
    return CellIsRule(operator="greaterThan", formula=["0"], font=RED)


def below(cell: str, mark: int, enough: str = "") -> Rule:
    """A rate below so many percent; `enough` is a condition on its base."""
    conditions = [f"ISNUMBER({cell})", f"{cell}<{mark / 100:g}", *([enough] if enough else [])]
    return FormulaRule(formula=[f"AND({','.join(conditions)})"], font=AMBER, fill=AMBER_FILL)


def bars() -> Rule:
    """A bar behind the number, as long as it is large."""
    return DataBarRule(start_type="num", start_value=0, end_type="max", color=BAR)
