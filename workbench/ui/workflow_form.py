"""Describing a workflow: the work, its instructions, its bar, its business figures."""

import zlib
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.datasets.placeholders import instruction_problems
from workbench.domain import AnswerType, BusinessFigures, Workflow
from workbench.errors import BadSetting
from workbench.runs.prompts import prompt_for
from workbench.scoring.scoring import check_scorer, score_after_change
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.store.database import Database
from workbench.ui.scorer_fields import offer_judging, say_agreement, scorer_fields
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain, text

_FIGURES = (
    ("items_per_month", "Items a month", "How many come in."),
    ("minutes_by_hand", "Minutes by hand", "What one item takes a person today."),
    ("hourly_cost_amount", "Hourly cost", "Of the person who does it, all included."),
    ("review_minutes", "Minutes to review", "Checking one of the candidate's answers."),
    ("error_cost_amount", "Cost of an undetected error", "What one wrong answer costs that nobody catches."),
    ("setup_cost_amount", "Set-up cost", "Once, before the first month."),
)

_FIELD_WORDS = {
    "description": "what the work is",
    "answer_type": "kind of answer",
    "bar_rate": "bar",
    "categories": "categories",
    "field_names": "fields",
    "unit": "unit",
    "trusted_scorer": "who decides without a label",
    "scorer_settings": "settings of the scorer",
    "prompt_template": "instructions",
}


def edit_workflow(database: Database, workflow: Workflow) -> None:
    """The form for a workflow that exists; saving it says so, and what is not saved yet is named and kept."""
    fields = _Fields(workflow)
    with sentences():
        changed = _draw_fields(database, workflow, fields)
        with st.container(horizontal=True, vertical_alignment="center"):
            # Never disabled: what is typed last arrives together with the press.
            pressed = st.button("Save changes", type="primary", key=f"{fields.prefix}-save")
            if changed != workflow:
                if st.button("Discard changes", key=f"{fields.prefix}-discard"):
                    fields.start_afresh()
                    st.rerun()
                st.caption(plain(f"Not saved yet: {_differences(workflow, changed)}."))
            elif pressed:
                st.caption("Nothing has changed since the last time it was saved.")
        if pressed and changed != workflow:
            _save(database, workflow, changed)
    if changed == workflow:
        offer_judging(database, workflow)


def _save(database: Database, workflow: Workflow, changed: Workflow) -> None:
    workflows.set_workflow(database, _checked(changed))
    score_after_change(database, workflow, changed)
    notice(f"“{changed.name}” is saved.")
    st.rerun()


class _Fields:
    """The keys of a workflow's fields. A key holds what is stored: where a value is saved, or changed by a
    colleague, that field starts from it, while edits of other fields stay, over page changes too."""

    def __init__(self, workflow: Workflow):
        self.prefix = f"workflow-{workflow.workflow_id}"
        self._turn = f"{self.prefix}-turn"

    def settings(self, name: str, stored: object) -> dict[str, Any]:
        """The key of a field and how long it is kept, as keyword arguments of its widget."""
        turn = st.session_state.get(self._turn, 0)
        known = zlib.crc32(f"{turn} {stored!r}".encode())
        return {"key": f"{self.prefix}-{name}-{known:08x}", "persist_state": "session"}

    def start_afresh(self) -> None:
        """Let every field start from what is stored."""
        st.session_state[self._turn] = st.session_state.get(self._turn, 0) + 1


def _differences(stored: Workflow, changed: Workflow) -> str:
    words = [words for name, words in _FIELD_WORDS.items() if getattr(stored, name) != getattr(changed, name)]
    words += [
        label.lower()
        for name, label, _ in _FIGURES
        if getattr(stored.figures, name) != getattr(changed.figures, name)
    ]
    return ", ".join(words)


def add_workflow(database: Database) -> Workflow | None:
    """A short form for a new workflow; returns it once it is stored."""
    with st.form("new-workflow", border=False), sentences():
        name = st.text_input("Name", placeholder="Clause review", key="new-workflow-name")
        answer = st.selectbox("Kind of answer", list(AnswerType), format_func=lambda kind: kind.words)
        bar = st.number_input("Bar: the precision it must reach, in %", 50.0, 100.0, 95.0, 0.5, format="%g")
        if st.form_submit_button("Add workflow", type="primary"):
            if not name.strip():
                raise BadSetting("The workflow has no name yet. Enter one, such as “Clause review”.")
            wanted = Workflow(0, name.strip(), answer_type=answer or AnswerType.CATEGORY, bar_rate=bar / 100)
            return workflows.add_workflow(database, wanted)
    return None


