"""All workflows at once: what each saves, how sure that is, and what blocks the next one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from workbench.decisions.bar import bar_words
from workbench.decisions.business_case import BusinessCase, CandidateCase, build_case, read_assumptions
from workbench.decisions.certificates import CertificateVerdict
from workbench.decisions.next_step import NextStep, next_step
from workbench.decisions.roi_outlook import HIGH_SHARE, LOW_SHARE, saving_draws
from workbench.decisions.roi_reading import Evidence
from workbench.decisions.roi_sentences import best_case, chance_words, payback_words
from workbench.decisions.sentences import precision_words
from workbench.domain import Workflow
from workbench.domain.formats import count, money, plural
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store.database import Database


class Place(StrEnum):
    """Where a workflow stands for a manager."""

    READY = "ready"  # its best candidate saves money and meets the bar
    PROMISING = "promising"  # it saves money, but whether it meets the bar is open or not so
    LOSING = "no saving"
    BLOCKED = "no figure yet"


@dataclass(frozen=True)
class Line:
    """One workflow: its best candidate in the base case, where that stands, and what blocks it."""

    workflow: Workflow
    place: Place
    blocked_by: str
    step: NextStep
    case: BusinessCase | None = None
    best: CandidateCase | None = None


@dataclass(frozen=True)
class Together:
    """What the savings of several workflows come to: expected, and the ends of the 80 % range of their sum."""

    expected_amount: float
    low_amount: float
    high_amount: float
    lines: int


def list_portfolio(
    database: Database, workflows: Sequence[Workflow], evidence_of: Callable[[Workflow], Evidence | None]
) -> list[Line]:
    """One line per workflow, the greatest saving first; `evidence_of` reads what is measured, None where nothing is."""
    lines = [_line(database, workflow, evidence_of(workflow)) for workflow in workflows]
    order = list(Place)
    return sorted(
        lines, key=lambda one: (order.index(one.place), -(one.best.saving_amount if one.best else 0.0))
    )


def add_up(lines: Sequence[Line]) -> Together | None:
    """The savings of the lines together, each drawn by itself; None where none has a saving."""
    saving = [one for one in lines if one.best and one.best.saving_amount > 0]
    if not saving:
        return None
    # Another seed for each workflow: what is uncertain in one says nothing about another.
    drawn = sum(
        saving_draws(one.best.spreads, one.best.outlook.seed + one.workflow.workflow_id)
        for one in saving
        if one.best
    )
    low, high = np.quantile(np.asarray(drawn), (LOW_SHARE, HIGH_SHARE))
    expected = sum(one.best.saving_amount for one in saving if one.best)
    return Together(expected, float(low), float(high), len(saving))


def portfolio_sentence(lines: Sequence[Line], currency: str) -> str:
    """The headline: how many workflows save how much together, and how many could be used today."""
    if not lines:
        return "No workflow fits these filters."
    together = add_up(lines)
    if together is None:
        return f"None of {plural(len(lines), 'workflow')} has a candidate that saves money yet."
    ready = sum(one.place is Place.READY for one in lines)
    whole = f"of {plural(len(lines), 'workflow')}"
    return (
        f"{count(together.lines)} {whole} would save {money(together.expected_amount, currency)} a month together "
        f"(80\N{NO-BREAK SPACE}% range {money(together.low_amount, currency)} to "
        f"{money(together.high_amount, currency)}); {_ready(ready)}."
    )


def portfolio_sheet(lines: Sequence[Line], currency: str) -> Sheet:
    """The lines as a sheet."""
    columns = [
        SheetColumn("Workflow"), SheetColumn("Where it stands"), SheetColumn("Best candidate"),
        SheetColumn(f"Saving a month, {currency}", Figure.MONEY), SheetColumn("80 % range, low", Figure.MONEY),
        SheetColumn("80 % range, high", Figure.MONEY),
        SheetColumn("Saves money in draws", Figure.RATE),
        SheetColumn(f"By hand, {currency}", Figure.MONEY), SheetColumn("Precision"),
        SheetColumn("Correct", Figure.COUNT),
        SheetColumn("Answered", Figure.COUNT), SheetColumn("Bar", Figure.RATE), SheetColumn("Payback"),
        SheetColumn(f"Worth today, {currency}", Figure.MONEY), SheetColumn("Answers are used"),
        SheetColumn("What blocks it"), SheetColumn("Next step"), SheetColumn("Sample"),
    ]  # fmt: skip
    rows = []
    for one in lines:
        best, case = one.best, one.case
        figures: list[Any] = [None] * 12
        if best and case:
            figures = [
                best.name, best.saving_amount, best.saving_low_amount, best.saving_high_amount,
                best.outlook.positive_rate, case.by_hand_amount, precision_words(best.standing, one.workflow.bar_rate),
                best.standing.correct, best.standing.answered, one.workflow.bar_rate, payback_words(best),
                best.net_present_amount,
            ]  # fmt: skip
        policy = case.policy.words if case else None
        rows.append(
            [
                one.workflow.name,
                one.place.value,
                *figures,
                policy,
                one.blocked_by,
                one.step.action,
                one.workflow.is_sample,
            ]
        )
    return Sheet("Portfolio", columns, rows, [("Finding", portfolio_sentence(lines, currency))])


def certainty_of(line: Line) -> float:
    """The share of draws in which the workflow's best candidate saves money; 0 where there is no figure."""
    return line.best.outlook.positive_rate if line.best else 0.0


