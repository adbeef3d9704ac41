"""The caps on what runs may spend, entered where runs are started."""

import streamlit as st

from workbench.domain.formats import money
from workbench.runs.budget import Caps, caps_words, get_caps, set_caps
from workbench.store import run as runs
from workbench.store.database import Database, now
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain


def pick_caps(database: Database) -> None:
    """A button that names the caps and opens the form that changes them."""
    caps = get_caps(database)
    # Once caps are saved it is another popover, which is closed.
    key = f"caps-{caps.run_usd}-{caps.month_usd}"
    with (
        st.popover(caps_words(caps), icon=":material/savings:", key=key),
        st.form("spending-caps", border=False),
    ):
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


def _amount(words: str, kept: float | None) -> float | None:
    return st.number_input(words, min_value=0.01, value=kept, step=1.0, format="%.2f", placeholder="no cap")