def _draw_fields(database: Database, workflow: Workflow, fields: _Fields) -> Workflow:
    work, money = st.tabs(["The work", "Business figures"])
    with work:
        changed = _work_fields(database, workflow, fields)
    with money:
        st.caption(
            "What ROI is counted from. Leave empty what is not known yet; ROI then says what is missing."
        )
        columns = st.columns(3)
        currency = workspace.get_currency(database)
        figures: dict[str, float | None] = {}
        for number, (name, label, explanation) in enumerate(_FIGURES):
            unit = f", {currency}" if "amount" in name else ""
            figures[name] = columns[number % 3].number_input(
                f"{label}{unit}",
                min_value=0.0,
                value=getattr(workflow.figures, name),
                help=explanation,
                placeholder="not entered",
                format="%.2f" if "amount" in name else "%g",
                **fields.settings(name, getattr(workflow.figures, name)),
            )
    return replace(changed, figures=BusinessFigures(**figures))


def _work_fields(database: Database, workflow: Workflow, fields: _Fields) -> Workflow:
    left, right = st.columns(2)
    with left:
        description = st.text_area(
            "What the work is",
            workflow.description,
            height=80,
            **fields.settings("description", workflow.description),
        )
        kinds = list(AnswerType)
        answer = st.selectbox(
            "Kind of answer",
            kinds,
            kinds.index(workflow.answer_type),
            format_func=lambda kind: kind.words,
            **fields.settings("type", workflow.answer_type),
        )
        bar = st.number_input(
            "Bar: the precision it must reach, in %",
            50.0,
            100.0,
            round(workflow.bar_rate * 100, 6),
            0.5,
            format="%g",
            **fields.settings("bar", workflow.bar_rate),
        )
        names = _names_field(answer or workflow.answer_type, workflow, fields)
        trusted = scorer_fields(database, workflow, answer or workflow.answer_type, fields.settings)
    with right:
        template = st.text_area(
            "Instructions for language models",
            workflow.prompt_template,
            height=180,
            help="Write {column} where the item's text belongs. Left empty, plain instructions are made.",
            **fields.settings("template", workflow.prompt_template),
        )
        changed = replace(
            workflow,
            description=description.strip(),
            prompt_template=template,
            answer_type=answer or workflow.answer_type,
            bar_rate=round(bar / 100, 6),
            **names,
            **trusted,
        )
        _preview(database, changed)
    with left:
        say_agreement(database, changed)
    return changed


def _names_field(answer: AnswerType, workflow: Workflow, fields: _Fields) -> dict[str, Any]:
    if answer is AnswerType.NUMBER:
        return {
            "unit": st.text_input(
                "Unit", workflow.unit, placeholder="USD, days, %", **fields.settings("unit", workflow.unit)
            ).strip()
        }
    if answer not in (AnswerType.CATEGORY, AnswerType.FIELDS):
        return {}
    is_category = answer is AnswerType.CATEGORY
    known = workflow.categories if is_category else workflow.field_names
    written = st.text_area(
        "Categories, one per line" if is_category else "Fields, one per line",
        "\n".join(known),
        height=110,
        help="Left empty, the categories come from the golden dataset." if is_category else None,
        **fields.settings("names", (answer, known)),
    )
    names = tuple(dict.fromkeys(line.strip() for line in written.splitlines() if line.strip()))
    return {"categories" if is_category else "field_names": names}


def _preview(database: Database, workflow: Workflow) -> None:
    versions = datasets.list_current_versions(database, workflow.workflow_id)
    if not versions:
        st.caption("Once a golden dataset is imported, a real item is shown here as a model gets it.")
        return
    version = versions[0]
    problems = instruction_problems(workflow.prompt_template, version)
    for sentence in problems:
        st.warning(plain(sentence), icon=":material/warning:")
    items = datasets.list_items(database, version.dataset_version_id, limit=1)
    if items and not problems:
        st.caption(plain(f"What a model gets for item {items[0].item_key} of {version.dataset_name}"))
        text(prompt_for(workflow, version, items[0]), height=175)


def _checked(workflow: Workflow) -> Workflow:
    if not 0.5 <= workflow.bar_rate <= 1:
        raise BadSetting("The bar must lie between 50 % and 100 %.")
    check_scorer(workflow)
    return workflow
