"""The cheapest that meets the bar, who beats whom, and what a decision rested on."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.decisions.building import a_standing
from tests.store.building import a_version, a_workflow
from workbench.decisions.certificates import Certificate, CertificateVerdict
from workbench.decisions.choosing import (
    Axis,
    Option,
    changes_since,
    choice_sentence,
    decide,
    decision_words,
    decisions_sheet,
    get_size,
    is_dominated,
    list_options,
    options_sheet,
    set_size,
    size_words,
    snapshot,
)
from workbench.domain import Workflow
from workbench.errors import BadSetting
from workbench.store import decision as decisions
from workbench.store.database import Database

CERTIFIED, BELOW = CertificateVerdict.CERTIFIED, CertificateVerdict.PROVEN_BELOW


def an_option(
    name: str,
    right: int,
    cost: float | None,
    latency: float | None = None,
    verdict: CertificateVerdict = CERTIFIED,
) -> Option:
    standing = replace(a_standing(right, 100 - right), candidate_name=name, candidate_id=hash(name) % 1000)
    certificate = Certificate(standing, 0.9, verdict, right, 100, right / 100 - 0.03, right / 100 + 0.02)
    return Option(certificate, cost, latency, None)


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_workflow(database, bar_rate=0.9)


def said(options: list[Option], workflow: Workflow) -> str:
    return choice_sentence(options, workflow, [one.certificate for one in options]).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_the_cheapest_that_meets_the_bar_and_the_next_ones_price(workflow: Workflow) -> None:
    options = [
        an_option("tiny", 80, 0.00001, 0.001, BELOW),
        an_option("small", 95, 0.0001, 0.012),
        an_option("large", 97, 0.009),
    ]
    assert said(options, workflow) == (
        "The cheapest candidate that meets the 90 % bar is “small”: $0.0001 and 12 ms an item; next is “large” at "
        "90 × the price."
    )


def test_an_unknown_price_is_said_and_never_taken_for_nothing(workflow: Workflow) -> None:
    assert "no price is known of any of them; the surest is “vendor”" in said(
        [an_option("vendor", 95, None)], workflow
    )
    options = [an_option("rules", 95, 0.0), an_option("large", 97, 0.01), an_option("vendor", 99, None)]
    assert said(options, workflow).endswith(
        "“rules”: nothing for calls; next is “large” at $0.01 an item; of 1 other that meets it no price is "
        "known."
    )
    assert not is_dominated(options[2], options, Axis.COST)


def test_without_one_that_meets_the_bar_the_page_says_what_is_missing(workflow: Workflow) -> None:
    assert "below the 90 % bar" in said([an_option("tiny", 80, 0.1, verdict=BELOW)], workflow)


def test_dominated_is_as_precise_and_takes_no_more() -> None:
    cheap, dear, precise = an_option("a", 95, 0.1), an_option("b", 95, 0.2), an_option("c", 97, 0.3)
    options = [cheap, dear, precise]
    assert [is_dominated(one, options, Axis.COST) for one in options] == [False, True, False]
    assert not any(is_dominated(one, options, Axis.LATENCY) for one in options)


def test_twins_do_not_dominate_one_another() -> None:
    options = [an_option("a", 95, 0.1), an_option("b", 95, 0.1)]
    assert not any(is_dominated(one, options, Axis.COST) for one in options)


def test_a_decision_keeps_what_it_rested_on_and_tells_what_changed(
    database: Database, workflow: Workflow
) -> None:
    version = a_version(database, workflow, {"a": ("text", "x")})
    small = an_option("small", 95, 0.0001)
    with pytest.raises(BadSetting, match="stored under a name"):
        decide(database, workflow, version, None, small, "  ", "")
    decide(database, workflow, version, None, small, "Ada", "Cheap enough")
    [made] = decisions.list_decisions(database, workflow.workflow_id)
    assert decision_words(made).startswith("Ada chose “small” on ")
    assert decision_words(made).endswith("Golden, version 1, all items. “Cheap enough”")
    assert changes_since(made, snapshot(small, workflow, version, None)) == []
    fallen = an_option("small", 91, 0.001, verdict=BELOW)
    changes = " ".join(
        changes_since(made, snapshot(fallen, replace(workflow, bar_rate=0.95), version, "holdout"))
    )
    parts = (
        "The bar was 90", "this page shows Golden, version 1, the holdout split", "Then certified, now proven below",
        "Then 95 of 100 were right, now 91 of 100", "An item cost $0.0001",
    )  # fmt: skip
    for part in parts:
        assert part in changes.replace("\N{NO-BREAK SPACE}", " ")
    assert changes_since(made, None) == ["The candidate has no figure on these items any more."]
    decisions.set_withdrawn(database, made.decision_id, True)
    [made] = decisions.list_decisions(database, workflow.workflow_id)
    assert isinstance(made.withdrawn_at, datetime)
    [row] = decisions_sheet([made]).rows
    assert row[1:4] == ["Ada", "small", "Cheap enough"] and row[-1] == made.withdrawn_at


def test_the_size_of_a_model_is_entered_and_forgotten(database: Database) -> None:
    assert get_size(database, 7) is None
    set_size(database, 7, 135e6)
    assert get_size(database, 7) == 135e6 and size_words(135e6) == "135 million parameters"
    set_size(database, 7, None)
    assert get_size(database, 7) is None and size_words(None) == "not entered"
    with pytest.raises(BadSetting, match="above 0"):
        set_size(database, 7, -1)


def test_options_stand_cheapest_first_with_the_unpriced_last(database: Database, workflow: Workflow) -> None:
    certificates = [
        Certificate(
            replace(a_standing(9, 1), candidate_id=n, candidate_name=name, mean_cost_usd=cost),
            0.9,
            CERTIFIED,
            9,
            10,
        )
        for n, (name, cost) in enumerate([("dear", 0.2), ("unknown", None), ("cheap", 0.1)])
    ]
    options = list_options(database, [*certificates, Certificate(a_standing(0, 0), 0.9, CERTIFIED)], {})
    assert [one.name for one in options][:1] == ["cheap"] and len(options) == 3
    assert [row[0] for row in options_sheet(options, workflow).rows] == [one.name for one in options]
