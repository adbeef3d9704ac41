"""Fifty people label at once while the server is killed and started again ten times: what a labeler saw confirmed is in
the database exactly once, what is not was said not to be saved, and no two people judged one output.

    python -m tests.benchmarks.labelling_faults

The last line is one JSON object.
"""

import asyncio
import json
import random
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.app_process import Serving, serving_app
from tests.benchmarks.labelling_clients import DeskClient, Disconnected
from tests.store.building import a_small_world
from workbench.store import label as labels
from workbench.store.database import Database

SESSIONS, KILLS, ITEMS = 50, 10, 20_000
_VERDICTS = ("correct", "incorrect", "no_answer", "unsure")
_STILL_S = 120.0  # without anything confirmed to anyone: the app hangs
_LONGEST_S = 600.0  # for everyone to come back and label
_AT_ONCE = 8  # pages that open at the same time: browsers come back one after the other
_MOST_AHEAD = 5  # labels more than the slowest person has given, so that those who are back first leave some


class _Server:
    """The app on one port, killed and started again."""

    def __init__(self, path: Path):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._path = path
        self._running = ExitStack()
        self._serving: Serving | None = None

    def start(self) -> None:
        self._serving = self._running.enter_context(
            serving_app(self._path, "--no-samples", "--port", self.port)
        )

    def kill(self) -> None:
        """End the app as a power cut does; what it had confirmed must be stored."""
        if self._serving:
            self._serving.process.kill()
        self._running.close()


class _Labeler:
    """Labels at a pace, opens the page again when the server goes away, and notes what it was told."""

    def __init__(self, server: _Server, name: str, seed: int, pace_s: float, doors: asyncio.Semaphore):
        # In the order that decides soonest, verdicts at random soon decide that nothing meets the bar.
        self.desk = DeskClient(server.url, "Clauses", name, timeout_s=_STILL_S, order="random")
        self.name, self._rng = name, random.Random(seed)
        self._pace_s, self._doors = pace_s, doors
        self.others: Sequence[_Labeler] = ()
        self.said: dict[int, str] = {}  # output_id → verdict, of every label sent
        self.said_not_saved = 0  # labels that the page said were not saved when the server went away
        self.labelled = 0
        self.is_open = False

    @property
    def state(self) -> str:
        """Where this person stands, in words for a failure."""
        where, desk = "open" if self.is_open else "opening", self.desk
        return (
            f"{self.name}: {where}, {self.labelled} labelled, waits for {desk.unconfirmed}, sees {desk.shown}"
        )

    async def work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._go_on()
            except Disconnected:
                self.said_not_saved += len(self.desk.unconfirmed) if self.is_open else 0
                self.is_open = False
                await asyncio.sleep(0.1 + 0.4 * self._rng.random())
        await self._finish()

    async def _finish(self) -> None:
        while self.desk.unconfirmed:
            try:
                await self._open()
                await self.desk.settle()
            except Disconnected:
                self.is_open = False
                await asyncio.sleep(0.2)
        await self.desk.close()

    async def _open(self) -> None:
        if not self.is_open:
            async with self._doors:
                await self.desk.open()
                self.is_open = True
                await self.desk.settle()

    async def _go_on(self) -> None:
        await self._open()
        await asyncio.sleep(self._pace_s * self._rng.uniform(0.5, 1.5))
        if self.labelled > min(one.labelled for one in self.others) + _MOST_AHEAD:
            return
        output_id = self.desk.current
        assert output_id is not None, f"Nothing is left for {self.name}: {self.desk.shown}"
        verdict = self._rng.choice(_VERDICTS)
        self.said[output_id] = verdict
        await self.desk.label(verdict, seconds=round(self._rng.random() * 5, 3))
        self.labelled += 1