def _line(database: Database, workflow: Workflow, evidence: Evidence | None) -> Line:
    step = next_step(database, workflow)
    if evidence is None or not evidence.standings:
        return Line(workflow, Place.BLOCKED, step.sentence, step)
    case = build_case(replace(evidence, cascades=()), read_assumptions(database, workflow))
    best = best_case(case)
    if case.missing:
        said = " ".join(case.missing)
        return Line(workflow, Place.BLOCKED, said, NextStep(said, "Enter the figures", "roi"), case)
    if best is None:
        return Line(
            workflow, Place.BLOCKED, "No answer is judged yet.", NextStep("", "Label outputs", "label"), case
        )
    if best.saving_amount <= 0:
        return Line(
            workflow,
            Place.LOSING,
            _why_losing(case, best),
            NextStep("", "See what it costs", "roi"),
            case,
            best,
        )
    if best.is_ready:
        return Line(workflow, Place.READY, "", NextStep("", "See what it saves", "roi"), case, best)
    return Line(workflow, Place.PROMISING, _why_not_ready(workflow, best), step, case, best)


def _why_not_ready(workflow: Workflow, best: CandidateCase) -> str:
    bar = bar_words(workflow.bar_rate)
    measured = precision_words(best.standing, workflow.bar_rate)
    if best.bar_verdict.is_below or best.bar_verdict is CertificateVerdict.SCORED_BELOW:
        proven = "proven " if best.bar_verdict is CertificateVerdict.PROVEN_BELOW else ""
        how = {CertificateVerdict.ALL_BELOW: ", all labelled", CertificateVerdict.SCORED_BELOW: ", as scored"}
        return f"Precision {measured} is {proven}below the {bar} bar{how.get(best.bar_verdict, '')}."
    if best.bar_verdict.is_met:
        here = f"Precision {measured} meets the {bar} bar on these answers, all labelled"
        return f"{here}; on further ones it is undecided."
    if best.bar_verdict is CertificateVerdict.DROPPED:
        return f"Precision {measured} is unlikely to reach the {bar} bar, though that is not proven."
    if best.bar_verdict is CertificateVerdict.SCORED_MEETS:
        return f"Precision {measured} meets the {bar} bar by the scorer alone; nobody has certified it."
    if best.bar_verdict is CertificateVerdict.REFUSED:
        return f"Precision {measured} against the {bar} bar cannot be decided: the labels are not exact enough for it."
    left = f"{plural(best.open_count, 'answer')} to label" if best.open_count else "only more items can tell"
    return f"Precision {measured} against the {bar} bar is undecided; {left}."


def _why_losing(case: BusinessCase, best: CandidateCase) -> str:
    more = money(-best.saving_amount, case.currency)
    chance = chance_words(best.outlook.positive_rate)
    return f"The best candidate would cost {more} a month more than by hand; it saves in {chance} of draws."


def _ready(number: int) -> str:
    if not number:
        return "none of them meets its bar yet"
    return "1 of them meets its bar today" if number == 1 else f"{count(number)} of them meet their bar today"
