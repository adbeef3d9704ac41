"""Before a run: which items it covers, what it may spend, and where its data goes."""

import hashlib

from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.endpoints import host_of, is_local
from workbench.datasets.placeholders import check_template
from workbench.domain import Candidate, CandidateKind, DatasetVersion, Item, Role, Run, Split, Workflow
from workbench.errors import BadSetting
from workbench.runs.answering import check_kind
from workbench.runs.asking import (
    check_templates,
    columns_asked,
    form_asked,
    is_instructed,
    uses_instructions,
)
from workbench.runs.budget import Budget, check_price_known, get_caps
from workbench.runs.costs import PROMPTED, cost_range, input_tokens, samples_of
from workbench.runs.prices import is_priced, own_prices, with_list_prices
from workbench.runs.unseen import unseen_items
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database

_SAMPLED = 200


def plan_run(
    database: Database,
    candidate: Candidate,
    version: DatasetVersion,
    split: str | None = None,
    limit: int | None = None,
    reuses: bool = True,
    keeps_replies: bool = True,
) -> Run:
    """Store a run over the items of a version (or one split, or `limit` of them drawn at random), ready to start.

    A smaller draw is always part of a larger one. `reuses`: what has been answered before is taken over;
    `keeps_replies`: the bodies of replies are kept. A candidate whose version ran with other instructions of the
    workflow, or for other categories and the like where these are part of what it asks, gets its next version here.
    Raises BadSetting where nothing can be run: outputs from a file, no train split, no item left, instructions that
    name a column the dataset does not have.
    """
    workflow = workflows.get_workflow(database, candidate.workflow_id)
    items, _ = items_to_run(database, candidate, workflow, version, split, limit)
    return runs.add_run(
        database,
        candidate.candidate_id,
        _instructed(database, candidate, workflow).candidate_version_id,
        version.dataset_version_id,
        split,
        items,
        reuses,
        keeps_replies,
    )


def _instructed(database: Database, candidate: Candidate, workflow: Workflow) -> Candidate:
    """The version of the candidate that asks with the workflow's present instructions, and for its present categories
    and the like; an agreement goes over to it."""
    if candidate.kind not in PROMPTED:
        return candidate
    template = workflow.prompt_template if is_instructed(candidate) else None
    form = form_asked(workflow, candidate)
    found = candidates.set_candidate_instructions(database, candidate, template, form)
    agreed = workspace.get_setting(database, _agreed_name(candidate))
    if agreed and found.candidate_version_id != candidate.candidate_version_id:
        workspace.set_setting(database, _agreed_name(found), agreed)
    return found


def open_budget(
    database: Database, run: Run, candidate: Candidate, workflow: Workflow, version: DatasetVersion
) -> Budget:
    """What a run may spend under the workspace's caps. Raises BadSetting where nobody knows what it spends."""
    caps = get_caps(database)
    host, _ = destination(candidate, workflow, version)
    settings = with_list_prices(candidate.settings, own_prices(database)) if host else candidate.settings
    check_price_known(caps, candidate.name, host, is_priced(settings) or bool(settings.get("cost_path")))
    dearest_usd = 0.0
    if candidate.kind is CandidateKind.ENDPOINT:
        dearest_usd = _dearest(candidate, version, workflow, database)
    return Budget(database, run.run_id, caps, dearest_usd)


def _dearest(candidate: Candidate, version: DatasetVersion, workflow: Workflow, database: Database) -> float:
    """US dollars that one item should cost at most, on average over the items of the version."""
    items = datasets.list_items(database, version.dataset_version_id, limit=_SAMPLED)
    if not items:
        return 0.0
    tokens = input_tokens(candidate, workflow, version, items) / len(items)
    return cost_range(candidate, tokens, samples_of(candidate), own_prices(database))[1] or 0.0


def destination(
    candidate: Candidate, workflow: Workflow, version: DatasetVersion
) -> tuple[str, tuple[str, ...]]:
    """The host that is not this machine and the columns that would be sent there; "" and () where all stays."""
    if candidate.kind is not CandidateKind.ENDPOINT:
        return "", ()
    base_url = read_settings(candidate.settings).base_url
    if is_local(base_url):
        return "", ()
    return host_of(base_url), tuple(columns_asked(workflow, version, candidate.settings))


def is_agreed(database: Database, candidate: Candidate, host: str, columns: tuple[str, ...]) -> bool:
    """True when a person has agreed that this version of the candidate sends these columns to this host."""
    agreed = workspace.get_setting(database, _agreed_name(candidate))
    return not host or agreed == _destination_text(host, columns)


def set_agreed(database: Database, candidate: Candidate, host: str, columns: tuple[str, ...]) -> None:
    """Remember that a person has agreed that this version of the candidate sends these columns to this host."""
    workspace.set_setting(database, _agreed_name(candidate), _destination_text(host, columns))


def _agreed_name(candidate: Candidate) -> str:
    return f"agreed-{candidate.candidate_version_id}"


def _destination_text(host: str, columns: tuple[str, ...]) -> str:
    return "\n".join((host, *sorted(columns)))


def items_to_run(
    database: Database,
    candidate: Candidate,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    limit: int | None,
) -> tuple[list[Item], int]:
    """The items to run, and how many were left out because a trained candidate learns from them. Raises BadSetting."""
    check_kind(candidate, workflow)
    _check_instructions(candidate, workflow, version)
    if limit is not None and limit < 1:
        raise BadSetting(f"A run over {limit} items does nothing. Choose at least one item.")
    parts = datasets.count_splits(database, version.dataset_version_id)
    if split and split not in parts:
        raise BadSetting(
            f"“{version.dataset_name}” version {version.number} has no {split} split. "
            "Draw splits on the Golden datasets page, or run over all items."
        )
    if candidate.kind is CandidateKind.TRAINED and split == Split.TRAIN.value:
        raise BadSetting(
            f"“{candidate.name}” learns from the train split, so its answers there would prove nothing. "
            "Choose the holdout split, or all items."
        )
    items = datasets.list_items(database, version.dataset_version_id, split)
    excluded = 0
    if candidate.kind is CandidateKind.TRAINED:
        kept = unseen_items(database, candidate, version, items)
        excluded, items = len(items) - len(kept), kept
    if not items:
        raise BadSetting(
            f"No item is left to run “{candidate.name}” on. Choose the holdout split, or all items."
        )
    return _drawn(items, limit), excluded


def _drawn(items: list[Item], limit: int | None) -> list[Item]:
    """`limit` of the items in file order; which ones depends on their keys alone, not on how the file is sorted."""
    if limit is None or limit >= len(items):
        return items
    by_hash = sorted(items, key=lambda item: hashlib.md5(item.item_key.encode()).digest())
    return sorted(by_hash[:limit], key=lambda item: item.position)


def _check_instructions(candidate: Candidate, workflow: Workflow, version: DatasetVersion) -> None:
    if candidate.kind not in PROMPTED:
        return
    columns = [column.name for column in version.columns if column.role not in _NOT_IN_CONTENT]
    wrong = check_template(workflow.prompt_template, columns) if uses_instructions(candidate.settings) else []
    if wrong:
        raise BadSetting(wrong[0])
    if candidate.kind is CandidateKind.ENDPOINT:
        check_templates(version, candidate.settings)


_NOT_IN_CONTENT = (Role.ID, Role.EXPECTED, Role.IGNORED)
