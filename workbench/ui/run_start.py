"""Starting runs: which candidates over which items, what that takes, and where the data goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from workbench.domain import Candidate, CandidateKind, DatasetVersion, Workflow
from workbench.domain.formats import plural
from workbench.errors import WorkbenchError
from workbench.runs.estimating import (
    RunEstimate,
    cap_warnings_of,
    estimate_run,
    judging_words,
    range_words,
    reuse_words,
    total_words,
)
from workbench.runs.execution import list_under_way, start_run
from workbench.runs.planning import is_agreed, plan_run, set_agreed
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database
from workbench.ui.pickers import database, has_dataset, pick_split, pick_version
from workbench.ui.run_caps import pick_caps
from workbench.ui.run_chosen import FORM, choose_run, chosen_run_id
from workbench.ui.states import empty, no_traceback, notice, sentences
from workbench.ui.text import plain

_FOLD = "_run_form_fold"


@dataclass(frozen=True)
class _Choice:
    """What is to run: candidates over items of a version (one split of it, or at most so many).

    `reuses`: answers that an earlier run has to the same questions are taken over; `keeps_replies`: the bodies of
    replies are kept.
    """

    version: DatasetVersion
    split: str | None
    limit: int | None
    candidates: tuple[Candidate, ...]
    reuses: bool = True
    keeps_replies: bool = True


def start_runs(workflow: Workflow) -> None:
    """The form that starts runs; folded away while runs are under way or one is being read."""
    if not has_dataset(workflow):
        pick_version(workflow)
        return
    known = candidates.list_candidates(database(), workflow.workflow_id)
    if all(one.kind is CandidateKind.FILE for one in known):
        _explain_files(known)
        empty(
            "No candidate that can run yet",
            "A candidate is anything that could do the work: a table of rules, a classifier trained from your "
            "answers, a hosted or local model. Add one, and it can answer your golden dataset here.",
            [("candidates", "Add a candidate")],
        )
        return
    if not runs.list_runs(database(), workflow.workflow_id, with_archived=True):
        st.subheader("No candidate has run yet. Choose what should run, and start.", anchor=False)
    if st.session_state.pop(_FOLD, False):
        st.session_state[FORM] = False
    elif FORM not in st.session_state:
        is_free = not list_under_way(database()) and chosen_run_id() is None
        st.session_state[FORM] = is_free or _asked_for() is not None
    form = st.expander("Start a run", key=FORM, on_change="rerun", icon=":material/play_circle:")
    if form.open:
        with form:
            _draw_form(workflow)


@st.fragment
def _draw_form(workflow: Workflow) -> None:
    with no_traceback():
        choice = _choose(database(), workflow)
        if choice and choice.candidates:
            _draw_estimates(database(), choice)


def _choose(database: Database, workflow: Workflow) -> _Choice | None:
    """The pickers; None where there is no dataset any more."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        version = pick_version(workflow)
        if version is None:
            return None
        split = pick_split(version)
        limit = st.number_input(
            "At most so many items",
            min_value=1,
            value=None,
            step=10,
            placeholder="no limit",
            key=f"run-limit-{workflow.workflow_id}",
            persist_state="session",
            width=220,
            help="Drawn at random, always the same ones: a smaller draw is part of a larger one.",
        )
    known = candidates.list_candidates(database, workflow.workflow_id)
    by_id = {one.candidate_id: one for one in known if one.kind is not CandidateKind.FILE}
    chosen = st.multiselect(
        "Candidates",
        list(by_id),
        default=_suggested(database, version, list(by_id.values())),
        format_func=lambda one: by_id[one].name,
        key=f"run-candidates-{version.dataset_version_id}-{'-'.join(map(str, by_id))}",
        placeholder="Choose one or several",
    )
    _explain_files([one for one in known if one.kind is CandidateKind.FILE])
    picked = tuple(by_id[one] for one in chosen)
    reuses = keeps_replies = True
    if any(one.kind is CandidateKind.ENDPOINT for one in by_id.values()):
        with st.container(horizontal=True, vertical_alignment="center"):
            reuses = st.toggle(
                "Reuse earlier answers",
                value=True,
                key=f"run-reuse-{workflow.workflow_id}",
                persist_state="session",
                help="What a model has answered before, to the same question under the same settings, is taken over "
                "and not paid for again. Switch it off to see whether it answers the same way twice.",
            )
            keeps_replies = st.toggle(
                "Keep raw replies",
                value=True,
                key=f"run-replies-{workflow.workflow_id}",
                persist_state="session",
                help="Beside each output, what came over the wire is kept, without keys: for an engineer who wants to "
                "see why an answer reads as it does.",
            )
            pick_caps(database)
    return _Choice(version, split, int(limit) if limit else None, picked, reuses, keeps_replies)


