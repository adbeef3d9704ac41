"""Where a workflow stands in one line, and the page that takes it further."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.comparison import list_standings
from workbench.decisions.bar import bar_words
from workbench.decisions.certificates import Certificate, CertificateVerdict
from workbench.decisions.certification import certify
from workbench.decisions.scope import choose_scope
from workbench.decisions.verdict_sentences import what_decides
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
    return _judging_step(certify(database, workflow, version, split, ran), bar)


def _judging_step(certificates: Sequence[Certificate], bar: str) -> NextStep:
    to_label = sum(one.standing.unlabelled for one in certificates)
    start = f"{plural(len(certificates), 'candidate')} run, "
    start += f"{plural(to_label, 'output')} to label" if to_label else "every answer judged"
    meeting = [one for one in certificates if one.verdict.is_met]
    scored = [one for one in certificates if one.verdict is CertificateVerdict.SCORED_MEETS]
    if met := meeting or scored:
        who = f"{count(len(met))} of them meet it"
        if len(met) == 1:
            who = "it meets the bar" if len(certificates) == 1 else f"“{met[0].candidate_name}” meets it"
        how = "" if meeting else ", as the scorer has it"
        return NextStep(f"{start}, bar {bar}: {who}{how}.", "See what it saves", "roi")
    still = [one for one in certificates if one.verdict.is_open]
    testing = next((one for one in still if one.test and not one.waits_for), None)
    if testing:
        decides = what_decides(testing)
        return NextStep(f"{start}, bar {bar}: undecided, {decides}.", "Label outputs", "label")
    if any(one.standing.unlabelled for one in still):
        return NextStep(f"{start}, bar {bar}: undecided.", "Label outputs", "label")
    if all(one.verdict is CertificateVerdict.NO_FIGURE for one in certificates):
        lost = sum(one.standing.failed for one in certificates)
        why = f"{plural(lost, 'call')} failed" if lost else "no answer to judge"
        return NextStep(
            f"{plural(len(certificates), 'candidate')} run, {why}, bar {bar}.", "See the runs", "runs"
        )
    if any(one.verdict is CertificateVerdict.REFUSED for one in certificates):
        return NextStep(
            f"{start}, bar {bar}: the labels are not exact enough for it.", "See precision", "precision"
        )
    if still:
        return NextStep(
            f"{start}, bar {bar}: undecided, more items are needed.", "See precision", "precision"
        )
    return NextStep(f"{start}, bar {bar}: below it.", "See precision", "precision")
