"""Storing many rows: what it is at, how long that still takes, and a way to stop that leaves nothing half-stored."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise

import streamlit as st

from workbench.datasets.importing import ImportPlan, ImportResult
from workbench.datasets.storing_time import TIMES
from workbench.domain.formats import duration, plural
from workbench.store.staged import Stage
from workbench.ui.states import notice

_UNSEEN_S = 0.3  # what takes no longer needs no telling
_TOLD_EVERY_S = 0.25
_LONGEST_STOP_S = 60.0
_UNDER_WAY = "import-storing"
_STOPPED = "The import was stopped. Nothing of it is stored."
_FINISHED = "The import was finished before it could be stopped. Its items are stored."


class _Stopped(Exception):
    """The person has stopped the import."""


class _Telling:
    """The stages so far with the time each began; raises in the storing thread once it is to stop.

    `ended` is set when nothing more will be stored, and `said` tells then what became of an import that was stopped.
    """

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.began: list[tuple[Stage, float]] = []
        self.is_stopped = threading.Event()
        self.ended = threading.Event()
        self.said = _FINISHED

    def __call__(self, stage: Stage) -> None:
        if self.is_stopped.is_set():
            raise _Stopped
        self.began.append((stage, time.monotonic()))


def store_watched(
    plan: ImportPlan,
    store: Callable[[Callable[[Stage], None]], ImportResult],
    tidy_up: Callable[[], None] = lambda: None,
) -> ImportResult:
    """Let `store` work in a thread of its own, and tell on the page what it is at.

    `store` gets the function to tell its stages to. Any click ends it, Stop above all: all is stored then, or nothing.
    `tidy_up` is called at the end, however it ended.
    """
    telling = st.session_state[_UNDER_WAY] = _Telling()
    with ThreadPoolExecutor(1) as aside:
        storing = aside.submit(store, telling)
        try:
            if not wait([storing], _UNSEEN_S).done:
                _watch(plan, storing, telling)
        except BaseException:  # a rerun or a closed page, which Streamlit raises here
            telling.is_stopped.set()
            while not wait([storing], 0.05).done:
                plan.intake.staging.interrupt()
            telling.said = _STOPPED if storing.exception() else _FINISHED
            raise
        finally:
            wait([storing])
            tidy_up()
            telling.ended.set()
        del st.session_state[_UNDER_WAY]
        result = storing.result()
        TIMES.learn(telling.began, time.monotonic(), plan.row_count)
        return result


def say_stopped() -> None:
    """After a click that stopped an import: wait until it has ended, and begin anew with what became of it.

    This run of the page began while the one before was still on its way out, so what it has read may be gone.
    """
    telling: _Telling | None = st.session_state.get(_UNDER_WAY)
    if telling is None:
        return
    with st.spinner("Stopping the import"):
        telling.ended.wait(_LONGEST_STOP_S)
    del st.session_state[_UNDER_WAY]
    notice(telling.said, lasting=True)
    st.rerun()


def _watch(plan: ImportPlan, storing: "Future[ImportResult]", telling: _Telling) -> None:
    with st.status(f"Storing {plural(plan.row_count, 'item')}", expanded=True):
        bar, lines = st.progress(0.0, " "), st.empty()
        st.button("Stop", key="import-stop", help="Nothing is stored then.")
        while True:
            stages, now = list(telling.began), time.monotonic()
            passed, left = now - telling.start, TIMES.left(stages, now, plan.row_count)
            at = str(stages[-1][0]) if stages else "Waiting for other changes to be stored"
            step = f"step {max(len(stages), 1)} of {len(Stage)}"
            bar.progress(
                min(passed / (passed + left), 0.99) if stages else 0.0,
                f"{at}, {step}, for {duration(passed)}; about {duration(max(left, 1.0))} left",
            )
            times = pairwise(stages)
            done = [f"{stage}: {duration(end - start)}" for (stage, start), (_, end) in times]
            lines.caption(" · ".join(done) or "Until the last step nothing is stored.")
            if wait([storing], _TOLD_EVERY_S).done:
                return
