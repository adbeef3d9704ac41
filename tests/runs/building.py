"""Workflows, datasets with splits, and candidates of each kind for the tests of runs."""

import threading
import time
from typing import Any

import pandas as pd

from tests.connectors.stub_server import Reply, StubServer, chat
from tests.store.building import a_version, a_workflow
from workbench.domain import Candidate, CandidateKind, DatasetVersion, Workflow
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store.database import Database

SUBJECTS = {"Law": "governed by the laws of a state", "Cap": "liability shall not exceed the fees"}


def a_world(database: Database, number: int = 40, **settings: Any) -> tuple[Workflow, DatasetVersion]:
    """A category workflow and `number` items, alternately Law and Cap, each text its own."""
    categories = tuple(SUBJECTS)
    workflow = a_workflow(database, categories=categories, **{"trusted_scorer": "exact"} | settings)
    names = [categories[n % 2] for n in range(number)]
    texts = {f"k{n}": (f"{SUBJECTS[name]}, part {n}", name) for n, name in enumerate(names)}
    return workflow, a_version(database, workflow, texts)


def split(database: Database, version: DatasetVersion, **shares: float) -> None:
    """Draw splits in file order: train=0.5, holdout=0.5 puts the first half into train."""
    items = datasets.list_items(database, version.dataset_version_id)
    names: list[str] = []
    for name, share in shares.items():
        names += [name] * round(share * len(items))
    parts = pd.DataFrame({"item_id": [item.item_id for item in items], "name": names[: len(items)]})
    datasets.add_split(database, version.dataset_version_id, 1, "", shares, parts)


def rules(database: Database, workflow: Workflow, *rows: tuple[str, str], **settings: Any) -> Candidate:
    """A stored candidate of kind rules."""
    table = [
        {"pattern": pattern, "answer": answer}
        for pattern, answer in rows or (("laws", "Law"), ("fees", "Cap"))
    ]
    return candidates.add_candidate(
        database, workflow.workflow_id, "Rules", CandidateKind.RULES, {"rules": table} | settings
    )


def trained(database: Database, workflow: Workflow, **settings: Any) -> Candidate:
    """A stored candidate of kind trained."""
    return candidates.add_candidate(
        database, workflow.workflow_id, "Trained", CandidateKind.TRAINED, settings
    )


def endpoint(database: Database, workflow: Workflow, base_url: str, **settings: Any) -> Candidate:
    """A stored candidate of kind endpoint."""
    chosen = {"base_url": base_url, "model": "small"} | settings
    return candidates.add_candidate(database, workflow.workflow_id, "Model", CandidateKind.ENDPOINT, chosen)


class GatedModel:
    """Answers so many calls and lets the further ones wait, so that a run is where the test wants it."""

    def __init__(self, allowed: int = 40) -> None:
        self.allowed = allowed
        self.stub: StubServer
        self._arrived = 0
        self._lock = threading.Lock()

    def __call__(self, body: dict[str, Any]) -> Reply:
        with self._lock:
            self._arrived += 1
            mine = self._arrived
        while mine > self.allowed:
            time.sleep(0.02)
        time.sleep(0.02)
        return chat("Law" if "laws" in body["messages"][-1]["content"] else "Cap")

    @property
    def asked(self) -> int:
        return len(self.stub.requests)

    def wait_until_asked(self, number: int) -> None:
        deadline = time.monotonic() + 60
        while self.asked < number:
            assert time.monotonic() < deadline, f"only {self.asked} calls arrived"
            time.sleep(0.05)

    def open(self) -> None:
        """Let every call through from now on."""
        self.allowed = 10**9
