"""Workflows and splits."""

import math
from dataclasses import fields, replace
from typing import Any

from workbench.commands import finding
from workbench.datasets.placeholders import instruction_problems
from workbench.datasets.splitting import draw_split
from workbench.domain import AnswerType, BusinessFigures, Split, Workflow
from workbench.domain.formats import count, percent
from workbench.errors import BadSetting
from workbench.scoring.catalogue import get_scorer
from workbench.scoring.scoring import score_after_change
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.store.dataset import list_current_versions

_SHARES = (Split.TRAIN, Split.DEV, Split.HOLDOUT)


def add_workflow(database: Database, name: str, bar: str = "95 %", **figures: Any) -> dict[str, Any]:
    """Store a new workflow; `figures` as for `set_workflow`. Raises NameTaken, BadSetting."""
    wanted = _changed(Workflow(workflow_id=0, name=name, bar_rate=parse_bar(bar)), figures)
    workflow = workflows.add_workflow(database, wanted)
    sentence = f"Added the workflow “{workflow.name}” with a bar of {percent(workflow.bar_rate)}."
    return {"workflow": workflow.name, "bar_rate": workflow.bar_rate, "sentence": sentence}


def set_workflow(database: Database, name: str, bar: str | None = None, **figures: Any) -> dict[str, Any]:
    """Change what is named: any field of Workflow or BusinessFigures. Raises NotFound, BadSetting."""
    before = finding.get_workflow(database, name)
    workflow = _changed(before, figures)
    workflow = replace(workflow, bar_rate=parse_bar(bar)) if bar is not None else workflow
    workflows.set_workflow(database, workflow)
    score_after_change(database, before, workflow)
    said = [f"Changed the workflow “{workflow.name}”."]
    newest = next(iter(list_current_versions(database, workflow.workflow_id)), None)
    if newest and workflow.prompt_template != before.prompt_template:
        said += instruction_problems(workflow.prompt_template, newest)
    return {"workflow": workflow.name, "bar_rate": workflow.bar_rate, "sentence": " ".join(said)}


def split(
    database: Database,
    workflow: str,
    dataset: str | None = None,
    shares: dict[str, float] | None = None,
    group: str | None = None,
    seed: int = 1,
    slice_column: str | None = None,
) -> dict[str, Any]:
    """Draw train, dev and holdout over the newest version of a dataset. Raises NotFound, BadMapping."""
    version = finding.get_version(database, finding.get_workflow(database, workflow), dataset)
    counts = draw_split(
        database, version.dataset_version_id, _shares(shares or {}), group or "", seed, slice_column or ""
    )
    parts = ", ".join(f"{count(number)} {name}" for name, number in counts.items() if number)
    together = f"; rows with the same {group} stand together" if group else ""
    return {
        "dataset": version.dataset_name,
        "version": version.number,
        "splits": counts,
        "seed": seed,
        "sentence": f"Split “{version.dataset_name}” version {version.number}: {parts}{together}.",
    }


def parse_bar(text: str | float) -> float:
    """A bar as 0–1 from "95", "95 %", "0.95" or 0.95. Raises BadSetting.

    >>> parse_bar("95"), parse_bar("92.5 %"), parse_bar(0.9), parse_bar("1")
    (0.95, 0.925, 0.9, 1.0)
    """
    written = str(text).strip().replace(",", ".")
    try:
        number = float(written.rstrip("% "))
    except ValueError:
        number = math.nan
    rate = number / 100 if "%" in written or number > 1 else number
    if not 0 < rate <= 1:
        raise BadSetting(f"“{text}” is not a bar. Name a precision such as 95 % or 0.95.")
    return rate


def _changed(workflow: Workflow, changes: dict[str, Any]) -> Workflow:
    """The workflow with the named fields and business figures; None leaves a field as it is."""
    changes = {name: value for name, value in changes.items() if value is not None and value != []}
    figure_names = {figure.name for figure in fields(BusinessFigures)}
    figures = {name: changes.pop(name) for name in list(changes) if name in figure_names}
    negative = [name for name, value in figures.items() if value < 0]
    if negative:
        raise BadSetting(f"{negative[0].replace('_', ' ')} cannot be less than nothing. Name 0 or more.")
    if "answer_type" in changes:
        changes["answer_type"] = AnswerType(changes["answer_type"])
    if changes.get("trusted_scorer") == "none":
        changes["trusted_scorer"] = None
    elif "trusted_scorer" in changes:
        get_scorer(changes["trusted_scorer"])
    if "categories" in changes:
        changes["categories"] = tuple(changes["categories"])
    return replace(workflow, figures=replace(workflow.figures, **figures), **changes)


def _shares(given: dict[str, float]) -> dict[str, float]:
    """Shares by split that add up to 1; what is not named falls to the first split nobody named."""
    if not given:
        return {Split.TRAIN.value: 0.7, Split.HOLDOUT.value: 0.3}
    rest = 1 - sum(given.values())
    unnamed = [split.value for split in (Split.TRAIN, Split.HOLDOUT) if split.value not in given]
    shares = dict(given)
    if unnamed and rest > 1e-9:
        shares[unnamed[0]] = rest
    if min(shares.values()) < 0 or abs(sum(shares.values()) - 1) > 1e-6:
        raise BadSetting(
            "The shares of train, dev and holdout add up to something other than 1. Change one of them."
        )
    return {split.value: shares[split.value] for split in _SHARES if shares.get(split.value)}
