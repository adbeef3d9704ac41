"""How much of the work can go unseen: by fact, by a test that holds at every look, by one look."""

import pytest

from tests.decisions.worlds import outputs_of
from tests.store.building import (
    a_candidate,
    a_run,
    a_version,
    a_workflow,
    many_labels,
    outputs_by_key,
)
from workbench.comparison import list_standings
from workbench.decisions.automating import (
    FEWEST_WITH_CONFIDENCE,
    Ground,
    Part,
    automate,
    get_policy,
    set_policy,
)
from workbench.decisions.automating_sentences import (
    changes_since,
    ground_sentence,
    part_sentence,
    policy_words,
)
from workbench.decisions.committing import begin_test
from workbench.decisions.pool_evidence import read_evidence
from workbench.decisions.roi import UNSURE_BELOW
from workbench.domain import Answer, DatasetVersion, Verdict, Workflow
from workbench.errors import BadSetting
from workbench.store import roi as roi_store
from workbench.store.database import Database


def a_world(
    database: Database,
    number: int = 100,
    labelled: int = 100,
    wrong_below: float = 0.3,
    with_confidence: bool = True,
) -> tuple[Workflow, DatasetVersion]:
    """Answers with a confidence of 0.01, 0.02 …; those below a level are wrong; the surest ones are labelled."""
    workflow = a_workflow(database, bar_rate=0.9)
    keys = [f"k{n}" for n in range(number)]
    version = a_version(database, workflow, {key: (f"text {key}", "x") for key in keys})
    sure = {key: (n + 1) / number for n, key in enumerate(keys)}
    answers = {
        key: Answer(f"answer {key}", confidence=sure[key] if with_confidence else None) for key in keys
    }
    run = a_run(database, a_candidate(database, workflow, "Trained"), version, answers)
    ids = outputs_by_key(database, run)
    surest = sorted(keys, key=lambda key: -sure[key])[:labelled]
    many_labels(
        database,
        {ids[key]: Verdict.INCORRECT if sure[key] <= wrong_below else Verdict.CORRECT for key in surest},
    )
    return workflow, version


def part_of(database: Database, workflow: Workflow, version: DatasetVersion) -> Part:
    [standing] = list_standings(database, workflow, version)
    return automate(database, workflow, version, standing)


def said(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_a_fully_labelled_pool_is_a_fact(database: Database) -> None:
    part = part_of(database, *a_world(database))
    assert part.ground is Ground.FACT and part.chosen
    # 70 of 100 are right: 70 of the surest 75 are 93 %, 70 of 80 are 87.5 %.
    assert (part.chosen.size, part.chosen.right, part.chosen.threshold) == (75, 70, 0.26)
    assert said(part_sentence(part)) == (
        "The 75 % of the items (75 of 100) that “Trained” is surest of meet the 90 % bar; the other 25 % (25) go to "
        "people."
    )
    assert "counted, not estimated" in ground_sentence(part)


def test_labels_as_they_came_give_one_look_and_say_so(database: Database) -> None:
    part = part_of(database, *a_world(database, labelled=60))
    assert part.ground is Ground.FIXED and part.chosen
    assert part.chosen.judged >= 22  # ln .1 ÷ ln .9: fewer could not show it
    assert "Were they a random part" in ground_sentence(part)
    assert "are shown to meet" in part_sentence(part)


def test_few_labels_show_nothing(database: Database) -> None:
    part = part_of(database, *a_world(database, labelled=10))
    assert part.chosen is None
    assert "is shown to meet the 90 % bar yet (10 labels so far): all its work goes to people" in said(
        part_sentence(part)
    )


def test_wrong_where_it_is_surest_automates_nothing(database: Database) -> None:
    part = part_of(database, *a_world(database, wrong_below=1.0))
    assert part.ground is Ground.FACT and part.chosen is None and part.automated_rate == 0
    assert "No share of what “Trained” is surest of meets" in part_sentence(part)


def test_all_right_leaves_nothing_to_people(database: Database) -> None:
    part = part_of(database, *a_world(database, wrong_below=0.0))
    assert "All 100 answers of “Trained” together meet the 90 % bar" in said(part_sentence(part))


def test_without_a_confidence_answers_cannot_be_sorted(database: Database) -> None:
    assert FEWEST_WITH_CONFIDENCE == 0.5
    part = part_of(database, *a_world(database, with_confidence=False))
    assert not part.steps and "states no confidence with its answers" in part_sentence(part)


def test_a_candidate_without_answers_is_said(database: Database) -> None:
    workflow = a_workflow(database)
    version = a_version(database, workflow, {"a": ("text", "x")})
    a_run(database, a_candidate(database, workflow, "Trained"), version, {"a": None})
    assert part_sentence(part_of(database, workflow, version)) == "“Trained” has no answers on these items."


def test_a_policy_is_kept_with_its_evidence_and_reaches_roi(database: Database) -> None:
    workflow, version = a_world(database)
    part = part_of(database, workflow, version)
    assert part.chosen and get_policy(database, workflow) is None
    with pytest.raises(BadSetting, match="under a name"):
        set_policy(database, workflow, part, part.chosen, " ")
    set_policy(database, workflow, part, part.chosen, "Ada")
    policy = get_policy(database, workflow)
    assert policy and policy.threshold == 0.26 and changes_since(policy, part) == ""
    assert (
        "confidence of 26.0 % or more are used by themselves, 75 of 100 items; 70 of 75 labelled ones right"
        in said(policy_words(policy))
    )
    base = roi_store.get_base(database, workflow.workflow_id)
    assert base.figures[UNSURE_BELOW].likely == 0.26


def test_labels_in_a_committed_order_hold_at_every_look(database: Database) -> None:
    workflow, version = a_world(database, labelled=0, wrong_below=0.0)
    test = begin_test(database, workflow, version)
    found = read_evidence(database, test)
    [candidate] = found.candidates
    sequence = found.sequence[candidate.candidate_id]
    before = part_of(database, workflow, version)
    assert before.ground is Ground.DRAWN and before.chosen is None
    outputs = outputs_of(database, found)
    many_labels(database, {outputs[number]: Verdict.CORRECT for number in sequence[:85]})
    part = part_of(database, workflow, version)
    assert part.ground is Ground.DRAWN and part.chosen is not None
    assert "holds however often one looks" in ground_sentence(part)
    # Labels taken back at the beginning end the stretch that counts.
    many_labels(database, {outputs[number]: None for number in sequence[:10]})
    after = part_of(database, workflow, version)
    assert (after.chosen.size if after.chosen else 0) < part.chosen.size
