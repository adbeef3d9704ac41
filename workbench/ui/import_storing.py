"""Storing many rows: what it is at, for how long already, and a way to stop that leaves nothing half-stored."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise

import streamlit as st

from workbench.datasets.importing import ImportPlan, ImportResult
from workbench.domain.formats import duration, plural
from workbench.store.staged import Stage
from workbench.ui.states import waiting_notices

_UNSEEN_S = 0.3  # what takes no longer needs no telling
_TOLD_EVERY_S = 0.25


class _Stopped(Exception):
    """The person has stopped the import."""


class _Telling:
    """The stages so far with the time each began; raises in the storing thread once it is to stop."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.began: list[tuple[Stage, float]] = []
        self.is_stopped = threading.Event()

    def __call__(self, stage: Stage) -> None:
        if self.is_stopped.is_set():
            raise _Stopped
        self.began.append((stage, time.monotonic()))


def store_watched(plan: ImportPlan, store: Callable[[Callable[[Stage], None]], ImportResult]) -> ImportResult:
    """Let `store` work in a thread of its own, and tell on the page what it is at.

    `store` gets the function to tell its stages to. Any click ends it, Stop above all: all is stored then, or nothing.
    """
    telling, notices = _Telling(), waiting_notices()
    with ThreadPoolExecutor(1) as aside:
        storing = aside.submit(store, telling)
        try:
            if not wait([storing], _UNSEEN_S).done:
                _watch(plan, storing, telling)
        except BaseException:  # a rerun or a closed page, which Streamlit raises here
            telling.is_stopped.set()
            while not wait([storing], 0.05).done:
                plan.intake.staging.interrupt()
            said = (
                "The import was stopped. Nothing of it is stored."
                if storing.exception()
                else "The import was finished before it could be stopped. Its items are stored."
            )
            notices.append((said, True))
            raise
        return storing.result()


def _watch(plan: ImportPlan, storing: "Future[ImportResult]", telling: _Telling) -> None:
    with st.status(f"Storing {plural(plan.row_count, 'item')}", expanded=True):
        bar, lines = st.progress(0.0, " "), st.empty()
        st.button("Stop", key="import-stop", help="Nothing is stored then.")
        while True:
            stages, now = list(telling.began), time.monotonic()
            past = max(len(stages) - 1, 0)
            at = str(stages[-1][0]) if stages else "Waiting for other changes to be stored"
            bar.progress(
                past / len(Stage),
                f"{at}, step {past + 1} of {len(Stage)}, for {duration(now - telling.start)}",
            )
            times = pairwise(stages)
            done = [f"{stage}: {duration(end - start)}" for (stage, start), (_, end) in times]
            lines.caption(" · ".join(done) or "Until the last step nothing is stored.")
            if wait([storing], _TOLD_EVERY_S).done:
                return
