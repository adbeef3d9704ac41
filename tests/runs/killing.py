"""A run whose process is killed at random moments, again and again, until it is done; then every item is counted.

    python -m tests.runs.killing --kills 100 --items 2000

Prints one JSON object. It is a program of its own because it forks, and a process with a database open cannot.
"""

import argparse
import json
import os
import random
import select
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.runs.building import a_world, endpoint
from tests.runs.model_server import model_server, tally
from workbench.domain import Run
from workbench.runs.execution import execute_run, recover_runs
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.database import close_database, open_database

CONCURRENCY = 16
_LONGEST_START_S = 60.0


def _plan(path: Path, base_url: str, items: int) -> None:
    database = open_database(path)
    workflow, version = a_world(database, items)
    candidate = endpoint(database, workflow, base_url, concurrency=CONCURRENCY, usd_per_item=0.001)
    plan_run(database, candidate, version)


def _go_on(path: Path, shown: int) -> None:
    """Take the run up; every number of done items that is shown is written to the pipe `shown`."""

    def show(run: Run) -> None:
        os.write(shown, f"{run.done_count}\n".encode())

    database = open_database(path)
    recover_runs(database)
    execute_run(database, runs.list_runs(database)[0].run_id, show, with_failed=False)
    close_database(path)


def _in_child(work: Any, *given: Any) -> int:
    process_id = os.fork()
    if process_id:
        return process_id
    try:
        work(*given)
        os._exit(0)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)


def _take_up(path: Path, kill_after_s: float | None, from_first_shown: bool = False) -> tuple[bool, int]:
    """Whether the run's process was killed, and the last number of done items that it had shown.

    The time until the kill counts from the process's start, or from the first answers that it shows.
    """
    reading, writing = os.pipe()
    process_id = _in_child(_go_on, path, writing)
    os.close(writing)
    if kill_after_s is not None:
        if from_first_shown:
            select.select([reading], [], [], _LONGEST_START_S)
        time.sleep(kill_after_s)
        os.kill(process_id, signal.SIGKILL)
    with os.fdopen(reading) as shown:
        lines = shown.read().split()
    _, status = os.waitpid(process_id, 0)
    was_killed = os.WIFSIGNALED(status)
    assert was_killed or status == 0, f"the run's process ended with {status}"
    return was_killed, int(lines[-1]) if lines else 0


def _stored(path: Path) -> tuple[int, int]:
    """Outputs stored, and items that have one; counted in a child, so that this process can go on forking."""
    reading, writing = os.pipe()

    def count() -> None:
        rows = runs.list_outputs(open_database(path), 1, limit=10**9)
        os.write(writing, f"{len(rows)} {len({row['item_key'] for row in rows})}".encode())
        close_database(path)

    process_id = _in_child(count)
    os.close(writing)
    with os.fdopen(reading) as said:
        outputs, items = said.read().split()
    assert os.waitpid(process_id, 0)[1] == 0
    return int(outputs), int(items)


def kill_again_and_again(
    kills: int, items: int, latency_s: float, longest_s: float, seed: int
) -> dict[str, Any]:
    """What became of a run that was killed so often: counts of items, outputs and calls.

    A kill comes at most `longest_s` seconds after a start or after the first answers shown; `kills_amid` came when
    answers had been shown.
    """
    chance = random.Random(seed)
    path = Path(tempfile.mkdtemp(prefix="killing-")) / "w.duckdb"
    unshown = killed = amid = 0
    with model_server(latency_s) as base_url:
        os.waitpid(_in_child(_plan, path, base_url, items), 0)
        for _ in range(kills):
            # Three in four fall amid the answers, the others anywhere from the process's first moment on.
            amid_answers = chance.random() < 0.75
            was_killed, shown = _take_up(path, chance.uniform(0.0, longest_s), amid_answers)
            killed += was_killed
            outputs, _ = _stored(path)
            unshown += outputs < shown
            amid += was_killed and shown > 0
            if outputs >= items:
                break
        _take_up(path, None)
        outputs, with_output = _stored(path)
        answered = tally(base_url).get("answered", 0)
    return {
        "items": items, "outputs": outputs, "items_with_output": with_output, "kills": killed, "kills_amid": amid,
        "shown_but_lost": unshown, "answered_by_server": answered,
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--latency-s", type=float, default=0.02)
    parser.add_argument("--longest-s", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(
        json.dumps(
            kill_again_and_again(given.kills, given.items, given.latency_s, given.longest_s, given.seed)
        )
    )
