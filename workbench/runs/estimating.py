"""Before a run: how many calls it takes, what they and the judge after them may cost, and what need not be paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain import Candidate, CandidateKind, DatasetVersion, Item, Workflow
from workbench.domain.formats import count, money, plural
from workbench.errors import WorkbenchError
from workbench.runs.asking import question_for
from workbench.runs.budget import cap_warnings, get_caps
from workbench.runs.costs import cost_range, evenly, input_tokens, longest_answer, samples_of
from workbench.runs.judging import JudgingEstimate, estimate_judging_of
from workbench.runs.planning import destination, items_to_run
from workbench.runs.prices import own_prices
from workbench.runs.reuse import RequestKeys
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database, now

# Of more items than this, how many are answered already is judged from a sample.
_COUNTED = 10_000
_SAMPLED = 4_000


@dataclass(frozen=True)
class RunEstimate:
    """What a run would take. Costs in US dollars, None where the candidate has no price.

    `calls` leaves out the `reused` of the `items`, which an earlier run has answers to; `samples` calls per item.
    `host` and `columns` say where data goes when it leaves this machine; "" and () where it stays. `excluded`: items
    left out because the candidate learns from them. `input_tokens`: about so many. `judging`: what asking the judge
    about the new answers would take, None where no judge decides.
    """

    calls: int
    low_usd: float | None = None
    high_usd: float | None = None
    host: str = ""
    columns: tuple[str, ...] = ()
    excluded: int = 0
    input_tokens: int = 0
    items: int = 0
    samples: int = 1
    reused: int = 0
    judging: JudgingEstimate | None = None


def estimate_run(
    database: Database,
    candidate: Candidate,
    version: DatasetVersion,
    split: str | None = None,
    limit: int | None = None,
    reuses: bool = True,
) -> RunEstimate:
    """Calls, cost range and destination of a run, from the real items. Raises BadSetting as `plan_run` does."""
    workflow = workflows.get_workflow(database, candidate.workflow_id)
    items, excluded = items_to_run(database, candidate, workflow, version, split, limit)
    reused = _count_reused(database, candidate, workflow, version, items) if reuses else 0
    new = 1 - reused / len(items)
    tokens = input_tokens(candidate, workflow, version, items) * new
    calls = (len(items) - reused) * samples_of(candidate)
    low, high = cost_range(candidate, tokens, calls, own_prices(database))
    host, columns = destination(candidate, workflow, version)
    judging = _judging(database, candidate, workflow, version, items, new)
    return RunEstimate(
        calls,
        low,
        high,
        host,
        columns,
        excluded,
        round(tokens),
        len(items),
        samples_of(candidate),
        reused,
        judging,
    )


def cap_warnings_of(database: Database, estimates: Sequence[RunEstimate]) -> list[str]:
    """What the workspace's caps may stop of these runs and of judging their answers, in sentences."""
    judging = sum((one.judging and one.judging.high_usd) or 0.0 for one in estimates)
    spent_usd = runs.month_spending(database, now())
    return cap_warnings(get_caps(database), spent_usd, [one.high_usd or 0.0 for one in estimates], judging)


def reuse_words(estimates: Sequence[RunEstimate]) -> str:
    """ "1,200 of 2,000 already answered: reused, not paid."; "" where nothing is."""
    reused, items = sum(one.reused for one in estimates), sum(one.items for one in estimates)
    if not reused:
        return ""
    about = "About " if any(one.items > _COUNTED and one.reused for one in estimates) else ""
    return f"{about}{count(reused)} of {count(items)} already answered: reused, not paid."


def judging_words(estimates: Sequence[RunEstimate]) -> str:
    """What the judge would cost on top, which is asked only when somebody says so; "" where no judge decides."""
    found = [one.judging for one in estimates if one.judging and one.judging.calls]
    if not found:
        return ""
    calls = sum(one.calls for one in found)
    where = f" at {found[0].host}" if found[0].host else ""
    return (
        f"Judging the new answers by “{found[0].judge_name}”{where} takes {plural(calls, 'call')} more, "
        f"{range_words(_sum(one.low_usd for one in found), _sum(one.high_usd for one in found))}; "
        "the judge is asked only when you say so, once the answers are there."
    )


def range_words(low_usd: float | None, high_usd: float | None) -> str:
    """ "$0.12 to $0.45"; "no cost"; "no price entered"."""
    if low_usd is None or high_usd is None:
        return "no price entered"
    if not high_usd:
        return "no cost"
    low, high = money(low_usd), money(high_usd)
    return low if low == high else f"{low} to {high}"


def total_words(estimates: Sequence[RunEstimate]) -> str:
    """ "300 calls in all, $0.12 to $0.45." """
    calls = f"{plural(sum(one.calls for one in estimates), 'call')} in all"
    repeated = [one.samples for one in estimates if one.samples > 1]
    if repeated and len(estimates) == 1:
        calls += f" ({repeated[0]} per item)"
    priced = [one for one in estimates if one.low_usd is not None and one.high_usd is not None]
    cost = range_words(_sum(one.low_usd for one in priced), _sum(one.high_usd for one in priced))
    unknown = len(estimates) - len(priced)
    if unknown == len(estimates):
        return f"{calls}; the cost is not known, because no price is entered."
    if unknown:
        return f"{calls}, {cost}, and for {plural(unknown, 'candidate')} without a price a cost that is not known."
    return f"{calls}, {cost}."


def _sum(amounts: Iterable[float | None]) -> float | None:
    """Their sum; None where one is not known."""
    total = 0.0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _judging(
    database: Database,
    candidate: Candidate,
    workflow: Workflow,
    version: DatasetVersion,
    items: Sequence[Item],
    new: float,
) -> JudgingEstimate | None:
    try:
        return estimate_judging_of(database, workflow, version, items, longest_answer(candidate), new)
    except WorkbenchError:
        return None  # a judge without a model is said where judges are chosen


def _count_reused(
    database: Database,
    candidate: Candidate,
    workflow: Workflow,
    version: DatasetVersion,
    items: Sequence[Item],
) -> int:
    """How many of the items an earlier run has an answer to, to the same question under the same settings."""
    if candidate.kind is not CandidateKind.ENDPOINT or not runs.has_reusable(database, 0):
        return 0
    counted = items if len(items) <= _COUNTED else evenly(items, _SAMPLED)
    keys = RequestKeys(candidate.settings, workflow)
    found = runs.count_reusable(
        database,
        [keys.key_for(question_for(workflow, version, item, candidate.settings)) for item in counted],
    )
    return round(found / len(counted) * len(items))