def label_through_kills(
    folder: Path, sessions: int, kills: int, items: int, pace_s: float, seed: int = 7
) -> dict[str, Any]:
    """Let so many people label at once through so many kills, one label in `pace_s` seconds each; returns what was
    confirmed and what is stored."""
    path = folder / "faults.duckdb"
    database = Database(path)
    a_small_world(database, [f"k{number:05}" for number in range(items)])
    database.close()
    began = time.perf_counter()
    labelers = asyncio.run(_label(path, sessions, kills, pace_s, seed))
    found = _count(path, labelers)
    return found | {"sessions": sessions, "kills": kills, "seconds": round(time.perf_counter() - began, 1)}


async def _label(path: Path, sessions: int, kills: int, pace_s: float, seed: int) -> list[_Labeler]:
    server, rng, stop, doors = (
        _Server(path),
        random.Random(seed),
        asyncio.Event(),
        asyncio.Semaphore(_AT_ONCE),
    )
    labelers = [
        _Labeler(server, f"Labeler {number:02}", seed * 1000 + number, pace_s, doors)
        for number in range(sessions)
    ]
    for one in labelers:
        one.others = labelers
    try:
        await asyncio.to_thread(server.start)
        working = [asyncio.create_task(one.work(stop)) for one in labelers]
        for _ in range(kills):
            await _until_all_label(labelers, working)
            await asyncio.sleep(rng.random() * pace_s * 2)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        await _until_all_label(labelers, working)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*working), _LONGEST_S)
    finally:
        await asyncio.to_thread(server.kill)
        while left := [
            task for task in working if not task.done()
        ]:  # one that just connects may miss the first call
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=1)
    return labelers


async def _until_all_label(labelers: list[_Labeler], working: list["asyncio.Task[None]"]) -> None:
    """Wait until everyone has had a label confirmed since now. Raises what a labeler raised, and AssertionError where
    nothing moves any more or somebody gets nowhere."""
    before = [one.labelled for one in labelers]
    began = moved = time.monotonic()
    total = sum(before)
    while not all(one.labelled > was for one, was in zip(labelers, before, strict=True)):
        for task in working:
            if task.done():
                task.result()
        now, given = time.monotonic(), sum(one.labelled for one in labelers)
        moved, total = (now, given) if given > total else (moved, total)
        if now - moved > _STILL_S or now - began > _LONGEST_S:
            raise AssertionError("\n".join(f"{one.state}" for one in labelers))
        await asyncio.sleep(0.05)


def _count(path: Path, labelers: list[_Labeler]) -> dict[str, Any]:
    database = Database(path)
    events = labels.list_events(database, 1, limit=10_000_000)
    database.close()
    stored = Counter((one.labeler, one.output_id, one.verdict) for one in events)
    sent = {(one.name, output_id, verdict) for one in labelers for output_id, verdict in one.said.items()}
    judged = {(one.labeler, one.output_id) for one in events}
    return {
        "confirmed": sum(len(one.desk.events) - len(one.desk.unconfirmed) for one in labelers),
        "stored": len(events),
        "lost": sum(not stored[one] for one in sent),
        "stored_twice": sum(count > 1 for count in stored.values()),
        "never_sent": sum(one not in sent for one in stored),
        "judged_by_two": len(judged) - len({output_id for _, output_id in judged}),
        "said_not_saved": sum(one.said_not_saved for one in labelers),
        "left_unconfirmed": sum(len(one.desk.unconfirmed) for one in labelers),
    }


def is_exact(found: dict[str, Any]) -> bool:
    """True where every confirmed label is stored exactly once and nothing else is, each output judged by one person."""
    wrong = ("lost", "stored_twice", "never_sent", "left_unconfirmed", "judged_by_two")
    return not any(found[name] for name in wrong) and found["confirmed"] == found["stored"]


def main() -> None:
    """Label, kill, count, and say so."""
    with tempfile.TemporaryDirectory() as folder:
        found = label_through_kills(Path(folder), SESSIONS, KILLS, ITEMS, pace_s=2)
    print(
        "Every confirmed label is stored once, by one person."
        if is_exact(found)
        else "Labels were lost or stored twice."
    )
    print(json.dumps(found), flush=True)
    if not is_exact(found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
