"""Describing a workflow: the work, its instructions, its bar, its business figures."""

from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.datasets.placeholders import check_template
from workbench.domain import AnswerType, BusinessFigures, Role, Workflow
from workbench.errors import BadSetting
from workbench.runs.prompts import prompt_for
from workbench.scoring.catalogue import list_scorers
from workbench.scoring.scoring import rescore_outputs, score_outputs
from workbench.store import dataset as datasets
from workbench.store import workflow as workflows
from workbench.store.database import Database
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


def edit_workflow(database: Database, workflow: Workflow) -> None:
    """The form for a workflow that exists; saving it says so."""
    key = f"workflow-{workflow.workflow_id}"
    with sentences():
        changed = _fields(database, workflow, key)
        if st.button("Save changes", type="primary", key=f"{key}-save", disabled=changed == workflow):
            workflows.set_workflow(database, _checked(changed))
            if changed.answer_type is not workflow.answer_type:
                rescore_outputs(database, workflow.workflow_id)
            else:
                score_outputs(database, workflow.workflow_id)
            notice(f"“{changed.name}” is saved.")
            st.rerun()
        if changed != workflow:
            st.caption("There are changes that are not saved yet.")


def add_workflow(database: Database) -> Workflow | None:
    """A short form for a new workflow; returns it once it is stored."""
    with st.form("new-workflow", border=False), sentences():
        name = st.text_input("Name", placeholder="Clause review", key="new-workflow-name")
        answer = st.selectbox("Kind of answer", list(AnswerType), format_func=lambda kind: kind.words)
        bar = st.number_input("Bar: the precision it must reach, in %", 50.0, 100.0, 95.0, 0.5, format="%.1f")
        if st.form_submit_button("Add workflow", type="primary"):
            if not name.strip():
                raise BadSetting("The workflow has no name yet. Enter one, such as “Clause review”.")
            wanted = Workflow(0, name.strip(), answer_type=answer or AnswerType.CATEGORY, bar_rate=bar / 100)
            return workflows.add_workflow(database, wanted)
    return None


def _fields(database: Database, workflow: Workflow, key: str) -> Workflow:
    work, money = st.tabs(["The work", "Business figures"])
    with work:
        changed = _work_fields(database, workflow, key)
    with money:
        st.caption(
            "What ROI is counted from. Leave empty what is not known yet; ROI then says what is missing."
        )
        columns = st.columns(3)
        figures: dict[str, float | None] = {}
        for number, (name, label, explanation) in enumerate(_FIGURES):
            figures[name] = columns[number % 3].number_input(
                label,
                min_value=0.0,
                value=getattr(workflow.figures, name),
                key=f"{key}-{name}",
                help=explanation,
                placeholder="not entered",
                format="%.2f" if "amount" in name or "minutes" in name else "%.0f",
            )
    return replace(changed, figures=BusinessFigures(**figures))


def _work_fields(database: Database, workflow: Workflow, key: str) -> Workflow:
    left, right = st.columns(2)
    with left:
        description = st.text_area(
            "What the work is", workflow.description, key=f"{key}-description", height=80
        )
        kinds = list(AnswerType)
        answer = st.selectbox(
            "Kind of answer",
            kinds,
            kinds.index(workflow.answer_type),
            key=f"{key}-type",
            format_func=lambda kind: kind.words,
        )
        bar = st.number_input(
            "Bar: the precision it must reach, in %",
            50.0,
            100.0,
            workflow.bar_rate * 100,
            0.5,
            key=f"{key}-bar",
        )
        names = _names_field(answer or workflow.answer_type, workflow, key)
        trusted = _trust_field(answer or workflow.answer_type, workflow, key)
    with right:
        template = st.text_area(
            "Instructions for language models",
            workflow.prompt_template,
            key=f"{key}-template",
            height=180,
            help="Write {column} where the item's text belongs. Left empty, plain instructions are made.",
        )
        changed = replace(
            workflow,
            description=description.strip(),
            prompt_template=template,
            answer_type=answer or workflow.answer_type,
            bar_rate=round(bar / 100, 6),
            trusted_scorer=trusted,
            **names,
        )
        _preview(database, changed)
    return changed


def _names_field(answer: AnswerType, workflow: Workflow, key: str) -> dict[str, Any]:
    if answer is AnswerType.NUMBER:
        return {
            "unit": st.text_input(
                "Unit", workflow.unit, key=f"{key}-unit", placeholder="USD, days, %"
            ).strip()
        }
    if answer not in (AnswerType.CATEGORY, AnswerType.FIELDS):
        return {}
    is_category = answer is AnswerType.CATEGORY
    known = workflow.categories if is_category else workflow.field_names
    written = st.text_area(
        "Categories, one per line" if is_category else "Fields, one per line",
        "\n".join(known),
        key=f"{key}-names",
        height=110,
        help="Left empty, the categories come from the golden dataset." if is_category else None,
    )
    names = tuple(dict.fromkeys(line.strip() for line in written.splitlines() if line.strip()))
    return {"categories" if is_category else "field_names": names}


def _trust_field(answer: AnswerType, workflow: Workflow, key: str) -> str | None:
    scorers = list_scorers(answer)
    if not scorers:
        st.caption("Answers of this kind are judged by people alone.")
        return None
    trusted = st.toggle(
        "Trust the exact-match scorer where there is no label",
        workflow.trusted_scorer == scorers[0].name,
        key=f"{key}-trust",
        help=f"{scorers[0].words}. {scorers[0].explanation} A person's label always counts first.",
    )
    return scorers[0].name if trusted else None


def _preview(database: Database, workflow: Workflow) -> None:
    versions = datasets.list_current_versions(database, workflow.workflow_id)
    if not versions:
        st.caption("Once a golden dataset is imported, a real item is shown here as a model gets it.")
        return
    columns = [c.name for c in versions[0].columns if c.role not in (Role.ID, Role.EXPECTED)]
    for sentence in check_template(workflow.prompt_template, columns):
        st.warning(plain(sentence), icon=":material/warning:")
    items = datasets.list_items(database, versions[0].dataset_version_id, limit=1)
    with sentences():
        st.caption("What a model gets for the first item")
        text(prompt_for(workflow, versions[0], items[0]), height=160)


def _checked(workflow: Workflow) -> Workflow:
    if not 0.5 <= workflow.bar_rate <= 1:
        raise BadSetting("The bar must lie between 50 % and 100 %.")
    return workflow
