"""The candidates of a workflow at a glance, the way to open one, and the way to add another."""

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.domain import Candidate, CandidateKind, Run, RunState, Workflow
from workbench.domain.formats import count, day, plural
from workbench.errors import NotFound
from workbench.runs.prices import own_prices, with_list_prices
from workbench.store import candidate as candidates
from workbench.store import run as runs
from workbench.store.database import Database
from workbench.ui.links import link
from workbench.ui.states import empty, notice
from workbench.ui.text import plain

_CANDIDATE, _ADD, _SHOW = "candidate", "add", "show"
_PRICES = "prices"
_EXPLANATIONS = {
    CandidateKind.RULES: "If the text holds these words, give this answer. Costs nothing and explains itself.",
    CandidateKind.TRAINED: "A small classifier that learns from the answers in your train split, within seconds.",
    CandidateKind.ENDPOINT: "A language model at OpenAI, Anthropic, Google, Ollama or others, or a vendor's service.",
    CandidateKind.FILE: "A vendor's or a colleague's answers in a spreadsheet, with or without their verdicts.",
    CandidateKind.SMALL_MODEL: "A language model small enough to run right here, so that nothing leaves the machine.",
}
_WIDTHS = (2.75, 2.4, 0.65, 1.6, 2.25)
_LOCAL = (CandidateKind.RULES, CandidateKind.TRAINED, CandidateKind.SMALL_MODEL)


def opened(database: Database, workflow: Workflow) -> Candidate | CandidateKind | None:
    """What the address asks for: one candidate, a new one of some kind, or (None) the list."""
    named, kind = st.query_params.get(_CANDIDATE, ""), st.query_params.get(_ADD)
    if kind in set(CandidateKind):
        _show_in_address(_ADD, kind)
        return CandidateKind(kind)
    if named.isdecimal():
        try:
            found = candidates.get_candidate(database, int(named))
        except NotFound:
            found = None
        if found and found.workflow_id == workflow.workflow_id and not found.archived_at:
            _show_in_address(_CANDIDATE, named)
            return found
    _show_in_address()
    return None


def shows_prices() -> bool:
    """True where the address asks for the price list; it then goes on saying so."""
    is_asked = st.query_params.get(_SHOW) == _PRICES
    if is_asked:
        _show_in_address(_SHOW, _PRICES)
    return is_asked


def _show_in_address(name: str | None = None, value: str | None = None) -> None:
    """Say what is open again on every run: a link within a page reaches the script but not the browser's address,
    and the next run would go by that."""
    kept = {
        other: said
        for other, said in st.query_params.to_dict().items()
        if other not in (_CANDIDATE, _ADD, _SHOW)
    }
    st.query_params.from_dict(kept | ({name: value} if name and value else {}))


def draw_candidates(database: Database, workflow: Workflow, has_dataset: bool) -> None:
    """The headline, the list, and how to add another one."""
    every = candidates.list_candidates(database, workflow.workflow_id, with_archived=True)
    shown = [one for one in every if not one.archived_at]
    archived = [one for one in every if one.archived_at]
    by_candidate: dict[int, list[Run]] = {}
    for run in runs.list_runs(database, workflow.workflow_id):
        by_candidate.setdefault(run.candidate_id, []).append(run)
    if not shown:
        _draw_empty(workflow, has_dataset)
        _draw_archived(database, archived)
        return
    st.markdown(plain(candidates_sentence(shown, by_candidate)))
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Add a candidate", icon=":material/add:", type="primary"):
            _draw_kinds()
        _draw_archived(database, archived)
        link("candidates", "Price list", icon=":material/payments:", show=_PRICES)
        link("runs", "Run candidates", icon=":material/arrow_forward:")
        if by_candidate:
            link("precision", "See how precise they are", icon=":material/arrow_forward:")
    _draw_list(shown, by_candidate, own_prices(database))


def candidates_sentence(shown: Sequence[Candidate], by_candidate: Mapping[int, Sequence[Run]]) -> str:
    """ "3 candidates; 2 have run. Run the other one, or add another." """
    ran = sum(any(run.done_count for run in by_candidate.get(one.candidate_id, ())) for one in shown)
    waiting = len(shown) - ran
    total = plural(len(shown), "candidate")
    if not ran and waiting == 1:
        return f"{total}; it has not run yet. Try it on three items, then run it."
    if not ran:
        return f"{total}; none has run yet. Try each on three items, then run them."
    if waiting:
        rest = "the other one" if waiting == 1 else f"the other {count(waiting)}"
        return f"{total}; {count(ran)} {'has' if ran == 1 else 'have'} run. Run {rest}, or add another."
    said = "it has run" if len(shown) == 1 else "all have run"
    return f"{total}; {said}. Add another to compare with, or see how precise they are."


