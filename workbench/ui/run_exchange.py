"""The request and the reply behind one output, folded away: for the engineer."""

from typing import Any

import streamlit as st

from workbench.domain import Run
from workbench.runs.exchange import Exchange, exchange_for
from workbench.ui.pickers import database
from workbench.ui.states import sentences
from workbench.ui.text import text

_LONGEST = 50_000


def draw_exchange(run: Run, output: dict[str, Any]) -> None:
    """An expander with both, where the candidate calls an endpoint."""
    with sentences():
        exchange = exchange_for(database(), run, output)
        if exchange is None:
            return
        with st.expander("Request and reply", icon=":material/data_object:", key=f"exchange-{run.run_id}"):
            asked, replied = st.columns(2)
            with asked:
                st.caption(
                    "The request as it was sent, without keys"
                    if exchange.is_as_sent
                    else "What is asked has changed since; so it would be sent now, without keys"
                )
                text(exchange.request[:_LONGEST], height=260)
            with replied:
                tokens = [
                    f"{output[name]:,} {words} tokens"
                    for name, words in (("input_tokens", "input"), ("output_tokens", "output"))
                    if output[name] is not None
                ]
                st.caption(" · ".join([_reply_words(run, output, exchange), *tokens]))
                shown = exchange.body or exchange.reply or output["failure_reason"] or "No text came."
                text(shown[:_LONGEST], height=260)


def _reply_words(run: Run, output: dict[str, Any], exchange: Exchange) -> str:
    if exchange.body:
        return (
            "The reply as it came"
            if output["state"] != "failed"
            else "The last reply as it came, without keys"
        )
    if output["state"] == "failed":
        return "No reply came" if run.keeps_replies else "This run keeps no replies"
    return "The answer's text as it came" + ("" if run.keeps_replies else "; this run keeps no whole replies")