def _suggested(database: Database, version: DatasetVersion, runnable: Sequence[Candidate]) -> list[int]:
    """The candidate that a link asks for, else those without a run over this version.

    Of these none that calls a model elsewhere: it is chosen by hand.
    """
    if _asked_for() in [one.candidate_id for one in runnable]:
        return [one.candidate_id for one in runnable if one.candidate_id == _asked_for()]
    ran = {
        run.candidate_id
        for run in runs.list_runs(database, version.workflow_id)
        if run.dataset_version_id == version.dataset_version_id
    }
    left = [one for one in runnable if one.candidate_id not in ran]
    here = [one for one in left if one.kind is not CandidateKind.ENDPOINT]
    return [one.candidate_id for one in here or (left if len(left) == 1 else [])]


def _asked_for() -> int | None:
    """The candidate that the link which led here names."""
    asked = st.query_params.get("candidate", "")
    return int(asked) if asked.isdecimal() and len(asked) < 16 else None


def _explain_files(from_files: Sequence[Candidate]) -> None:
    if from_files:
        names = ", ".join(f"“{one.name}”" for one in from_files[:3])
        more = f" and {plural(len(from_files) - 3, 'other')}" if len(from_files) > 3 else ""
        st.caption(
            plain(
                f"The outputs of {names}{more} come from a file, so there is nothing to run. "
                "Upload a newer file on the Candidates page."
            )
        )


def _draw_estimates(database: Database, choice: _Choice) -> None:
    """What each run would take, what stands in the way, consent where data leaves, and the button."""
    estimates: dict[int, RunEstimate] = {}
    for candidate in choice.candidates:
        try:
            estimates[candidate.candidate_id] = _estimate(database, candidate, choice)
        except WorkbenchError as error:
            st.warning(plain(error), icon=":material/block:")
    ready = [one for one in choice.candidates if one.candidate_id in estimates]
    if not ready:
        return
    st.dataframe(
        _estimate_rows(ready, estimates),
        hide_index=True,
        height="content",
        column_config=_ESTIMATE_COLUMNS,
    )
    for warning in cap_warnings_of(database, list(estimates.values())):
        st.caption(plain(warning))
    agreed = _ask_agreement(database, ready, estimates)
    with st.container(horizontal=True, vertical_alignment="center"):
        newest = max((run.run_id for run in runs.list_runs(database, with_archived=True)), default=0)
        # The key ends with the start: a second click on the same button starts nothing twice.
        pressed = st.button(
            f"Start {plural(len(ready), 'run')}",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not agreed,
            key=f"start-runs-{newest}",
        )
        st.markdown(plain(_total_words(choice, [estimates[one.candidate_id] for one in ready])))
    if judged := judging_words([estimates[one.candidate_id] for one in ready]):
        st.caption(plain(judged))
    if pressed:
        with sentences():
            _start(database, choice, ready, estimates)


def _estimate(database: Database, candidate: Candidate, choice: _Choice) -> RunEstimate:
    for run_id in list_under_way(database):
        run = runs.get_run(database, run_id)
        if (
            run.candidate_version_id == candidate.candidate_version_id
            and run.dataset_version_id == choice.version.dataset_version_id
            and run.split == choice.split
        ):
            raise WorkbenchError(
                f"“{candidate.name}” is answering these items already: see run {run_id} above. "
                "Wait for it, or stop it first."
            )
    return estimate_run(database, candidate, choice.version, choice.split, choice.limit, choice.reuses)


