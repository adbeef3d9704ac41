"""How often a scorer, set as it stands, says the same as the labels: what to know before it is trusted."""

from workbench.domain import Workflow
from workbench.scoring.catalogue import get_scorer
from workbench.scoring.differences import Agreement, compare_with_reference
from workbench.scoring.scores import Score, task_of
from workbench.store import label as labels
from workbench.store.database import Database

MOST_LABELS = 1000


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
