"""Where a workflow stands in one line, and the page that takes it further."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.comparison import Standing, list_standings
from workbench.decisions.bar import BarVerdict, bar_words, judge_against_bar
from workbench.decisions.scope import choose_scope
from workbench.domain import RunState, Workflow
from workbench.domain.formats import count, plural
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database


@dataclass(frozen=True)
class NextStep:
    """One line for Home: `sentence` says where the workflow stands, `action` names the step, `page` takes it.

    `page` is a page's name as `ui.link` knows it; `query` goes along.
    """

    sentence: str
    action: str
    page: str
    query: dict[str, str] = field(default_factory=dict)


def next_step(database: Database, workflow: Workflow) -> NextStep:
    """What to do next for a workflow: dataset, candidate, run, labels, then the decision."""
    version, split = choose_scope(database, workflow)
    bar = bar_words(workflow.bar_rate)
    if version is None:
        return NextStep(f"No golden dataset yet, bar {bar}.", "Upload a golden dataset", "golden_datasets")
    known = candidates.list_candidates(database, workflow.workflow_id)
    items = plural(version.item_count, "item")
    if not known:
        return NextStep(f"{items}, no candidate yet, bar {bar}.", "Add a candidate", "candidates")
    standings = list_standings(database, workflow, version, split)
    ran = [standing for standing in standings if standing.output_count]
    under_way = [
        run for run in runs.list_runs(database, workflow.workflow_id) if run.state is RunState.RUNNING
    ]
    if under_way:
        done = sum(run.done_count for run in under_way)
        planned = sum(run.planned_count for run in under_way)
        said = f"{plural(len(under_way), 'run')} under way, {count(done)} of {count(planned)} items done, bar {bar}."
        return NextStep(said, "Watch the run", "runs")
    if not ran:
        said = f"{items}, {plural(len(known), 'candidate')} ready, none run yet, bar {bar}."
        return NextStep(said, "Start a run", "runs")
    return _judging_step(ran, workflow, bar)


def _judging_step(ran: Sequence[Standing], workflow: Workflow, bar: str) -> NextStep:
    to_label = sum(standing.unlabelled for standing in ran)
    verdicts = [judge_against_bar(standing, workflow.bar_rate) for standing in ran]
    meeting = [one for one, verdict in zip(ran, verdicts, strict=True) if verdict is BarVerdict.MEETS]
    start = f"{plural(len(ran), 'candidate')} run, "
    start += f"{plural(to_label, 'output')} to label" if to_label else "every answer judged"
    if meeting:
        who = f"{count(len(meeting))} of them meet it"
        if len(meeting) == 1:
            who = "it meets the bar" if len(ran) == 1 else f"“{meeting[0].candidate_name}” meets it"
        return NextStep(f"{start}, bar {bar}: {who}.", "See what it saves", "roi")
    if all(verdict is BarVerdict.BELOW for verdict in verdicts):
        return NextStep(f"{start}, bar {bar}: below it.", "See precision", "precision")
    if to_label:
        return NextStep(f"{start}, bar {bar}: undecided.", "Label outputs", "label")
    if all(verdict is BarVerdict.NO_FIGURE for verdict in verdicts):
        lost = sum(standing.failed for standing in ran)
        why = f"{plural(lost, 'call')} failed" if lost else "no answer to judge"
        return NextStep(f"{plural(len(ran), 'candidate')} run, {why}, bar {bar}.", "See the runs", "runs")
    return NextStep(f"{start}, bar {bar}: undecided, more items are needed.", "See precision", "precision")
