"""How much of the work can go unseen: by fact, by a test that holds at every look, by one look."""

from typing import Any

import pandas as pd
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
from workbench.decisions.automating import Ground, Part, automate, get_policy, set_policy
from workbench.decisions.automating_sentences import (
    changes_since,
    ground_sentence,
    part_sentence,
    policy_words,
    threshold_words,
)
from workbench.decisions.committing import begin_test
from workbench.decisions.pool_evidence import read_evidence
from workbench.decisions.roi import UNSURE_BELOW
from workbench.decisions.sureness import Sorting
from workbench.domain import Answer, DatasetVersion, LabellingRules, Verdict, Workflow
from workbench.errors import BadSetting
from workbench.store import roi as roi_store
from workbench.store import run as runs
from workbench.store.database import Database
from workbench.store.labelling_rules import set_rules

RIGHT = {"is_correct": True, "is_correct_strict": True}


def a_world(
    database: Database,
    number: int = 100,
    labelled: int = 100,
    wrong_below: float = 0.3,
    with_confidence: bool = True,
    **settings: Any,
) -> tuple[Workflow, DatasetVersion]:
    """Answers with a confidence of 0.01, 0.02 …; those below a level are wrong; the surest ones are labelled."""
    workflow = a_workflow(database, **{"bar_rate": 0.9} | settings)
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


def part_of(
    database: Database, workflow: Workflow, version: DatasetVersion, sorting: Sorting | None = None
) -> Part:
    standing = list_standings(database, workflow, version)[0]
    return automate(database, workflow, version, standing, sorting=sorting)


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
    assert "would be shown to meet the 90 % bar were the labels a random part" in said(part_sentence(part))


def test_few_labels_show_nothing(database: Database) -> None:
    part = part_of(database, *a_world(database, labelled=10))
    assert part.chosen is None
    assert "is shown to meet the 90 % bar yet (10 labels so far): all its work goes to people" in said(
        part_sentence(part)
    )


def test_wrong_where_it_is_surest_automates_nothing(database: Database) -> None:
    part = part_of(database, *a_world(database, wrong_below=1.0))
    assert part.ground is Ground.FACT and part.chosen is None and part.automated_rate == 0
    assert "No share of the items that “Trained” is surest of meets" in part_sentence(part)


def test_all_right_leaves_nothing_to_people(database: Database) -> None:
    part = part_of(database, *a_world(database, wrong_below=0.0))
    assert "All 100 answers of “Trained” together meet the 90 % bar" in said(part_sentence(part))


def test_without_a_confidence_answers_cannot_be_sorted(database: Database) -> None:
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
    test = begin_test(database, workflow, version, seed=1)
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


def test_answers_that_are_equally_sure_are_used_together(database: Database) -> None:
    workflow = a_workflow(database, bar_rate=0.9)
    version = a_version(database, workflow, {f"k{n}": ("text", "x") for n in range(40)})
    # Models like to say 95 %: no threshold parts these thirty.
    answers = {f"k{n}": Answer(f"answer {n}", confidence=0.95 if n < 30 else 0.5) for n in range(40)}
    ids = outputs_by_key(database, a_run(database, a_candidate(database, workflow), version, answers))
    many_labels(database, {ids[f"k{n}"]: Verdict.CORRECT if n < 12 else Verdict.INCORRECT for n in range(40)})
    part = part_of(database, workflow, version)
    assert [(step.size, step.threshold, step.right) for step in part.steps] == [(30, 0.95, 12), (40, 0.5, 12)]
    assert part.chosen is None


def test_what_is_found_to_be_no_answer_stays_among_the_answers(database: Database) -> None:
    workflow, version = a_world(database, labelled=0, wrong_below=0.0)
    test = begin_test(database, workflow, version, seed=1)
    found = read_evidence(database, test)
    drawn = found.sequence[found.candidates[0].candidate_id][:90]
    outputs = outputs_of(database, found)
    verdicts = {outputs[number]: Verdict.CORRECT for number in drawn.tolist()}
    many_labels(database, verdicts | {outputs[int(drawn[3])]: Verdict.NO_ANSWER})
    part = part_of(database, workflow, version)
    assert part.ground is Ground.DRAWN and part.chosen and part.steps[-1].size == 100
    assert (part.steps[-1].right, part.steps[-1].judged) == (89, 89)


