"""Which candidate to take: the cheapest that meets the bar, what the others cost, and the decision as it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workbench.decisions.bar import bar_words
from workbench.decisions.certificates import Certificate
from workbench.decisions.roi_evidence import call_cost
from workbench.decisions.verdict_sentences import certified_finding
from workbench.domain import Candidate, DatasetVersion, Workflow
from workbench.domain.formats import count, day, duration, money, plural, three_figures
from workbench.errors import BadSetting
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store import decision as decisions
from workbench.store import workspace
from workbench.store.database import Database
from workbench.store.decision import Decision


class Axis(StrEnum):
    """What a candidate's precision is held against."""

    COST = "cost"
    LATENCY = "latency"
    SIZE = "size"

    @property
    def words(self) -> str:
        """The axis as it stands on the screen."""
        return {"cost": "Cost an item", "latency": "Seconds an item", "size": "Size of the model"}[self.value]


@dataclass(frozen=True)
class Option:
    """One candidate that can be chosen: its certificate and what it takes. `cost_usd` an item (None: not known),
    `latency_s` the median (None: not measured), `size` in parameters of the model (None: not entered)."""

    certificate: Certificate
    cost_usd: float | None
    latency_s: float | None
    size: float | None

    @property
    def name(self) -> str:
        """The candidate's name."""
        return self.certificate.candidate_name

    def at(self, axis: Axis) -> float | None:
        """What it takes on an axis."""
        return {Axis.COST: self.cost_usd, Axis.LATENCY: self.latency_s, Axis.SIZE: self.size}[axis]


def list_options(
    database: Database, certificates: Sequence[Certificate], candidates: Mapping[int, Candidate]
) -> list[Option]:
    """Every candidate that has a figure, the cheapest first, those without a known price last."""
    found = []
    for one in certificates:
        if one.rate is None:
            continue
        price = call_cost(one.standing, candidates.get(one.candidate_id))
        cost = price.usd if price.is_known else None
        found.append(Option(one, cost, one.standing.median_latency_s, get_size(database, one.candidate_id)))
    return sorted(found, key=_dearness)


def _dearness(one: Option) -> tuple[bool, float, float]:
    return one.cost_usd is None, one.cost_usd or 0.0, -(one.certificate.low or 0.0)


def get_size(database: Database, candidate_id: int) -> float | None:
    """The size entered for a candidate's model, in parameters; None where nobody has."""
    try:
        size = float(workspace.get_setting(database, _size_name(candidate_id)))
    except ValueError:
        return None
    return size if size > 0 else None


def set_size(database: Database, candidate_id: int, size: float | None) -> None:
    """Store the size of a candidate's model in parameters; None forgets it. Raises BadSetting below 0."""
    if size is not None and not size > 0:
        raise BadSetting(
            "The size of a model is a number of parameters above 0. Leave it empty where it is not known."
        )
    workspace.set_setting(database, _size_name(candidate_id), "" if size is None else repr(float(size)))


def _size_name(candidate_id: int) -> str:
    return f"model size of candidate {candidate_id}"


def is_dominated(one: Option, options: Sequence[Option], axis: Axis) -> bool:
    """True where another candidate is at least as precise and takes no more, and is better in one of the two."""
    mine, rate = one.at(axis), one.certificate.best_rate or 0.0
    if mine is None:
        return False
    for other in options:
        theirs, other_rate = other.at(axis), other.certificate.best_rate or 0.0
        if other is one or theirs is None:
            continue
        if other_rate >= rate and theirs <= mine and (other_rate > rate or theirs < mine):
            return True
    return False


def choice_sentence(
    options: Sequence[Option], workflow: Workflow, certificates: Sequence[Certificate]
) -> str:
    """The answer: the cheapest candidate that meets the bar and the next one's price, or what is missing."""
    meeting = [one for one in options if one.certificate.verdict.is_met]
    if not meeting:
        return certified_finding(certificates, workflow)
    best = meeting[0]
    if best.cost_usd is None:
        many = f"{plural(len(meeting), 'candidate')} {'meets' if len(meeting) == 1 else 'meet'}"
        surest = max(meeting, key=lambda one: one.certificate.low or 0.0)
        return (
            f"{many} the {bar_words(workflow.bar_rate)} bar, but no price is known of any of them; the surest is "
            f"“{surest.name}”."
        )
    said = f"The cheapest candidate that meets the {bar_words(workflow.bar_rate)} bar is “{best.name}”: {takes(best)}"
    return f"{said}{_next(best, meeting)}."


def _next(best: Option, meeting: Sequence[Option]) -> str:
    priced = [one for one in meeting[1:] if one.cost_usd is not None]
    unpriced = len(meeting) - 1 - len(priced)
    said = ""
    if priced:
        following = priced[0]
        if best.cost_usd and following.cost_usd:
            times = following.cost_usd / best.cost_usd
            said = f"; next is “{following.name}” at {times:,.3g} × the price"
        else:
            said = f"; next is “{following.name}” at {money(following.cost_usd or 0.0)} an item"
    if unpriced:
        said += f"; of {plural(unpriced, 'other')} that meets it no price is known"
    return said


def takes(one: Option) -> str:
    """What a candidate takes: "$0.0001 and 12 ms an item"."""
    time = ""
    if one.latency_s is not None:
        time = f" and {duration(one.latency_s) if one.latency_s >= 0.0005 else 'under 1 ms'}"
    if one.cost_usd is None:
        return f"no known price{time} an item" if time else "no known price"
    if not one.cost_usd:
        return f"nothing for calls{time} an item" if time else "nothing for calls"
    return f"{money(one.cost_usd)}{time} an item"


