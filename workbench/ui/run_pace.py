"""How runs go over time: a small chart under those under way, and of an ended one for whoever wants to see it."""

from collections.abc import Sequence

import streamlit as st

from workbench.charts import PaceLine, chart_config, pace_chart
from workbench.domain import Run, Workflow
from workbench.domain.formats import count, plural
from workbench.runs.pace import PacePoint, list_pace
from workbench.runs.progress import Progress, latency_words
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.pickers import database

_FEWEST_POINTS = 3


def draw_pace(workflow: Workflow, under_way: Sequence[Progress]) -> None:
    """One chart with a line per run under way, once there is something to see."""
    found = [(one.run, list_pace(database(), one.run)) for one in under_way]
    shown = [(run, points) for run, points in found if len(points) >= _FEWEST_POINTS]
    if not shown:
        return
    if len(shown) == 1:
        run, points = shown[0]
        rate = under_way[0].rate or points[-1].rate
        latency = latency_words(runs.latency_quantiles(database(), run.run_id))
        finding = f"{rate:,.1f} items per second. {latency}".strip()
        measure = (
            f"Items done over working time, {count(run.done_count)} of {plural(run.planned_count, 'item')}"
        )
    else:
        fastest = max(shown, key=lambda one: one[1][-1].done / max(one[1][-1].work_s, 1e-3))[0]
        finding = f"“{fastest.candidate_name}” is the fastest of {count(len(shown))}"
        measure = "Items done over working time; pauses left out"
    st.plotly_chart(
        pace_chart(_lines(workflow, shown), finding, measure),
        key="runs-pace",
        config=chart_config(safe_file_name(workflow.name, "pace")),
        alt=finding,
    )


def draw_pace_of(workflow: Workflow, one: Progress) -> None:
    """The chart of a run that has ended, folded away."""
    points = list_pace(database(), one.run)
    if len(points) < _FEWEST_POINTS:
        return
    fold = st.expander(
        "How it went over time", icon=":material/show_chart:", key=f"pace-{one.run.run_id}", on_change="rerun"
    )
    if fold.open:
        with fold:
            last = points[-1]
            rate = last.done / max(last.work_s, 1e-3)
            finding = f"{rate:,.1f} items per second on average"
            measure = (
                f"Items done over working time, {count(last.done)} of {plural(one.run.planned_count, 'item')}"
            )
            draw_chart(
                pace_chart(_lines(workflow, [(one.run, points)]), finding, measure),
                f"run-pace-{one.run.run_id}",
                safe_file_name(workflow.name, one.run.candidate_name, "pace"),
                finding,
                lambda: _sheet(points),
            )


def _lines(workflow: Workflow, shown: Sequence[tuple[Run, Sequence[PacePoint]]]) -> list[PaceLine]:
    every = candidates.list_candidates(database(), workflow.workflow_id, with_archived=True)
    places = {candidate.candidate_id: n for n, candidate in enumerate(every)}
    return [
        PaceLine(run.candidate_name, places.get(run.candidate_id, 0), run.planned_count, points)
        for run, points in shown
    ]


def _sheet(points: Sequence[PacePoint]) -> Sheet:
    titles = {
        "Seconds of work": Figure.SECONDS,
        "Items done": Figure.COUNT,
        "Items per second": Figure.DECIMAL,
    }
    return Sheet("Pace", [SheetColumn(title, figure) for title, figure in titles.items()], points)
