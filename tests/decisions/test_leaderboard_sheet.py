"""The leaderboard of the workbook: the most precise first, those without a figure last."""

from dataclasses import replace

import pytest

from tests.decisions.building import a_standing
from workbench.decisions.leaderboard_sheet import leaderboard_sheet

NO_BREAK = "\N{NO-BREAK SPACE}"


def test_the_most_precise_comes_first_and_one_without_a_figure_last_and_without_a_place() -> None:
    standings = [
        replace(a_standing(0, 0, 10), candidate_id=1, candidate_name="Silent"),
        replace(a_standing(29, 20, 101), candidate_id=2, candidate_name="Middling"),
        replace(a_standing(190, 10, 50, mean_cost_usd=0.02), candidate_id=3, candidate_name="Precise"),
    ]
    sheet = leaderboard_sheet(standings, [], 0.95)
    titles = [column.title for column in sheet.columns]
    rows = [dict(zip(titles, row, strict=True)) for row in sheet.rows]
    assert [(row["Place"], row["Candidate"]) for row in rows] == [
        (1, "Precise"),
        (2, "Middling"),
        (None, "Silent"),
    ]
    assert rows[0]["Cost per 1,000, USD"] == pytest.approx(20)
    assert (rows[1]["From"], rows[1]["To"]) == pytest.approx((0.4421, 0.7300), abs=5e-5)
    assert rows[1]["Precision in words"].replace(NO_BREAK, " ") == "59 % (29 of 49; 44–73 %)"
    assert rows[1]["Coverage in words"].replace(NO_BREAK, " ").startswith("33 % (49 of 150; ")
