"""How candidates read at a glance."""

from datetime import datetime

import pytest

from workbench.domain import Candidate, CandidateKind, Run, RunState
from workbench.ui.candidate_list import candidates_sentence, price_words, run_words


def a_candidate(number: int = 1, kind: CandidateKind = CandidateKind.RULES, **settings: float) -> Candidate:
    return Candidate(number, 1, f"C{number}", kind, 10 * number, 1, settings)


def a_run(
    done: int, planned: int = 40, failed: int = 0, state: RunState = RunState.FINISHED, version: int = 10
) -> Run:
    return Run(
        1, 1, 1, version, "C1", 1, "Golden", 1, "holdout", state, planned, done, failed, 0.0,
        created_at=datetime(2026, 11, 25),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "ran", "sentence"),
    [
        (1, 0, "1 candidate; it has not run yet."),
        (3, 0, "3 candidates; none has run yet."),
        (3, 1, "3 candidates; 1 has run. Run the other 2, or add another."),
        (3, 2, "3 candidates; 2 have run. Run the other one, or add another."),
        (1, 1, "1 candidate; it has run."),
        (3, 3, "3 candidates; all have run."),
    ],
)
def test_the_headline_is_the_state_and_the_next_step(number: int, ran: int, sentence: str):
    shown = [a_candidate(n + 1) for n in range(number)]
    assert candidates_sentence(shown, {n + 1: [a_run(40)] for n in range(ran)}).startswith(sentence)


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([], "not yet"),
        ([a_run(0, state=RunState.PLANNED)], "not yet"),
        ([a_run(40, failed=2)], "40 holdout items, 2 failed, 25 Nov 2026"),
        ([a_run(12, state=RunState.RUNNING)], "running: 12 of 40 holdout items"),
        ([a_run(12, state=RunState.STOPPED)], "stopped after 12 of 40 holdout items, 25 Nov 2026"),
        ([a_run(40, version=9)], "an earlier version: 40 holdout items, 25 Nov 2026"),
    ],
)
def test_whether_it_has_run(runs: list[Run], words: str):
    assert run_words(a_candidate(), runs) == words


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        (CandidateKind.RULES, {}, "free, runs here"),
        (CandidateKind.RULES, {"usd_per_item": 0.0001}, "$0.0001 an item"),
        (CandidateKind.FILE, {}, "no price entered"),
        (CandidateKind.FILE, {"usd_per_item": 0.0}, "free"),
        (CandidateKind.FILE, {"usd_per_item": 1234.5}, "$1,234.50 an item"),
        (
            CandidateKind.ENDPOINT,
            {
                "usd_per_million_input_tokens": 0.15,
                "usd_per_million_output_tokens": 0.6,
                "usd_per_item": 0.01,
            },
            "$0.15 in, $0.60 out per million tokens and $0.01 an item",
        ),
    ],
)
def test_prices_in_words(kind: CandidateKind, settings: dict[str, float], words: str):
    assert price_words(a_candidate(kind=kind, **settings)) == words


def test_a_listed_price_is_named_where_none_is_entered():
    listed = {"provider": "openai", "model": "gpt-4o-mini"}
    candidate = a_candidate(kind=CandidateKind.ENDPOINT, **listed)
    assert price_words(candidate) == "$0.15 in, $0.60 out per million tokens"
    own = "provider,model,input,output\nopenai,gpt-4o-mini,1,2\n"
    assert price_words(candidate, own) == "$1.00 in, $2.00 out per million tokens"
