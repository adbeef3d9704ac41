"""How often a scorer, set as it stands, says the same as the labels: what to know before it is trusted."""

from workbench.domain import Workflow
from workbench.scoring.catalogue import get_scorer
from workbench.scoring.differences import Agreement, compare_with_reference
from workbench.scoring.scores import Score, task_of
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store.database import Database

MOST_LABELS = 1000
JUDGE_SCORER = "judge"


def agreement_with_labels(database: Database, workflow: Workflow, scorer: str) -> Agreement | None:
    """The scorer beside the newest labels (1,000 at most), each against its item's own expected answer.

    None where the scorer has to be asked. An answer it cannot tell is left out. Raises BadSetting.
    """
    compare_by = get_scorer(scorer).compare_by
    if compare_by is None:
        return None
    compare = compare_by(task_of(workflow, scorer))
    judged: list[tuple[str, str, str, Score, bool, str]] = []
    for row in labels.list_judged_answers(database, workflow.workflow_id, MOST_LABELS):
        score = compare(row["answer"] or "", row["expected"])
        if score.is_correct is not None:
            by_people = row["verdict"] == "correct"
            judged.append(
                (row["item_key"], row["answer"], row["expected"], score, by_people, score.explanation)
            )
    return compare_with_reference(judged)


def judge_agreement(database: Database, workflow: Workflow) -> Agreement:
    """The judge's stored verdicts beside the newest labels of people (1,000 at most) on the same answers.

    These are verdicts by the judge's stored model and rubric; others are forgotten when it changes.
    """
    return compare_with_reference(
        (
            row["item_key"],
            row["answer"],
            row["expected"] or "",
            Score(float(row["is_correct"]), row["is_correct"], row["explanation"] or ""),
            row["verdict"] == "correct",
            row["explanation"] or "",
        )
        for row in runs.list_scored_labels(database, workflow.workflow_id, JUDGE_SCORER, MOST_LABELS)
    )
