"""The sheet of disagreements: a row per disputed answer, a column per labeler, the decision and its reason."""

from tests.labeling.overlapping import an_overlap
from tests.store.building import a_label
from workbench.domain import Verdict
from workbench.labeling.disagreement_sheet import count_disagreements, disagreement_sheet
from workbench.store.database import Database


def test_names_each_verdict_and_what_was_decided_and_why(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ben": "cui", "Ada": "ccc"})
    a_label(
        database, ids["k002"], Verdict.INCORRECT, "Dora", source="adjudication", comment="At first sight."
    )
    a_label(
        database, ids["k002"], Verdict.CORRECT, "Dora", source="adjudication", comment="It names the law."
    )
    sheet = disagreement_sheet(database, version)
    assert sheet is not None
    titles = [column.title for column in sheet.columns]
    rows = [dict(zip(titles, row, strict=True)) for row in sheet.rows]
    assert [(row["Item"], row["Verdict: Ada"], row["Verdict: Ben"]) for row in rows] == [
        ("k001", "correct", "unsure"),
        ("k002", "correct", "incorrect"),
    ]
    assert [(row["Adjudicated verdict"], row["Reason"], row["Adjudicator"]) for row in rows] == [
        (None, None, None),
        ("correct", "It names the law.", "Dora"),
    ]
    assert rows[0]["Answer"] == "answer k001" and rows[0]["Comment: Ben"] == "Ben said so"
    assert count_disagreements(database, version) == len(rows)


def test_there_is_no_sheet_where_nobody_disagrees(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ben": "cc", "Ada": "cc"})
    a_label(database, ids["k000"], Verdict.INCORRECT, "Sample", is_sample=True)
    assert disagreement_sheet(database, version) is None
    assert count_disagreements(database, version) == 0


def test_two_adjudicators_leave_one_row_with_the_later_word(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ben": "c", "Ada": "i"})
    a_label(database, ids["k000"], Verdict.INCORRECT, "Dora", source="adjudication", comment="first")
    a_label(database, ids["k000"], Verdict.CORRECT, "Eve", source="adjudication", comment="last")
    sheet = disagreement_sheet(database, version)
    assert sheet is not None
    (row,) = [dict(zip([one.title for one in sheet.columns], cells, strict=True)) for cells in sheet.rows]
    assert (row["Adjudicated verdict"], row["Reason"], row["Adjudicator"]) == ("correct", "last", "Eve")
