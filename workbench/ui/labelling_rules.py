"""How a workflow is labelled, as its owner sets it: instructions, reasons, what stays hidden, repeats."""

import zlib
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.domain import LabellingRules, Workflow
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules, set_rules
from workbench.ui.desk_sheet import MOST_REASONS, reason_keys
from workbench.ui.labelers import current_labeler
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain


def edit_labelling_rules(database: Database, workflow: Workflow) -> None:
    """A form with the rules of a workflow; saving it says so. It starts anew when a colleague has saved others."""
    rules = get_rules(database, workflow.workflow_id)
    mark = f"rules-{zlib.crc32(repr(rules).encode()):08x}"
    with (
        st.expander("How it is labelled"),
        st.form(f"{mark}-form", border=False),
        sentences(),
    ):
        changed = _fields(rules, mark)
        if st.form_submit_button("Save how it is labelled", type="primary"):
            if changed == rules:
                st.caption("Nothing has changed since the last time it was saved.")
            else:
                set_rules(database, changed, current_labeler())
                notice(f"How “{workflow.name}” is labelled is saved.")
                st.rerun()


def _fields(rules: LabellingRules, mark: str) -> LabellingRules:
    left, right = st.columns(2)
    instructions = left.text_area(
        "Instructions for labelers",
        rules.instructions,
        height=190,
        key=f"{mark}-instructions",
        help="They stand behind the key I on the Label page. Labels remember which version was read.",
    )
    written = right.text_area(
        "Why an answer can be wrong, one reason per line",
        "\n".join(rules.error_categories),
        height=120,
        key=f"{mark}-reasons",
        help=f"Up to {MOST_REASONS}. Each gets a letter at the desk and is stored with the label.",
    )
    reasons = tuple(dict.fromkeys(line.strip() for line in written.splitlines() if line.strip()))[
        :MOST_REASONS
    ]
    if reasons:
        keys = ", ".join(f"{key.upper()} {reason}" for key, reason in reason_keys(reasons))
        right.caption(plain(f"Their keys: {keys}"))
    is_blind = left.checkbox(
        "Hide candidates’ names, scores and other people’s labels until a label is saved",
        rules.is_blind,
        key=f"{mark}-blind",
    )
    reveals = left.checkbox(
        "Show them once it is saved",
        rules.reveals,
        key=f"{mark}-reveals",
        help="Off, nobody learns which candidate an answer came from, nor what others said of it.",
    )
    repeats = _percent(
        right,
        "Outputs that come back unannounced, in %",
        rules.repeat_rate,
        (0.0, 50.0, 1.0),
        f"{mark}-repeats",
        "A labeler judges this share of outputs twice. It shows how far they agree with themselves.",
    )
    confirms, rechecks = _second_looks(rules, mark, left, right)
    return replace(
        rules,
        instructions=instructions.strip(),
        error_categories=reasons,
        is_blind=is_blind,
        reveals=reveals,
        repeat_rate=repeats,
        confirms_wrong=confirms,
        recheck_rate=rechecks,
    )


def _second_looks(
    rules: LabellingRules, mark: str, left: DeltaGenerator, right: DeltaGenerator
) -> tuple[bool, float]:
    """Whether what is called incorrect is confirmed, and what share of the correct ones is looked at again."""
    confirms = left.checkbox(
        "Count an answer as incorrect only once a second look says so too",
        rules.confirms_wrong,
        key=f"{mark}-confirms",
        help="In the order “decide soonest”, an incorrect answer goes to a second labeler, or comes back unannounced "
        "to the same one where nobody else labels.",
    )
    rechecks = _percent(
        right,
        "Correct answers that get a second look all the same, in %",
        rules.recheck_rate,
        (1.0, 100.0, 5.0),
        f"{mark}-rechecks",
        "Only where incorrect ones are confirmed. An answer counts for the bar once two looks agree on it: at "
        "100 % a verdict takes the fewest labels, at 20 % about five times as many first looks.",
    )
    return confirms, rechecks


def _percent(
    column: DeltaGenerator,
    label: str,
    rate: float,
    least_most_step: tuple[float, float, float],
    key: str,
    explanation: str,
) -> float:
    """A rate as it is typed, in hundredths between a least and a most."""
    least, most, step = least_most_step
    typed = column.number_input(
        label, least, most, round(rate * 100, 6), step, format="%g", key=key, help=explanation
    )
    return round(typed / 100, 8)
