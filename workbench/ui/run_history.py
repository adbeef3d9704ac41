"""Every run of a workflow as a table, newest first; the chosen one with what can be done with it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from workbench.domain import Run, RunState, Workflow
from workbench.domain.formats import count, duration, plural
from workbench.runs.progress import (
    Progress,
    cost_words,
    ended_sentence,
    latency_words,
    progress_words,
    reuse_sentence,
)
from workbench.runs.resuming import resumes_by_itself, set_resumes_by_itself
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.ui.lifecycle import lifecycle
from workbench.ui.links import link
from workbench.ui.pickers import database
from workbench.ui.run_chosen import choose_run, chosen_run_id, show_run_in_url
from workbench.ui.run_fields import draw_fields_of
from workbench.ui.run_now import POLL_S, RunsNow
from workbench.ui.run_outputs import read_run_outputs
from workbench.ui.run_pace import draw_pace_of
from workbench.ui.run_progress import over_words, resume_actions
from workbench.ui.run_table import draw_table
from workbench.ui.run_version import say_version
from workbench.ui.scorer_fields import offer_judging
from workbench.ui.states import no_traceback
from workbench.ui.text import plain

_PER_PAGE = 6


def draw_history(workflow: Workflow, live: frozenset[int], now: RunsNow) -> None:
    """The table of runs and the chosen one; drawn again every moment while any (`live`) is under way."""
    has_drawn: list[bool] = []

    def draw() -> None:
        with no_traceback():
            every = now.same()
            at_work = {one.run.run_id for one in every if one.is_under_way and not one.run.is_archived}
            if has_drawn and at_work != live:
                st.rerun()  # one was resumed here, or has ended: the whole page shows it
            has_drawn.append(True)
            if every:
                _draw(workflow, every)

    st.fragment(draw, run_every=POLL_S if live else None)()


def _draw(workflow: Workflow, every: Sequence[Progress]) -> None:
    show_run_in_url()
    chosen = next((one for one in every if one.run.run_id == chosen_run_id()), None)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("History", anchor=False)
        with st.container(horizontal=True, width="content"):
            shown = _pick_shown(every, chosen)
            _pick_resuming()
    if shown:
        _draw_table(shown, chosen)
    if chosen:
        _draw_chosen(workflow, chosen)
    elif shown:
        st.caption("Choose a run to read its outputs, resume it, retry what failed, archive or delete it.")


def _pick_resuming() -> None:
    """The workspace's setting of what becomes of runs that are cut off."""
    key = "runs-resume-by-themselves"
    st.toggle(
        "Cut-off runs go on by themselves",
        value=resumes_by_itself(database()),
        key=key,
        on_change=lambda: set_resumes_by_itself(database(), bool(st.session_state[key])),
        help="When the app ends in the middle of a run, the run goes on as soon as the app starts again. Otherwise it "
        "waits here to be resumed. Holds for every workflow; spending caps hold all the same.",
    )


def _pick_shown(every: Sequence[Progress], chosen: Progress | None) -> list[Progress]:
    """All runs but the archived ones, unless these are asked for."""
    archived = sum(one.run.is_archived for one in every)
    is_chosen_archived = chosen is not None and chosen.run.is_archived
    if archived and st.toggle(
        f"Show {count(archived)} archived", value=is_chosen_archived, key=f"archived-{is_chosen_archived}"
    ):
        return list(every)
    return [one for one in every if not one.run.is_archived]


