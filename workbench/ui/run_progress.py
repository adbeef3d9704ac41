"""Runs under way, each on its line with a bar, read from the database every moment while anything runs."""

from collections.abc import Sequence

import streamlit as st

from workbench.domain import Run, Workflow
from workbench.domain.formats import count, plural
from workbench.runs.asking import as_instructed
from workbench.runs.execution import resume_run, stop_run
from workbench.runs.planning import destination, is_agreed, set_agreed
from workbench.runs.progress import Progress, headline, progress_words, under_way_sentence
from workbench.runs.resuming import resumed_at_start
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.ui.pickers import database
from workbench.ui.run_chosen import choose_run
from workbench.ui.run_now import POLL_S, RunsNow
from workbench.ui.run_pace import draw_pace
from workbench.ui.run_start import agree
from workbench.ui.states import no_traceback, notice, sentences
from workbench.ui.text import plain

_MOST_CUT_OFF = 3


def draw_progress(workflow: Workflow, now: RunsNow) -> frozenset[int]:
    """The state of things in one sentence, then a line per run under way; returns which those are."""
    every = [one for one in now.fresh() if not one.run.is_archived]
    live = frozenset(one.run.run_id for one in every if one.is_under_way)
    if live:
        has_drawn: list[bool] = []

        def draw() -> None:
            with no_traceback():
                _draw_live(workflow, now, live, is_poll=bool(has_drawn))
                has_drawn.append(True)

        st.fragment(draw, run_every=POLL_S)()
    elif every:
        st.subheader(plain(headline(every)), anchor=False)
        cut_off = [one for one in every if one.is_cut_off and one.can_resume]
        for one in cut_off[:_MOST_CUT_OFF]:
            _draw_cut_off(one)
        _say_resumed(every)
    return live


def _draw_live(workflow: Workflow, now: RunsNow, live: frozenset[int], is_poll: bool) -> None:
    under_way = [one for one in now.fresh() if one.is_under_way]
    if is_poll and {one.run.run_id for one in under_way} != live:
        st.rerun()  # one has ended or begun: the whole page shows it, and polls only while something runs
    if under_way:
        st.subheader(plain(under_way_sentence(under_way)), anchor=False)
        _say_resumed(under_way)
    for one in under_way:
        _draw_line(one)
    draw_pace(workflow, under_way)


def _say_resumed(shown: Sequence[Progress]) -> None:
    """Runs that nobody has resumed by hand are named, so that nobody wonders why they spend."""
    resumed = resumed_at_start(database())
    names = [f"“{one.run.candidate_name}”" for one in shown if one.run.run_id in resumed]
    if names:
        was = "was" if len(names) == 1 else "were"
        st.info(
            plain(
                f"{' and '.join(names[:3])} {was} cut off when the app ended, and went on when it started again, "
                "as it is set under “History”."
            ),
            icon=":material/restart_alt:",
        )


def _draw_line(one: Progress) -> None:
    run = one.run
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"run-line-{run.run_id}"
    ):
        done = min(1.0, run.done_count / run.planned_count) if run.planned_count else 0.0
        said = f"{run.candidate_name} over {over_words(run)}: {progress_words(one)}"
        st.progress(done, text=plain(said))
        st.button(
            "Stopping" if one.is_stopping else "Stop",
            key=f"stop-{run.run_id}",
            icon=":material/stop_circle:",
            disabled=one.is_stopping,
            on_click=stop_run,
            args=(database(), run.run_id),
            help="What has been answered is kept; the run can be resumed.",
        )


def _draw_cut_off(one: Progress) -> None:
    run = one.run
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        stored = f"{count(run.done_count)} of {plural(run.planned_count, 'item')} stored"
        st.markdown(plain(f"{run.candidate_name} over {over_words(run)}: {stored}"), width="stretch")
        resume_actions(one, "cut-off", primary=True)


def over_words(run: Run) -> str:
    """What a run goes over: "Filings, version 2, holdout"."""
    split = f", {run.split}" if run.split else ", all items"
    return f"{run.dataset_name}, version {run.version_number}{split}"


def resume_actions(one: Progress, key: str, primary: bool = False) -> None:
    """The buttons that take a run up again; where data would leave without anyone having agreed, it asks first."""
    with sentences():
        run = one.run
        candidate = candidates.get_candidate(database(), run.candidate_id, run.candidate_version_id)
        workflow = as_instructed(workflows.get_workflow(database(), run.workflow_id), candidate)
        version = datasets.get_version(database(), run.dataset_version_id)
        host, columns = destination(candidate, workflow, version)
        agreed = is_agreed(database(), candidate, host, columns) or agree(
            host, columns, [candidate.name], f"{key}-{run.run_id}"
        )

        def resume(with_failed: bool) -> None:
            with sentences():
                if host:
                    set_agreed(database(), candidate, host, columns)
                resume_run(database(), run.run_id, with_failed)
                choose_run(run.run_id)
                notice(f"“{run.candidate_name}” goes on.")

        with st.container(horizontal=True, width="content"):
            if one.can_resume:
                st.button(
                    f"Resume, {count(one.left)} left",
                    key=f"resume-{key}-{run.run_id}",
                    type="primary" if primary else "secondary",
                    icon=":material/play_arrow:",
                    disabled=not agreed,
                    on_click=resume,
                    args=(False,),
                )
            if one.can_retry:
                goes_on = " and go on" if one.can_resume else ""
                st.button(
                    f"Retry {count(run.failed_count)} failed{goes_on}",
                    key=f"retry-{key}-{run.run_id}",
                    icon=":material/refresh:",
                    disabled=not agreed,
                    on_click=resume,
                    args=(True,),
                )
