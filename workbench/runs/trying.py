"""Trying a candidate on a few items before a run; nothing is stored."""

import asyncio
import random

from workbench.domain import Answer, Candidate, CandidateKind, DatasetVersion, Item, Split
from workbench.errors import BadSetting
from workbench.runs.answering import answerer_for, check_kind
from workbench.runs.unseen import unseen_items
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database


def try_candidate(
    database: Database, candidate: Candidate, version: DatasetVersion, count: int = 3
) -> list[tuple[Item, Answer]]:
    """The candidate's answers to a few items, always the same ones; a trained one gets none it learnt from.

    Items outside the holdout come first, so that trying and mending does not wear the holdout out.
    Raises BadSetting where the settings cannot work.
    """
    workflow = workflows.get_workflow(database, candidate.workflow_id)
    check_kind(candidate, workflow)
    items = datasets.list_items(database, version.dataset_version_id)
    if candidate.kind is CandidateKind.TRAINED:
        items = unseen_items(database, candidate, version, items)
    outside = [item for item in items if item.split is not Split.HOLDOUT]
    pool = outside if len(outside) >= count else items
    if not pool:
        raise BadSetting(f"There is no item to try “{candidate.name}” on. Import a golden dataset first.")
    chosen = random.Random(version.dataset_version_id).sample(pool, min(count, len(pool)))

    async def ask() -> list[Answer]:
        answerer = answerer_for(database, candidate, workflow, version)
        answerer.be_brief()
        try:
            return await asyncio.gather(*(answerer.answer(item) for item in chosen))
        finally:
            await answerer.close()

    return list(zip(chosen, asyncio.run(ask()), strict=True))
