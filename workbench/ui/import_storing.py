"""Storing many rows: what it is at, how long that still takes, and a way to stop that leaves nothing half-stored."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise
from typing import TypeVar

import streamlit as st

from workbench.datasets.importing import ImportPlan, ImportResult
from workbench.datasets.sheets import SheetBegun, SheetsResult
from workbench.datasets.storing_time import TIMES
from workbench.domain.formats import count, duration, plural
from workbench.spreadsheets.tables import Table
from workbench.store.staged import Stage
from workbench.ui.states import notice
from workbench.ui.text import plain

Stored = TypeVar("Stored", ImportResult, SheetsResult)

_UNSEEN_S = 0.3  # what takes no longer needs no telling
_TOLD_EVERY_S = 0.25
_LONGEST_STOP_S = 60.0
_TYPICAL_ROWS_A_SECOND = 50_000  # until a sheet is stored
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

    def stopped(self) -> str:
        """What became of an import that was stopped."""
        return _STOPPED


class SheetsTelling(_Telling):
    """The same of many sheets: which one is stored, and when it began."""

    def __init__(self, sheet_count: int) -> None:
        super().__init__()
        self.sheet_count = sheet_count
        self.begun: SheetBegun | None = None
        self.since = self.start

    def begin(self, sheet: SheetBegun) -> None:
        """Take note of the next sheet."""
        if self.is_stopped.is_set():
            raise _Stopped
        self.begun, self.since = sheet, time.monotonic()

    def interrupt(self) -> None:
        """End what is stored of the present sheet."""
        if self.begun:
            self.begun.interrupt()

    def stopped(self) -> str:
        """What became of an import that was stopped."""
        stored = self.begun.datasets_before if self.begun else 0
        if not stored:
            return _STOPPED
        are = "is" if stored == 1 else "are"
        return (
            f"The import was stopped after {plural(stored, 'dataset')} of {self.sheet_count}, which {are} stored. "
            "Nothing of the other sheets is; import the file again to add them."
        )


def store_watched(
    plan: ImportPlan,
    store: Callable[[Callable[[Stage], None]], ImportResult],
    tidy_up: Callable[[], None] = lambda: None,
) -> ImportResult:
    """Let `store` work in a thread of its own, and tell on the page what it is at.

    `store` gets the function to tell its stages to. Any click ends it, Stop above all: all is stored then, or nothing.
    `tidy_up` is called at the end, however it ended.
    """
    telling = _Telling()
    result = _aside(
        telling, lambda: store(telling), lambda storing: _watch(plan, storing, telling),
        plan.intake.staging.interrupt, tidy_up,
    )  # fmt: skip
    TIMES.learn(telling.began, time.monotonic(), plan.row_count)
    return result


def store_sheets_watched(
    tables: Sequence[Table],
    store: Callable[["SheetsTelling"], SheetsResult],
    tidy_up: Callable[[], None] = lambda: None,
) -> SheetsResult:
    """The same for every sheet of a workbook. Datasets that are whole when somebody clicks stay stored."""
    telling = SheetsTelling(len(tables))
    return _aside(
        telling, lambda: store(telling), lambda storing: _watch_sheets(tables, storing, telling),
        telling.interrupt, tidy_up,
    )  # fmt: skip


def _aside(
    telling: _Telling,
    store: Callable[[], Stored],
    watch: Callable[["Future[Stored]"], None],
    interrupt: Callable[[], None],
    tidy_up: Callable[[], None],
) -> Stored:
    st.session_state[_UNDER_WAY] = telling
    with ThreadPoolExecutor(1) as aside:
        storing = aside.submit(store)
        try:
            if not wait([storing], _UNSEEN_S).done:
                watch(storing)
        except BaseException:  # a rerun or a closed page, which Streamlit raises here
            telling.is_stopped.set()
            while not wait([storing], 0.05).done:
                interrupt()
            telling.said = telling.stopped() if storing.exception() else _FINISHED
            raise
        finally:
            wait([storing])
            tidy_up()
            telling.ended.set()
        del st.session_state[_UNDER_WAY]
        return storing.result()


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


def _watch_sheets(tables: Sequence[Table], storing: "Future[SheetsResult]", telling: SheetsTelling) -> None:
    total = sum(map(len, tables))
    with st.status(f"Storing {plural(len(tables), 'dataset')} with {plural(total, 'row')}", expanded=True):
        bar = st.progress(0.0, " ")
        st.button(
            "Stop", key="import-stop", help="Datasets that are stored by then stay; the others are not begun."
        )
        while True:
            begun, now = telling.begun, time.monotonic()
            before = begun.rows_before if begun else 0
            pace = before / (telling.since - telling.start) if before else _TYPICAL_ROWS_A_SECOND
            within = min((now - telling.since) * pace, 0.95 * len(tables[begun.number - 1])) if begun else 0.0
            left = duration(max((total - before - within) / pace, 1.0))
            at = f"“{begun.sheet}”, sheet {begun.number} of {len(tables)}" if begun else "Beginning"
            at += f", for {duration(max(now - telling.start, 1.0))}"
            pace_said = f", {count(round(pace))} a second" if before else ""
            said = f"{at}; {count(before)} of {plural(total, 'row')} stored{pace_said}; about {left} left"
            bar.progress(min((before + within) / max(total, 1), 0.99), plain(f"{said}."))
            if wait([storing], _TOLD_EVERY_S).done:
                return


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
                f"{at}, {step}, for {duration(max(passed, 1.0))}; about {duration(max(left, 1.0))} left",
            )
            times = pairwise(stages)
            done = [f"{stage}: {duration(end - start)}" for (stage, start), (_, end) in times]
            lines.caption(" · ".join(done) or "Until the last step nothing is stored.")
            if wait([storing], _TOLD_EVERY_S).done:
                return
