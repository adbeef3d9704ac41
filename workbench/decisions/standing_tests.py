"""Which tests of a scope still stand, and in words why the others no longer do.

A test is about one bar, one set of instructions, one pool of outputs and, where scores help, one scorer. When one of
them changes, what was promised is no longer what is asked, so the test ends and a new one begins with all labels so
far as facts.
"""

from dataclasses import dataclass, field

from workbench.decisions.bar import bar_words
from workbench.decisions.committing import judge_key, rubric_key
from workbench.decisions.pool_evidence import PoolEvidence, read_evidence
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.bar_tests import BarTest
from workbench.domain.formats import day
from workbench.store import certification as tests
from workbench.store.database import Database


@dataclass(frozen=True)
class StandingTests:
    """The tests of one scope, the newest first. `evidence` holds those that stand; `live` says per candidate_id in
    which bar_test_id it is tested now; `ended` why its newest test no longer counts, where it is in none."""

    evidence: dict[int, PoolEvidence] = field(default_factory=dict)
    live: dict[int, int] = field(default_factory=dict)
    ended: dict[int, str] = field(default_factory=dict)
    over: dict[int, str] = field(
        default_factory=dict
    )  # tests (bar_test_id) not marked as ended that no longer stand
    history: tuple[BarTest, ...] = ()


def read_tests(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None = None
) -> StandingTests:
    """Look at every test of the scope as things are now; writes nothing."""
    scope = (workflow.workflow_id, version.dataset_version_id, split)
    history = tests.list_tests(database, *scope)
    if not history:
        return StandingTests(ended=_on_another_version(database, scope))
    pool_keys = tests.list_pool_keys(database, *scope)
    rubric = rubric_key(database, workflow)
    found = StandingTests(history=tuple(history))
    for test in history:
        why = test.ended_because or changed_since(test, workflow, rubric)
        if why and test.ended_at is None:
            found.over[test.bar_test_id] = why
        candidates = tests.list_candidates(database, test.bar_test_id)
        gone = frozenset(
            one.candidate_id for one in candidates if pool_keys.get(one.candidate_id) != one.pool_key
        )
        for candidate in candidates:
            number = candidate.candidate_id
            if number in found.live or number in found.ended:
                continue
            if why:
                found.ended[number] = why
            elif number in gone:
                found.ended[number] = (
                    f"Its answers have changed since its test began on {day(test.started_at)}, so that test has ended."
                )
            else:
                found.live[number] = test.bar_test_id
                if test.bar_test_id not in found.evidence:
                    found.evidence[test.bar_test_id] = read_evidence(database, test)
                    found.evidence[test.bar_test_id].gone = gone
    return found


def changed_since(test: BarTest, workflow: Workflow, rubric: str) -> str:
    """Why a test no longer speaks of what is asked now, as a sentence; "" where it does."""
    began = day(test.started_at)
    if test.bar_rate != workflow.bar_rate:
        return (
            f"The bar was {bar_words(test.bar_rate)} when the test began on {began} and is "
            f"{bar_words(workflow.bar_rate)} now, so that test has ended."
        )
    if test.rubric_key != rubric:
        return f"The instructions for labelers have changed since the test began on {began}, so it has ended."
    if test.judge_key != judge_key(workflow, test.uses_scores):
        return f"The scorer that helped has changed since the test began on {began}, so that test has ended."
    return ""


def _on_another_version(database: Database, scope: tuple[int, int, str | None]) -> dict[int, str]:
    """What to say of a test that was about another version's items."""
    found = tests.newest_elsewhere(database, *scope)
    if found is None:
        return {}
    test, number = found
    said = (
        f"A test began on {day(test.started_at)} on version {number} of this dataset and speaks of that version's "
        "items alone."
    )
    return {one.candidate_id: said for one in tests.list_candidates(database, test.bar_test_id)}