def test_a_scorer_that_is_trusted_is_named_as_the_ground(database: Database) -> None:
    workflow, version = a_world(database, labelled=10, trusted_scorer="exact")
    [run] = runs.list_runs(database, workflow.workflow_id)
    ids = list(outputs_by_key(database, run).values())
    runs.add_scores(database, "exact", pd.DataFrame({"output_id": ids}).assign(**RIGHT))
    part = part_of(database, workflow, version)
    assert part.ground is Ground.SCORED and part.chosen
    assert "meet the 90 % bar as the scorer has it" in said(part_sentence(part))
    assert "rests on the scorer's word" in ground_sentence(part)


def test_other_candidates_and_the_judge_sort_answers_too_and_share_the_risk(database: Database) -> None:
    workflow, version = a_world(database, with_confidence=False)
    same = {f"k{n}": Answer(f"answer k{n}" if n >= 40 else "another") for n in range(100)}
    [run] = runs.list_runs(database, workflow.workflow_id)
    ids = outputs_by_key(database, run)
    a_run(database, a_candidate(database, workflow, "Other"), version, same)
    judged = pd.DataFrame({"output_id": list(ids.values())}).assign(**RIGHT)
    runs.add_scores(database, "judge", judged.assign(is_correct=[int(key[1:]) >= 35 for key in ids]))
    part = part_of(database, workflow, version)
    assert part.sortings == (Sorting.JUDGE, Sorting.AGREEMENT) and part.sorting is Sorting.JUDGE
    # Wrong are k0 to k29; the judge passes k35 and on, the other says the same from k40 on.
    assert [(step.size, step.right) for step in part.steps] == [(65, 65), (100, 70)]
    agreed = part_of(database, workflow, version, Sorting.AGREEMENT)
    assert agreed.chosen and (agreed.chosen.size, agreed.chosen.right) == (60, 60)
    assert "where most other candidates say the same as “Trained” meet the 90 % bar" in said(
        part_sentence(agreed)
    )
    assert said(threshold_words(agreed.sorting, agreed.chosen.threshold)) == (
        "given by 100 % or more of the other candidates"
    )
    set_policy(database, workflow, agreed, agreed.chosen, "Ada")
    policy = get_policy(database, workflow)
    assert policy and "given by 100 % or more of the other candidates are used" in said(policy_words(policy))
    assert changes_since(policy, agreed) == "" == changes_since(policy, part)
    assert UNSURE_BELOW not in roi_store.get_base(database, workflow.workflow_id).figures


def test_a_share_is_shown_by_what_two_looks_agree_on(database: Database) -> None:
    workflow, version = a_world(database, labelled=0, wrong_below=0.0)
    set_rules(database, LabellingRules(workflow.workflow_id, confirms_wrong=True, recheck_rate=0.2))
    found = read_evidence(database, begin_test(database, workflow, version, seed=1))
    outputs = outputs_of(database, found)
    first = found.sequence[found.candidates[0].candidate_id].tolist()
    many_labels(database, {outputs[number]: Verdict.CORRECT for number in first})
    part = part_of(database, workflow, version)
    assert part.ground is Ground.DRAWN and part.chosen is None
    assert "only answers count that two looks agree on" in ground_sentence(part)
    many_labels(database, {outputs[number]: Verdict.CORRECT for number in first}, "Ben")
    part = part_of(database, workflow, version)
    assert part.chosen and part.chosen.size == 100
    assert "nobody has to look" in part_sentence(part)


def test_a_bar_of_all_is_met_by_what_is_all_right(database: Database) -> None:
    workflow, version = a_world(database, bar_rate=1.0)
    part = part_of(database, workflow, version)
    assert part.chosen and (part.chosen.size, part.chosen.right) == (70, 70)