_ESTIMATE_COLUMNS = {
    "Candidate": st.column_config.TextColumn(width="medium"),
    "Items": st.column_config.NumberColumn(format="localized", width="small"),
    "Reused": st.column_config.NumberColumn(
        format="localized",
        width="small",
        help="An earlier run has answers to the same questions; not paid again",
    ),
    "Calls": st.column_config.NumberColumn(format="localized", width="small"),
    "Left out": st.column_config.NumberColumn(
        format="localized", width="small", help="Items this candidate learns from, or twins of them"
    ),
    "Cost, USD": st.column_config.TextColumn(
        help="From the real prompts and the prices entered for the candidate; how long answers get is not known "
        "beforehand, hence a range"
    ),
    "Judge, USD": st.column_config.TextColumn(help="For asking the judge about the new answers afterwards"),
}
_ONLY_WHERE_ANY = ("Reused", "Left out", "Judge, USD")


def _estimate_rows(
    ready: Sequence[Candidate], estimates: Mapping[int, RunEstimate]
) -> list[dict[str, object]]:
    """One row per candidate; columns that hold nothing for any of them are left out."""
    rows = [_estimate_row(one, estimates[one.candidate_id]) for one in ready]
    unused = [name for name in _ONLY_WHERE_ANY if not any(row[name] for row in rows)]
    return [{name: value for name, value in row.items() if name not in unused} for row in rows]


def _estimate_row(candidate: Candidate, estimate: RunEstimate) -> dict[str, object]:
    judging = estimate.judging
    return {
        "Candidate": candidate.name,
        "Kind": candidate.kind.words,
        "Items": estimate.items,
        "Reused": estimate.reused,
        "Calls": estimate.calls,
        "Left out": estimate.excluded,
        "Cost, USD": range_words(estimate.low_usd, estimate.high_usd),
        "Judge, USD": range_words(judging.low_usd, judging.high_usd) if judging and judging.calls else "",
        "Data goes to": estimate.host or "stays on this machine",
    }


def _total_words(choice: _Choice, estimates: Sequence[RunEstimate]) -> str:
    """ "Over Filings, version 2, holdout: 300 calls in all, $0.12 to $0.45. 100 of 400 already answered: reused." """
    version = choice.version
    over = f"Over {version.dataset_name}, version {version.number}, {choice.split or 'all items'}"
    return f"{over}: {total_words(estimates)} {reuse_words(estimates)}"


def _ask_agreement(database: Database, ready: Sequence[Candidate], estimates: dict[int, RunEstimate]) -> bool:
    """Name each foreign host with the columns it would get; True when every one is agreed to."""
    asked: dict[tuple[str, tuple[str, ...]], list[Candidate]] = {}
    for candidate in ready:
        estimate = estimates[candidate.candidate_id]
        if not is_agreed(database, candidate, estimate.host, estimate.columns):
            asked.setdefault((estimate.host, estimate.columns), []).append(candidate)
    answers = [agree(host, columns, [one.name for one in group]) for (host, columns), group in asked.items()]
    return all(answers)


def agree(host: str, columns: Sequence[str], names: Sequence[str], key: str = "start") -> bool:
    """Ask whether these columns may be sent to this host; True once the box is ticked."""
    who = " and ".join(f"“{name}”" for name in names)
    sends = "sends" if len(names) == 1 else "send"
    what = ", ".join(f"“{column}”" for column in columns) if columns else "no column, only the instructions,"
    noun = "the column" if len(columns) == 1 else "the columns" if columns else ""
    with st.container(border=True):
        st.markdown(
            plain(
                f"{who} {sends} {noun} {what} of every item to {host}, which is not this machine. "
                "Nothing is sent before you agree."
            )
        )
        return st.checkbox(
            plain(f"I agree that {'they are' if len(columns) > 1 else 'it is'} sent to {host}"),
            key=f"agree-{key}-{host}-{'-'.join(columns)}",
        )


def _start(
    database: Database, choice: _Choice, ready: Sequence[Candidate], estimates: dict[int, RunEstimate]
) -> None:
    started = []
    for candidate in ready:
        estimate = estimates[candidate.candidate_id]
        if estimate.host:
            set_agreed(database, candidate, estimate.host, estimate.columns)
        run = plan_run(
            database,
            candidate,
            choice.version,
            choice.split,
            choice.limit,
            choice.reuses,
            choice.keeps_replies,
        )
        start_run(database, run.run_id)
        started.append(run)
    choose_run(started[-1].run_id)
    st.session_state[_FOLD] = True
    calls = sum(run.planned_count for run in started)
    notice(f"{plural(len(started), 'run')} started: {plural(calls, 'call')}.")
    st.rerun()
