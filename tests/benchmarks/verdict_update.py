"""How long a verdict takes after one more label, with five candidates and 100,000 items.

`python -m tests.benchmarks.verdict_update`; the last line is one JSON object.

From the stored label to the verdicts of all candidates: the events since the last look are read, the record of every
candidate goes one step on, and the order "decide soonest" learns what is needed next. Wall clock and processor time.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tests.store.building import a_candidate, a_workflow
from workbench.decisions.committing import begin_test
from workbench.decisions.pool_evidence import PENDING, read_evidence
from workbench.decisions.soonest import open_candidates
from workbench.domain import Answer, Column, Label, Role, Verdict
from workbench.store import certification as tests
from workbench.store import dataset as datasets
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store.database import Database, open_database

CANDIDATES = (0.85, 0.92, 0.955, 0.97, 0.975)  # none is decided early
LABELS = 60


def main(item_count: int = 100_000) -> None:
    """Build the world, label, and print one JSON line."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "w.duckdb")
        workflow, version = a_large_world(database, item_count)
        started = time.perf_counter()
        test = begin_test(database, workflow, version, seed=1)
        print(f"test committed in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        evidence = read_evidence(database, test)
        print(f"pool read in {time.perf_counter() - started:.1f} s")
        outputs = tests.class_output_table(database, test.bar_test_id).set_index("class_number")["output_id"]
        walls, cpus = [], []
        sequence = evidence.sequence[evidence.candidates[0].candidate_id]
        rng = np.random.default_rng(2)
        for number in sequence[:LABELS]:
            verdict = Verdict.CORRECT if rng.random() < 0.965 else Verdict.INCORRECT
            labels.add_label(database, Label(int(outputs[number]), "Ada", verdict))
            wall, cpu = time.perf_counter(), time.process_time()
            evidence = read_evidence(database, test)
            open_candidates(evidence)
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
            assert evidence.codes[number] != PENDING
    result = {
        "update_ms": round(statistics.median(walls), 2),
        "update_p95_ms": round(float(np.quantile(walls, 0.95)), 2),
        "update_cpu_ms": round(statistics.median(cpus), 2),
        "items": item_count,
        "candidates": len(CANDIDATES),
    }
    print(json.dumps(result))


def a_large_world(database: Database, item_count: int):  # type: ignore[no-untyped-def]
    """A workflow with one version and five candidates whose answers are all there; equal ones where they are right."""
    workflow = a_workflow(database, "Large")
    keys = [f"k{number}" for number in range(item_count)]
    table = pd.DataFrame(
        {
            "item_key": keys, "content": [f'{{"text": "{key}"}}' for key in keys], "expected": "right",
            "content_hash": keys, "position": range(item_count),
        }
    )  # fmt: skip
    columns = [Column("id", Role.ID), Column("text", Role.INPUT), Column("expected", Role.EXPECTED)]
    version = datasets.add_version(
        database, workflow.workflow_id, "Golden", columns, table, datasets.Source("golden.csv")
    )
    items = datasets.list_items(database, version.dataset_version_id, None)
    rng = np.random.default_rng(1)
    for place, rate in enumerate(CANDIDATES):
        candidate = a_candidate(database, workflow, f"Candidate {place}")
        run = runs.add_run(
            database,
            candidate.candidate_id,
            candidate.candidate_version_id,
            version.dataset_version_id,
            None,
            items,
        )
        right = rng.random(item_count) < rate
        runs.add_outputs(
            database,
            run.run_id,
            [
                (item.item_id, Answer("right" if ok else f"wrong {place}", cost_usd=10.0**place))
                for item, ok in zip(items, right, strict=True)
            ],
        )
    return workflow, version


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