def run_words(candidate: Candidate, of_candidate: Sequence[Run]) -> str:
    """Whether a candidate has run, and how far: "240 holdout items, 25 Nov 2026"; runs are newest first."""
    done = [run for run in of_candidate if run.done_count or run.state is RunState.RUNNING]
    if not done:
        return "not yet"
    run = done[0]
    on = f", {day(run.created_at)}" if run.created_at else ""
    if candidate.kind is CandidateKind.FILE:
        return f"{plural(sum(one.done_count for one in done), 'output')}{on}"
    part = f"{run.split} " if run.split else ""
    number = f"{count(run.done_count)} of {plural(run.planned_count, f'{part}item')}"
    if run.state is RunState.RUNNING:
        said = f"running: {number}"
    elif run.done_count < run.planned_count:
        said = f"stopped after {number}{on}"
    else:
        lost = f", {count(run.failed_count)} failed" if run.failed_count else ""
        said = f"{plural(run.done_count, f'{part}item')}{lost}{on}"
    is_older = run.candidate_version_id != candidate.candidate_version_id
    return f"an earlier version: {said}" if is_older else said


def price_words(candidate: Candidate, own_list: str = "") -> str:
    """A candidate's price, entered or listed, in words: "$0.15 in, $0.60 out per million tokens".

    `own_list`: the workspace's own price list.
    """
    settings = candidate.settings
    if candidate.kind is CandidateKind.ENDPOINT:
        settings = with_list_prices(settings, own_list)
    tokens = [settings.get(f"usd_per_million_{way}_tokens") for way in ("input", "output")]
    parts = []
    if any(price is not None for price in tokens):
        into, out = (_usd(float(price or 0.0)) for price in tokens)
        parts.append(f"{into} in, {out} out per million tokens")
    if settings.get("usd_per_item") is not None:
        price = float(settings["usd_per_item"])
        parts.append(f"{_usd(price)} an item" if price else "free")
    if not parts:
        return "free, runs here" if candidate.kind in _LOCAL else "no price entered"
    return " and ".join(parts)


def _usd(price: float) -> str:
    """A price as it was entered, with two decimals or more: $2.00, $0.0001."""
    exact = f"{price:.8f}".rstrip("0")
    whole, _, decimals = exact.partition(".")
    return f"${int(whole):,}.{decimals.ljust(2, '0')}"


def _draw_list(shown: Sequence[Candidate], by_candidate: Mapping[int, Sequence[Run]], own_list: str) -> None:
    with st.container(border=True, gap="xsmall"):
        for column, title in zip(
            st.columns(_WIDTHS, gap="xsmall"),
            ("Candidate", "Kind", "Version", "Price", "Has run"),
            strict=True,
        ):
            column.caption(title)
        for one in shown:
            name, kind, version, price, ran = st.columns(_WIDTHS, gap="xsmall", vertical_alignment="center")
            with name:
                link("candidates", one.name, candidate=one.candidate_id)
            kind.markdown(one.kind.words + (" · sample" if one.is_sample else ""))
            version.markdown(count(one.version_number))
            price.markdown(plain(price_words(one, own_list)))
            ran.markdown(plain(run_words(one, by_candidate.get(one.candidate_id, ()))))


def _draw_empty(workflow: Workflow, has_dataset: bool) -> None:
    if not has_dataset:
        empty(
            f"“{workflow.name}” has no golden dataset yet",
            "Candidates are tried and run on the items of a golden dataset. Upload one first; then describe here what "
            "could do the work.",
            [("golden_datasets", "Upload a golden dataset")],
        )
    else:
        empty(
            "No candidate yet",
            "A candidate is anything that could do this work. Describe two or three, from plain rules to a large "
            "model: the smallest one that meets the bar is the one to use. Nothing runs and nothing is sent until "
            "you say so.",
        )
    st.markdown("**Add a candidate**" if has_dataset else "**Kinds of candidates**")
    with st.container(border=True):
        _draw_kinds()


def _draw_kinds() -> None:
    for kind, explanation in _EXPLANATIONS.items():
        with st.container(gap=None):
            link("candidates", kind.words, add=kind.value)
            st.caption(plain(explanation))


def _draw_archived(database: Database, archived: Sequence[Candidate]) -> None:
    if not archived:
        return
    with st.popover(f"Archived ({len(archived)})"):
        for one in archived:
            if st.button(plain(f"Bring back {one.name}"), key=f"back-{one.candidate_id}"):
                candidates.set_candidate_archived(database, one.candidate_id, False)
                notice(f"“{one.name}” is back.")
                st.rerun()
