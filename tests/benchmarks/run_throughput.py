"""How fast runs go, everything included, against the floor that no client can beat.

    python -m tests.benchmarks.run_throughput [--large 100000]

2,000 items against a model server of its own process that takes 0.2 s per answer, 64 and 256 calls at once, and
against one that answers at once. A run is measured from planning to the stored end: prompts, scores, progress four
times a second and all; each in a process of its own, so that memory is told apart. Floor: items x latency / calls at
once. For reference, a bare loop on the fastest client, which stores nothing. Run it on a machine that is not busy:
the load is told. Seconds of other tools for the same work, measured beside it, are given in PROMPTFOO_COMMAND and
INSPECT_COMMAND: commands that are started with BASE_URL, ITEMS and CONCURRENCY in their environment.
The last line is one JSON object.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from tests.runs.building import a_world, endpoint, rules
from tests.runs.model_server import model_server
from workbench.domain import RunState, Verdict
from workbench.labeling import open_desk
from workbench.runs.estimating import estimate_run
from workbench.runs.execution import execute_run, start_run, stop_run, wait_for
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.database import open_database

ITEMS, LATENCY_S, LABELS = 2000, 0.2, 100
PROMISED = {
    "floor_ratio_64": 1.15, "floor_ratio_256": 1.5, "peak_mb_above_idle": 150.0, "mb_above_idle_at_100k": 150.0,
    "label_p95_ms_during_run": 150.0,
}  # fmt: skip
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6


def measure_run(base_url: str, items: int, concurrency: int) -> dict[str, float]:
    """Seconds and megabytes above idle of one run, from planning to its stored end."""
    database = open_database(Path(tempfile.mkdtemp(prefix="throughput-")) / "w.duckdb")
    workflow, version = a_world(database, items)
    warm_up = plan_run(database, rules(database, workflow), version, limit=10)
    execute_run(database, warm_up.run_id)
    candidate = endpoint(database, workflow, base_url, concurrency=concurrency)
    with _peak_mb() as peak:
        began, busy = time.perf_counter(), time.process_time()
        estimate_run(database, candidate, version)
        run = plan_run(database, candidate, version)
        execute_run(database, run.run_id, lambda _: None)
        seconds, busy_s = time.perf_counter() - began, time.process_time() - busy
    done = runs.get_run(database, run.run_id)
    assert (done.state, done.done_count, done.failed_count) == (RunState.FINISHED, items, 0), done
    return {"seconds": seconds, "busy_s": busy_s, "mb": peak[0]}


def measure_labels(base_url: str, items: int, concurrency: int) -> dict[str, float]:
    """The 95th percentile of milliseconds from saving a label to the next task, while a run goes at full speed."""
    database = open_database(Path(tempfile.mkdtemp(prefix="throughput-")) / "w.duckdb")
    workflow, version = a_world(database, items)
    labelled = rules(database, workflow)
    execute_run(database, plan_run(database, labelled, version, limit=LABELS).run_id)
    run = plan_run(database, endpoint(database, workflow, base_url, concurrency=concurrency), version)
    start_run(database, run.run_id)
    desk = open_desk(database, workflow, version, labelled.candidate_id, labeler="Ada")
    desk.next_task(database)
    seconds = []
    while desk.done < LABELS and desk.left:
        time.sleep(0.02)
        began = time.perf_counter()
        desk.save(database, Verdict.CORRECT)
        desk.next_task(database)
        seconds.append(time.perf_counter() - began)
    was_running = runs.get_run(database, run.run_id).state is RunState.RUNNING
    stop_run(database, run.run_id)
    wait_for(database, run.run_id)
    assert was_running, "the run ended before the labels were saved: give it more items"
    return {"p95_ms": sorted(seconds)[int(len(seconds) * 0.95)] * 1000}


async def bare_loop(base_url: str, items: int, concurrency: int) -> float:
    """Seconds for the same calls on the fastest client at hand; nothing is read out, scored or stored."""
    left = list(range(items))

    async def work(session: aiohttp.ClientSession) -> None:
        while left:
            prompt = {"role": "user", "content": f"governed by the laws of a state, part {left.pop()}"}
            async with session.post(f"{base_url}/chat/completions", json={"messages": [prompt]}) as response:
                await response.json()

    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=concurrency)) as session:
        await asyncio.gather(*(work(session) for _ in range(concurrency)))
    return time.perf_counter() - began


@contextmanager
def _peak_mb() -> Iterator[list[float]]:
    """The largest resident memory inside the block above that at its start, in megabytes."""
    idle, done = _resident_mb(), threading.Event()
    found = [0.0]

    def watch() -> None:
        while not done.wait(0.02):
            found[0] = max(found[0], _resident_mb() - idle)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_MB


def _apart(what: str, latency_s: float, items: int, concurrency: int) -> dict[str, float]:
    """One measurement in a process of its own."""
    with model_server(latency_s) as base_url:
        command = [sys.executable, "-m", "tests.benchmarks.run_throughput", "--only", what]
        command += ["--base-url", base_url, "--items", str(items), "--concurrency", str(concurrency)]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(said.splitlines()[-1]))


def _other_tool(variable: str, items: int, concurrency: int) -> float | None:
    """Seconds of another tool for the same calls; None where no command is given."""
    if not os.environ.get(variable):
        return None
    with model_server(LATENCY_S) as base_url:
        given = {"BASE_URL": base_url, "ITEMS": str(items), "CONCURRENCY": str(concurrency)}
        began = time.perf_counter()
        subprocess.run(os.environ[variable], shell=True, check=True, env=os.environ | given)
        return time.perf_counter() - began


def main(large: int) -> None:
    """Measure everything and tell it."""
    found: dict[str, float] = {}
    for concurrency in (64, 256):
        floor_s = ITEMS * LATENCY_S / concurrency
        ours = _apart("run", LATENCY_S, ITEMS, concurrency)
        bare = _apart("bare", LATENCY_S, ITEMS, concurrency)
        found[f"floor_ratio_{concurrency}"] = ours["seconds"] / floor_s
        found["peak_mb_above_idle"] = max(found.get("peak_mb_above_idle", 0.0), ours["mb"])
        print(
            f"{concurrency} at once: {ours['seconds']:.2f} s ({ours['busy_s']:.2f} s of processor), floor "
            f"{floor_s:.2f} s, a bare loop {bare['seconds']:.2f} s; load {os.getloadavg()[0]:.1f}", flush=True
        )  # fmt: skip
        if concurrency == 64:
            for variable, name in (("PROMPTFOO_COMMAND", "promptfoo"), ("INSPECT_COMMAND", "inspect")):
                theirs = _other_tool(variable, ITEMS, concurrency)
                if theirs is not None:
                    found[f"{name}_ratio_64"] = theirs / ours["seconds"]
                    print(f"{name}: {theirs:.1f} s; load {os.getloadavg()[0]:.1f}", flush=True)
    at_once = _apart("run", 0.0, ITEMS, 64)
    found["items_per_s_no_latency"] = ITEMS / at_once["seconds"]
    print(
        f"No latency: {at_once['seconds']:.2f} s for {ITEMS} items ({at_once['busy_s']:.2f} s of processor); load "
        f"{os.getloadavg()[0]:.1f}", flush=True
    )  # fmt: skip
    found["label_p95_ms_during_run"] = _apart("labels", 0.0, 20 * ITEMS, 64)["p95_ms"]
    if large:
        all_of_it = _apart("run", 0.0, large, 64)
        print(f"{large} items: {all_of_it['seconds']:.0f} s, {all_of_it['mb']:.0f} MB above idle", flush=True)
        found["mb_above_idle_at_100k"] = all_of_it["mb"]
    for name, most in PROMISED.items():
        if name in found:
            print(f"{name}: {found[name]:.2f}, promised at most {most}")
    print(json.dumps({name: round(value, 2) for name, value in found.items()}), flush=True)
    if any(found.get(name, 0.0) > most for name, most in PROMISED.items()):
        raise SystemExit(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--large", type=int, default=100_000, help="items of the largest run; 0 leaves it out"
    )
    parser.add_argument("--only", choices=("run", "labels", "bare"))
    parser.add_argument("--base-url", default="")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--concurrency", type=int, default=64)
    given = parser.parse_args()
    wanted = (given.base_url, given.items, given.concurrency)
    if given.only == "run":
        print(json.dumps(measure_run(*wanted)))
    elif given.only == "labels":
        print(json.dumps(measure_labels(*wanted)))
    elif given.only == "bare":
        print(json.dumps({"seconds": asyncio.run(bare_loop(*wanted))}))
    else:
        main(given.large)
