"""Agreement in words: who agrees, what waits, what the ceiling means for the bar."""

import math

import pytest

from tests.labeling.overlapping import an_overlap
from tests.store.building import a_label
from workbench.domain import Verdict
from workbench.labeling.agreement import Ceiling, overall_agreement, read_overlap
from workbench.labeling.agreement_sentences import (
    bar_sentence,
    ceiling_sentence,
    coefficient_words,
    finding_sentence,
    undecided_sentence,
    waiting_words,
)
from workbench.stats.agreement import Estimate
from workbench.store.agreement import count_undecided
from workbench.store.database import Database

CEILING = Ceiling(0.969, 0.946, 0.984, 0.999, 200, 12, 0.06, 5)


def read(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


def found(database: Database, **said: str) -> str:
    _, version, _ = an_overlap(database, said, name=str(said))
    overlap = read_overlap(database, version)
    return read(finding_sentence(overlap, overall_agreement(overlap)))


def test_the_finding_names_two_and_counts_more(database: Database) -> None:
    assert found(database, Ada="cc", Ben="ci") == (
        "Ada and Ben agree on 50 % (1 of 2; 1–99 %); 1 disagreement waits for a decision."
    )
    assert found(database, Ada="ccc", Ben="iic", Cleo="ccc").startswith(
        "All who judged the same answer agree on 33 % (1 of 3; 1–91 %); 2 disagreements wait"
    )
    assert found(database, Ada="cccc", Ben="cccc").endswith("there is no disagreement to decide.")


def test_what_is_decided_waits_no_longer(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "cc", "Ben": "ii"})
    a_label(database, ids["k000"], Verdict.CORRECT, "Dora", source="adjudication", comment="so")
    assert waiting_words(read_overlap(database, version)) == "1 disagreement waits for a decision"
    a_label(database, ids["k001"], Verdict.CORRECT, "Dora", source="adjudication", comment="so")
    assert waiting_words(read_overlap(database, version)) == "all 2 disagreements are decided"


def test_what_nobody_has_decided_is_counted_as_it_waits(database: Database) -> None:
    _, version, ids = an_overlap(database, {"Ada": "ccuc", "Ben": "iicc", "Cy": "..n."})
    undecided = count_undecided(database, version.dataset_version_id)
    assert undecided == read_overlap(database, version).is_waiting.sum() == 3
    assert undecided_sentence(undecided) == (
        "Labelers disagree on 3 of these answers and nobody has decided yet; until somebody does, the newest label "
        "counts there."
    )
    a_label(database, ids["k000"], Verdict.CORRECT, "Dora", source="adjudication", comment="so")
    a_label(database, ids["k001"], Verdict.CORRECT, "Ben")
    assert count_undecided(database, version.dataset_version_id) == 1
    assert "no verdict counts there" in undecided_sentence(1, confirms_wrong=True)
    assert undecided_sentence(0) == ""


def test_the_ceiling_comes_with_its_range_and_counts() -> None:
    assert read(ceiling_sentence(CEILING)) == (
        "No candidate can look better than about 96.9 % here (94.6–98.4 %), given how often experts disagree: on 12 "
        "of the 200 answers that two or more called correct or incorrect."
    )
    nobody = Ceiling(1.0, 0.991, 1.0, 1.0, 200, 0, 0.0, 5)
    assert "nobody disagreed, so disagreement limits no candidate to less than 99.1 %" in read(
        ceiling_sentence(nobody)
    )
    assert "is not known yet" in ceiling_sentence(Ceiling(None, None, None, None, 0, 0, None, 0))


@pytest.mark.parametrize(
    ("bar_rate", "words"),
    [
        (0.95, ""),
        (0.975, "The bar of 97.5 % is so close to that"),
        (0.99, "The bar of 99 % is above that: even a perfect candidate would seem to miss it."),
    ],
)
def test_says_what_the_ceiling_means_for_the_bar(bar_rate: float, words: str) -> None:
    said = read(bar_sentence(CEILING, bar_rate))
    assert said.startswith(words)
    assert bool(said) == bool(words)
    if said:
        assert "confirm the 5 answers that one person alone called wrong" in said and "99.9 %" in said


def test_coefficients_have_their_range_or_a_dash() -> None:
    assert coefficient_words(Estimate(0.774, 0.732, 0.812)) == "0.77 (0.73–0.81)"
    assert coefficient_words(Estimate(-0.02, -0.1, 0.05)) == "−0.02 (−0.10–0.05)"
    assert coefficient_words(Estimate(math.nan, math.nan, math.nan)) == "–"