def size_words(size: float | None) -> str:
    """A model's size: "135 million parameters"."""
    if size is None:
        return "not entered"
    for worth, name in ((1e9, "billion"), (1e6, "million")):
        if size >= worth:
            return f"{three_figures(size / worth)} {name} parameters"
    return f"{count(size)} parameters"


def decide(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    option: Option,
    decided_by: str,
    reason: str,
) -> int:
    """Store the decision for a candidate with what stands on the page; returns its id. Raises BadSetting without a
    name."""
    if not decided_by.strip():
        raise BadSetting("A decision is stored under a name. Enter yours and store it again.")
    return decisions.add_decision(
        database,
        workflow.workflow_id,
        option.certificate.candidate_id,
        option.name,
        decided_by.strip(),
        reason.strip(),
        snapshot(option, workflow, version, split),
    )


def snapshot(
    option: Option, workflow: Workflow, version: DatasetVersion, split: str | None
) -> dict[str, Any]:
    """What a decision rests on, as plain figures."""
    one = option.certificate
    return {
        "verdict": one.verdict.value, "right": one.right, "answered": one.answered, "low": one.low, "high": one.high,
        "bar_rate": workflow.bar_rate, "dataset": version.dataset_name, "version": version.number, "split": split,
        "cost_usd": option.cost_usd, "latency_s": option.latency_s, "unlabelled": one.unlabelled,
    }  # fmt: skip


def changes_since(decision: Decision, now: Mapping[str, Any] | None) -> list[str]:
    """What the evidence of a decision has become since, in sentences; empty where it stands as it was."""
    then = decision.evidence
    if now is None:
        return ["The candidate has no figure on these items any more."]
    said = []
    if now["bar_rate"] != then["bar_rate"]:
        said.append(f"The bar was {bar_words(then['bar_rate'])} and is {bar_words(now['bar_rate'])} now.")
    if (now["dataset"], now["version"], now["split"]) != (then["dataset"], then["version"], then["split"]):
        said.append(f"It was made on {_scope(then)}; this page shows {_scope(now)}.")
    if now["verdict"] != then["verdict"]:
        said.append(f"Then {then['verdict']}, now {now['verdict']}.")
    if (now["right"], now["answered"]) != (then["right"], then["answered"]):
        said.append(
            f"Then {count(then['right'])} of {count(then['answered'])} were right, now {count(now['right'])} of "
            f"{count(now['answered'])}."
        )
    if now["cost_usd"] != then["cost_usd"]:
        before, after = (
            "unknown" if one["cost_usd"] is None else money(one["cost_usd"]) for one in (then, now)
        )
        if before != after:
            said.append(f"An item cost {before}, now {after}.")
    return said


def _scope(evidence: Mapping[str, Any]) -> str:
    part = f"the {evidence['split']} split" if evidence["split"] else "all items"
    return f"{evidence['dataset']}, version {evidence['version']}, {part}"


def decision_words(decision: Decision) -> str:
    """A decision in a sentence: "Ada chose “Rules” on 26 Nov 2026: certified, 215 of 220 right, bar 95 %"."""
    then = decision.evidence
    why = f" “{decision.reason}”" if decision.reason else ""
    return (
        f"{decision.decided_by} chose “{decision.candidate_name}” on {day(decision.created_at)}: {then['verdict']}, "
        f"{count(then['right'])} of {count(then['answered'])} right, bar {bar_words(then['bar_rate'])}, on "
        f"{_scope(then)}.{why}"
    )


def options_sheet(options: Sequence[Option], workflow: Workflow) -> Sheet:
    """The candidates as a sheet, the cheapest first."""
    columns = [
        SheetColumn("Candidate"), SheetColumn("Against the bar"), SheetColumn("Correct", Figure.COUNT),
        SheetColumn("Answered", Figure.COUNT), SheetColumn("Precision", Figure.RATE), SheetColumn("Low", Figure.RATE),
        SheetColumn("High", Figure.RATE), SheetColumn("Bar", Figure.RATE),
        SheetColumn("Seconds an item", Figure.SECONDS), SheetColumn("Cost an item, USD", Figure.PRICE),
        SheetColumn("Parameters of the model", Figure.COUNT),
    ]  # fmt: skip
    rows = [
        [
            one.name, one.certificate.verdict.value, one.certificate.right, one.certificate.answered,
            one.certificate.rate, one.certificate.low, one.certificate.high, workflow.bar_rate, one.latency_s,
            one.cost_usd, one.size,
        ]
        for one in options
    ]  # fmt: skip
    return Sheet("Candidates", columns, rows)


def decisions_sheet(made: Sequence[Decision]) -> Sheet:
    """The decisions as a sheet, newest first."""
    columns = [
        SheetColumn("Decided (UTC)", Figure.TIME), SheetColumn("By"), SheetColumn("Candidate"), SheetColumn("Why"),
        SheetColumn("Against the bar"), SheetColumn("Correct", Figure.COUNT), SheetColumn("Answered", Figure.COUNT),
        SheetColumn("Low", Figure.RATE), SheetColumn("High", Figure.RATE), SheetColumn("Bar", Figure.RATE),
        SheetColumn("Items"), SheetColumn("Cost an item, USD", Figure.PRICE),
        SheetColumn("Taken back (UTC)", Figure.TIME),
    ]  # fmt: skip
    rows = [
        [
            one.created_at, one.decided_by, one.candidate_name, one.reason, one.evidence["verdict"],
            one.evidence["right"], one.evidence["answered"], one.evidence["low"], one.evidence["high"],
            one.evidence["bar_rate"], _scope(one.evidence), one.evidence["cost_usd"], one.withdrawn_at,
        ]
        for one in made
    ]  # fmt: skip
    return Sheet("Decisions", columns, rows)
