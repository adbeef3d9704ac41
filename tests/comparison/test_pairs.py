"""Two candidates on the same items, counted by hand."""

import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.comparison import Standing, list_standings
from workbench.comparison.pair_sentences import (
    certainty_sentences,
    finding_words,
    left_out_sentence,
    points,
    rates_sentence,
)
from workbench.comparison.pairs import POOLED, Basis, Cell, Pair, compare, compare_slices, verdicts_of
from workbench.domain import Answer, CandidateKind, DatasetVersion, Verdict
from workbench.store import run as runs
from workbench.store.database import Database
from workbench.store.pairs import list_pairs

RIGHT, WRONG, NONE = Verdict.CORRECT, Verdict.INCORRECT, Verdict.NO_ANSWER


def a_pair_of_runs(
    database: Database, verdicts: dict[str, tuple[object, object]], slices: dict[str, str] | None = None
) -> tuple[DatasetVersion, Standing, Standing]:
    """Items by key with what each candidate's output was judged: a verdict, "failed", "open" or None (no output)."""
    workflow = a_workflow(database)
    version = a_version(database, workflow, {key: (f"text {key}", "x") for key in verdicts}, slices=slices)
    for place, name in enumerate(("Rules", "Large")):
        said = {
            key: Answer(failure_reason="lost") if pair[place] == "failed" else f"{name} {key}"
            for key, pair in verdicts.items()
            if pair[place] is not None
        }
        run = a_run(database, a_candidate(database, workflow, name), version, said)
        ids = outputs_by_key(database, run)
        for key, pair in verdicts.items():
            if isinstance(pair[place], Verdict):
                a_label(database, ids[key], pair[place])
    first, second = list_standings(database, workflow, version)
    return version, first, second


WORLD = {
    "a": (RIGHT, RIGHT), "b": (RIGHT, RIGHT), "c": (RIGHT, WRONG), "d": (RIGHT, NONE), "e": (WRONG, RIGHT),
    "f": (WRONG, WRONG), "g": (NONE, NONE), "h": (RIGHT, "failed"), "i": ("open", RIGHT), "j": (None, RIGHT),
}  # fmt: skip


def test_every_item_falls_into_one_part_or_is_named_as_left_out(database: Database) -> None:
    version, first, second = a_pair_of_runs(database, WORLD)
    pair = compare(database, version, first, second)
    assert (pair.both, pair.first_only, pair.second_only, pair.neither) == (2, 2, 1, 2)
    assert {(one.count, one.why) for one in pair.left_out} == {
        (1, "“Large” lost it to a failed call"), (1, "“Rules” has no verdict yet"), (1, "“Rules” has no output"),
    }  # fmt: skip
    assert pair.compared + sum(one.count for one in pair.left_out) == len(WORLD)
    assert pair.difference == pytest.approx(1 / 7)
    assert "3 items are not compared: 1 because" in left_out_sentence(pair)
    assert "“Rules” 57" in rates_sentence(pair) and "(4 of 7)" in rates_sentence(pair)


def test_only_what_both_answered(database: Database) -> None:
    version, first, second = a_pair_of_runs(database, WORLD)
    pair = compare(database, version, first, second, basis=Basis.ANSWERED)
    assert (pair.both, pair.first_only, pair.second_only, pair.neither) == (2, 1, 1, 1)
    assert (1, "both gave no answer") in {(one.count, one.why) for one in pair.left_out}
    assert "cannot be told apart on these items" in finding_words(pair)


