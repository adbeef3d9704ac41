"""The leaderboard of a workbook: candidates from the most precise on, each rate with its interval, price and speed."""

from collections.abc import Sequence

from workbench.comparison import Standing
from workbench.decisions.certificates import Certificate
from workbench.decisions.sentences import coverage_words, precision_words
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn

LEADERBOARD = "Leaderboard"
_COLUMNS = (
    SheetColumn("Place", Figure.COUNT), SheetColumn("Candidate"), SheetColumn("Against the bar"),
    SheetColumn("Precision", Figure.RATE), SheetColumn("From", Figure.RATE), SheetColumn("To", Figure.RATE),
    SheetColumn("Precision in words"), SheetColumn("Coverage", Figure.RATE),
    SheetColumn("Coverage from", Figure.RATE), SheetColumn("Coverage to", Figure.RATE),
    SheetColumn("Coverage in words"), SheetColumn("Cost per 1,000, USD", Figure.PRICE),
    SheetColumn("Median latency, s", Figure.SECONDS),
)  # fmt: skip


def leaderboard_sheet(
    standings: Sequence[Standing], certificates: Sequence[Certificate], bar_rate: float
) -> Sheet:
    """One row per candidate, the most precise first; those without a judged answer come last, without a place."""
    verdicts = {one.candidate_id: one.verdict.value for one in certificates}
    ranked = sorted(
        standings, key=lambda one: (one.precision_rate is None, -(one.precision_rate or 0), -one.answered)
    )
    rows = []
    for place, one in enumerate(ranked, start=1):
        cost = one.mean_cost_usd
        rows.append(
            [
                place if one.answered else None, one.candidate_name, verdicts.get(one.candidate_id),
                one.precision_rate, one.precision_low, one.precision_high, precision_words(one, bar_rate),
                one.coverage_rate, one.coverage_low, one.coverage_high, coverage_words(one),
                None if cost is None else cost * 1000, one.median_latency_s,
            ]
        )  # fmt: skip
    note = (
        "From and To: two-sided 95 % intervals for one look. Candidates whose intervals overlap may well stand in "
        "another order; the Compare page holds two of them against each other on the same items."
    )
    return Sheet(LEADERBOARD, _COLUMNS, rows, [("How to read it", note)])
