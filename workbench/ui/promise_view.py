"""How do we know, and how many labels it takes: the two panels below a verdict."""

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from workbench.decisions.certificates import Certificate
from workbench.decisions.planner import plan_labels, plan_sentences
from workbench.decisions.promises import promise_lines
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.formats import count
from workbench.ui.text import plain

_FEWEST, _MOST = 50.0, 99.99


def draw_promise(
    certificates: Sequence[Certificate],
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    clusters: str,
) -> None:
    """The panel that says what was promised, what was looked at, and what would void it."""
    with st.expander("How do we know"):
        for heading, lines in promise_lines(certificates, workflow, version, split, clusters):
            st.markdown(f"**{plain(heading)}**\n" + "\n".join(f"- {plain(line)}" for line in lines))


@lru_cache(maxsize=128)
def _plan(guess_rate: float, pool_count: int, bar_rate: float) -> list[str]:
    """Imagining takes a second in a large pool, and every rerun of the page would imagine the same."""
    return plan_sentences(plan_labels(guess_rate, pool_count, bar_rate))


def draw_planner(workflow: Workflow, pool_count: int, expanded: bool = False) -> None:
    """The panel that tells how many labels a verdict takes, for a guess at how good a candidate is."""
    with st.expander("How many labels will it take", expanded=expanded):
        with st.container(horizontal=True):
            guess = st.number_input(
                "Guess: right in so many of 100 answers",
                _FEWEST, _MOST, min(round(workflow.bar_rate * 100 + (100 - workflow.bar_rate * 100) * 0.6, 2), _MOST),
                step=0.5, format="%.4g", key=f"plan-guess-{workflow.workflow_id}", persist_state="session", width=260,
            )  # fmt: skip
            pool = st.number_input(
                "Answers to decide about",
                1, 10_000_000, max(pool_count, 1),
                key=f"plan-pool-{workflow.workflow_id}-{pool_count}", persist_state="session", width=260,
            )  # fmt: skip
        for line in _plan(round(guess / 100, 6), int(pool), workflow.bar_rate):
            st.markdown(f"- {plain(line)}")
        st.caption(
            plain(
                f"Imagined for one candidate, labelled in random order until it is certified or dropped; "
                f"{count(1000)} imagined rounds. Equal answers of several candidates are labelled once, so that a "
                "second one usually costs much less."
            )
        )
