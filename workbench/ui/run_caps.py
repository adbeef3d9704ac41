"""The caps on what runs may spend: entered where runs are started, and held against what is about to start."""

from collections.abc import Sequence

import streamlit as st

from workbench.domain.formats import money
from workbench.runs.budget import Caps, get_caps, set_caps
from workbench.runs.estimating import RunEstimate
from workbench.store import run as runs
from workbench.store.database import Database, now
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain


def pick_caps(database: Database) -> None:
    """A button that names the caps and opens the form that changes them."""
    caps = get_caps(database)
    with st.popover(caps_words(caps), icon=":material/savings:"), st.form("spending-caps", border=False):
        run_usd = _amount("At most per run, USD", caps.run_usd)
        month_usd = _amount("At most per month, all runs, USD", caps.month_usd)
        st.caption(
            plain(
                f"{money(runs.month_spending(database, now()))} spent this month, deleted runs included. At a cap a "
                "run pauses, no further call begins, and it can be resumed once the cap is raised."
            )
        )
        if st.form_submit_button("Save caps"):
            with sentences():
                set_caps(database, Caps(run_usd, month_usd))
                notice(f"{caps_words(get_caps(database))}. Runs under way keep the caps they began with.")
                st.rerun()


def caps_words(caps: Caps) -> str:
    """ "No spending cap", "Cap $5.00 per run", "Cap $5.00 per run, $50.0 per month"."""
    parts = [
        f"{money(cap, exact=True)} per {per}"
        for cap, per in ((caps.run_usd, "run"), (caps.month_usd, "month"))
        if cap is not None
    ]
    return f"Cap {', '.join(parts)}" if parts else "No spending cap"


def cap_warnings(caps: Caps, spent_usd: float, estimates: Sequence[RunEstimate]) -> list[str]:
    """What the caps may stop, in sentences; `spent_usd` this month so far."""
    said = []
    dearest = max((one.high_usd or 0.0 for one in estimates), default=0.0)  # a judging has the cap for itself
    if caps.run_usd is not None and dearest > caps.run_usd:
        said.append(
            f"A run may cost up to {money(dearest)}; it pauses at the cap of {money(caps.run_usd)} per run."
        )
    total = sum(one.highest_usd for one in estimates)
    if caps.month_usd is not None and total and spent_usd + total > caps.month_usd:
        left = max(0.0, caps.month_usd - spent_usd)
        said.append(
            f"Of the cap of {money(caps.month_usd)} per month, {money(left)} is left; what "
            "would cost more pauses there."
        )
    return said


def _amount(words: str, kept: float | None) -> float | None:
    return st.number_input(words, min_value=0.01, value=kept, step=1.0, format="%.2f", placeholder="no cap")