def _draw_table(shown: Sequence[Progress], chosen: Progress | None) -> None:
    pages = -(-len(shown) // _PER_PAGE)
    at = next((n for n, one in enumerate(shown) if chosen and one.run.run_id == chosen.run.run_id), 0)
    newest = shown[0].run.run_id
    page_key = f"runs-page-{newest}-{len(shown)}"
    page = st.session_state.get(page_key) or at // _PER_PAGE + 1
    on_page = shown[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    opened = (n for n, one in enumerate(on_page) if chosen and one.run.run_id == chosen.run.run_id)
    draw_table(
        [_row(one) for one in on_page],
        f"runs-{on_page[0].run.workflow_id}",
        next(opened, None),
        lambda n: choose_run(None if n is None else on_page[n].run.run_id),
        _COLUMNS,
    )
    if pages > 1:
        st.pagination(pages, default=at // _PER_PAGE + 1, key=page_key)


_COLUMNS = {
    "Run": st.column_config.NumberColumn(width=40),
    "Candidate": st.column_config.TextColumn(width=140),
    "Items": st.column_config.TextColumn(width=232),
    "State": st.column_config.TextColumn(width=80),
    "Done": st.column_config.TextColumn(width=86, help="Items with a stored output, of those planned"),
    "Failed": st.column_config.NumberColumn(
        format="localized", width=54, help="Items whose call failed; they count neither as right nor as wrong"
    ),
    "Cost, USD": st.column_config.NumberColumn(format="%.4f", width=76, help="Empty where no price is known"),
    "Started": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", width=134),
    "Duration": st.column_config.TextColumn(
        width=64, help="From the first start to the end, pauses included"
    ),
}


def _row(one: Progress) -> dict[str, object]:
    run = one.run
    return {
        "Run": run.run_id,
        "Candidate": run.candidate_name,
        "Items": over_words(run),
        "State": "archived" if run.is_archived else one.state_words,
        "Done": f"{count(run.done_count)} of {count(run.planned_count)}",
        "Failed": run.failed_count,
        "Cost, USD": None if run.unpriced_count and not run.cost_usd else run.cost_usd,
        "Started": _local(run.started_at or run.created_at),
        "Duration": duration(one.duration_s) if one.duration_s is not None else "",
    }


def _local(moment: datetime | None) -> datetime | None:
    """A stored time (UTC without zone) as the clock beside the person shows it."""
    if moment is None:
        return None
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return moment
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None)


def _draw_chosen(workflow: Workflow, one: Progress) -> None:
    run = one.run
    st.subheader(plain(f"Run {run.run_id}: {run.candidate_name} over {over_words(run)}"), anchor=False)
    if one.is_under_way:
        st.caption(plain(f"{progress_words(one)}. {_latency(run)}".strip()))
    else:
        took = f" It took {duration(one.duration_s)}." if one.duration_s is not None else ""
        st.markdown(plain(f"{ended_sentence(one)}{took} {_cost_sentence(run)}"))
        if said := " ".join(filter(None, (reuse_sentence(run), _latency(run)))):
            st.caption(plain(said))
        if run.sentence and run.state in (RunState.FAILED, RunState.FINISHED, RunState.STOPPED):
            st.markdown(plain(run.sentence))
        _say_failures(run)
        _say_if_changed(one)
        if (one.can_resume or one.can_retry) and not run.is_archived:
            resume_actions(one, "chosen")
        draw_pace_of(workflow, one)
    say_version(run)
    draw_fields_of(workflow, run)
    read_run_outputs(workflow, one)
    if not one.is_under_way:
        offer_judging(database(), workflow)
    with st.container(horizontal=True):
        link("label", "Label outputs", icon=":material/rate_review:")
        link("precision", "See precision", icon=":material/target:")
        if not one.is_under_way:
            _draw_lifecycle(run)


def _latency(run: Run) -> str:
    found = runs.latency_quantiles(database(), run.run_id)
    # What takes less than a millisecond is no call that anyone waits for.
    return latency_words(found) if found and found[1] >= 0.001 else ""


def _cost_sentence(run: Run) -> str:
    words = cost_words(run)
    return f"{words[0].upper()}{words[1:]}." if not words.startswith("$") else f"It cost {words}."


def _say_failures(run: Run) -> None:
    """Why calls failed, the most frequent reasons first, unless the run's own sentence says it all."""
    reasons = runs.list_failure_reasons(database(), run.run_id) if run.failed_count else []
    if len(reasons) == 1 and run.sentence.startswith(reasons[0][0]):
        return
    for reason, number in reasons:
        st.caption(plain(f"{plural(number, 'item')} failed: {reason}"))


def _say_if_changed(one: Progress) -> None:
    """Resuming uses the settings the run began with; say so where they have changed."""
    if not (one.can_resume or one.can_retry):
        return
    newest = candidates.get_candidate(database(), one.run.candidate_id)
    if newest.candidate_version_id != one.run.candidate_version_id:
        st.caption(
            "The candidate's settings have changed since this run began. Resuming it uses the earlier ones; start a "
            "new run to use the present ones."
        )


def _draw_lifecycle(run: Run) -> None:
    lifecycle(
        "run",
        f"run {run.run_id}",
        runs.count_attached(database(), run.run_id),
        None,
        lambda archived: runs.set_run_archived(database(), run.run_id, archived),
        lambda: _delete(run),
        archived=run.is_archived,
        key=str(run.run_id),
    )


def _delete(run: Run) -> None:
    runs.delete_run(database(), run.run_id)
    choose_run(None)