@pytest.mark.parametrize("basis", Basis)
def test_the_items_of_a_part_are_those_that_were_counted(database: Database, basis: Basis) -> None:
    version, first, second = a_pair_of_runs(database, WORLD)
    pair = compare(database, version, first, second, basis=basis)
    counts = {
        Cell.BOTH: pair.both,
        Cell.FIRST: pair.first_only,
        Cell.SECOND: pair.second_only,
        Cell.NEITHER: pair.neither,
    }
    for cell, number in counts.items():
        rows = list_pairs(
            database,
            version.dataset_version_id,
            first.candidate_id,
            second.candidate_id,
            *verdicts_of(cell, basis),
        )
        assert len(rows) == number == (rows[0]["found_count"] if rows else 0)
    rows = list_pairs(
        database, version.dataset_version_id, first.candidate_id, second.candidate_id,
        *verdicts_of(Cell.BOTH, basis), text="TEXT B",
    )  # fmt: skip
    assert [(row["item_key"], row["first_answer"], row["second_answer"]) for row in rows] == [
        ("b", "Rules b", "Large b")
    ]


def test_small_slices_are_pooled_and_p_values_adjusted(database: Database) -> None:
    world, slices = {}, {}
    for area, number in (("lease", 30), ("loan", 25), ("odd", 3), ("rare", 2)):
        for n in range(number):
            world[f"{area} {n}"] = (RIGHT, WRONG) if area == "lease" and n < 12 else (RIGHT, RIGHT)
            slices[f"{area} {n}"] = area
    version, first, second = a_pair_of_runs(database, world, slices)
    lease, loan, rest = compare_slices(database, version, first, second, "area")
    assert (lease.value, lease.first_only, loan.value, loan.first_only) == ("lease", 12, "loan", 0)
    assert rest.value == f"{POOLED} (2)" and rest.compared == 5
    assert lease.p_adjusted == pytest.approx(min(1.0, lease.fixed_look.mid_p * 3))
    whole = compare(database, version, first, second)
    assert whole.better is first and finding_words(whole).startswith(
        "“Rules” is right more often than “Large”: +20"
    )


def a_pair(both: int, first: int, second: int, neither: int) -> Pair:
    one = Standing(1, "GPT", CandidateKind.FILE)
    return Pair(one, Standing(2, "Claude", CandidateKind.FILE), Basis.ALL, both, first, second, neither)


def test_the_published_pair_cannot_be_told_apart() -> None:
    pair = a_pair(99, 19, 15, 17)
    assert pair.fixed_look.mid_p == pytest.approx(0.4996, abs=5e-5)
    assert pair.fixed_look.exact == pytest.approx(0.6076, abs=5e-5)
    assert pair.better is None and pair.anytime_p == 1.0
    assert finding_words(pair) == (
        "“GPT” and “Claude” cannot be told apart on these items: "
        "+2.7\N{NO-BREAK SPACE}points (−5.1 to +10.4) on 150 items."
    )
    assert "p = 0.500" in certainty_sentences(pair)[2]


def test_nothing_to_compare_and_no_difference_are_said() -> None:
    assert "cannot be compared yet" in finding_words(a_pair(0, 0, 0, 0))
    assert a_pair(0, 0, 0, 0).interval is None and not certainty_sentences(a_pair(0, 0, 0, 0))
    assert "right and wrong on the same items" in finding_words(a_pair(5, 0, 0, 2))
    assert [points(0.031), points(-0.0004), points(-0.1)] == ["+3.1", "0", "−10"]


def test_labels_drawn_to_find_errors_tell_nobody_apart_while_others_are_missing(database: Database) -> None:
    judged = {f"k{n}": (RIGHT, WRONG) for n in range(12)}
    version, first, second = a_pair_of_runs(database, judged | {"open": (RIGHT, "open")})
    assert compare(database, version, first, second).better is first
    [run] = [one for one in runs.list_runs(database) if one.candidate_id == second.candidate_id]
    a_label(database, outputs_by_key(database, run)["k3"], WRONG, order_strategy="soonest_weighted")
    pair = compare(database, version, first, second)
    assert (pair.weighted, pair.unlabelled, pair.better) == (1, 1, None)
    assert "cannot be told apart by these labels" in finding_words(pair)
    assert "On 1 item a label was drawn where one of the two was likely wrong" in certainty_sentences(pair)[1]
    a_label(database, outputs_by_key(database, run)["open"], WRONG)
    assert compare(database, version, first, second).better is first, "nothing is missing any more"
