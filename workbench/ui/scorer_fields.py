"""Who decides where there is no label: people only, or a scorer with its settings, shown beside what people said."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.domain import AnswerType, Workflow
from workbench.domain.formats import count, money, plural, rate_with_counts
from workbench.errors import BadSetting
from workbench.runs.judging import Judged, estimate_judging, judge_outputs, judges_of
from workbench.scoring.agreement import JUDGE_SCORER, agreement_with_labels, judge_agreement
from workbench.scoring.catalogue import Scorer, list_scorers
from workbench.scoring.judge import JUDGE
from workbench.scoring.scores import Setting, task_of
from workbench.stats.intervals import clopper_pearson
from workbench.store import workflow as workflows
from workbench.store.database import Database
from workbench.ui.links import link
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_SHOWN_DIFFERENCES = 3
_PEOPLE = ""
_NO_LABEL = (
    "Nothing is labelled yet, so how far this scorer can be trusted is not known. Label some outputs first."
)
_NO_JUDGED_LABEL = (
    "No answer has both a label and a verdict of the judge yet, so how far it can be trusted is not known. Label some "
    "outputs and let it judge them."
)

Keys = Callable[[str, object], dict[str, Any]]
"""(name of a field, what is stored) → key and lifetime of its widget."""


def scorer_fields(database: Database, workflow: Workflow, answer: AnswerType, keys: Keys) -> dict[str, Any]:
    """The scorer that a workflow trusts and its settings, as they stand on the screen."""
    scorers = {scorer.name: scorer for scorer in list_scorers(answer)}
    names = [_PEOPLE, *scorers]
    stored = workflow.trusted_scorer if workflow.trusted_scorer in scorers else _PEOPLE
    chosen = st.selectbox(
        "Who decides where there is no label",
        names,
        names.index(stored or _PEOPLE),
        format_func=lambda name: scorers[name].words if name else "People only",
        help="A person's label always counts first. A scorer that is not trusted changes no figure.",
        **keys("trust", (answer, workflow.trusted_scorer)),
    )
    if not chosen:
        st.caption("Outputs count as correct or incorrect only once a person has labelled them.")
        return {"trusted_scorer": None}
    scorer = scorers[chosen]
    st.caption(plain(scorer.explanation))
    known = dict(workflow.scorer_settings.get(chosen) or {})
    settings = _settings(database, workflow, scorer, known, keys)
    kept = {name: value for name, value in workflow.scorer_settings.items() if name != chosen}
    return {
        "trusted_scorer": chosen,
        "scorer_settings": kept | ({chosen: settings} if settings else {}),
    }


def say_agreement(database: Database, workflow: Workflow) -> None:
    """How often the scorer says the same as the labels, set as it stands on the screen."""
    if not workflow.trusted_scorer:
        return
    is_judge = workflow.trusted_scorer == JUDGE_SCORER
    try:
        found = (
            judge_agreement(database, workflow)
            if is_judge
            else agreement_with_labels(database, workflow, workflow.trusted_scorer)
        )
    except BadSetting as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return
    if is_judge and _is_other_judge(database, workflow):
        st.caption("How far this judge agrees with the labels is known once it is saved and has judged.")
        return
    if found is None:
        return
    if not found.compared:
        st.caption(_NO_JUDGED_LABEL if is_judge else _NO_LABEL)
        return
    low, high = clopper_pearson(found.same, found.compared)
    rate = rate_with_counts(found.same, found.compared, low, high)
    who = "The judge" if is_judge else "Set like this it"
    st.caption(plain(f"{who} says the same as the labels in {rate}."))
    for one in found.differences[:_SHOWN_DIFFERENCES]:
        said = "correct" if one.is_correct else f"incorrect ({one.why})" if one.why else "incorrect"
        label = "correct" if one.is_correct_by_reference else "incorrect"
        by = "judge" if is_judge else "scorer"
        st.caption(
            plain(
                f"Item {_cut(one.key)}: “{_cut(one.answer)}” beside “{_cut(one.expected)}” is {said} by the {by}, "
                f"{label} by the label."
            )
        )
    rest = len(found.differences) - _SHOWN_DIFFERENCES
    if rest > 0:
        st.caption(f"It differs in {plural(rest, 'more output')}.")


def _is_other_judge(database: Database, workflow: Workflow) -> bool:
    """True where the judge on the screen is not the one that is stored: what that one said does not hold for it."""
    stored = workflows.get_workflow(database, workflow.workflow_id)
    return stored.scorer_settings.get(JUDGE_SCORER) != workflow.scorer_settings.get(JUDGE_SCORER)


@st.fragment
def offer_judging(database: Database, workflow: Workflow) -> None:
    """Ask the saved judge about what it has not judged yet, with the cost named first."""
    if workflow.trusted_scorer != JUDGE_SCORER:
        return
    with sentences():
        estimate = estimate_judging(database, workflow)
        if not estimate.calls:
            st.caption("The judge has judged every answer that has an expected answer.")
            return
        words = plural(estimate.calls, "answer")
        if not st.button(f"Ask the judge about {words}", icon=":material/gavel:", key="judge-now"):
            where = f" Items, expected answers and answers go to {estimate.host}." if estimate.host else ""
            cost = _cost_words(estimate.low_usd, estimate.high_usd)
            st.caption(plain(f"{cost}{where} Nothing is asked until you press."))
            return
        bar = st.progress(0.0, f"0 of {count(estimate.calls)} asked")

        def show(done: int, of: int) -> None:
            bar.progress(done / of, f"{count(done)} of {count(of)} asked")

        judged = judge_outputs(database, workflow, show)
        if judged.sentence:
            raise BadSetting(f"The judge stopped. {judged.sentence} What it had judged is kept.")
        notice(_judged_words(judged))
        st.rerun()


def _judged_words(judged: Judged) -> str:
    parts = [f"{plural(judged.count, 'answer')} judged"]
    parts += [f"{count(judged.undecided)} it could not tell"] if judged.undecided else []
    parts += [f"{plural(judged.lost, 'call')} lost, to be asked again"] if judged.lost else []
    parts += [f"cost {money(judged.cost_usd)}"] if judged.cost_usd is not None else []
    return f"{', '.join(parts)}."


def _cost_words(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "What it costs is not known: the judge's candidate has no price."
    if not high:
        return "It costs nothing."
    return f"About {money(low)} to {money(high)}, at the prices of the judge's candidate."


def _settings(
    database: Database, workflow: Workflow, scorer: Scorer, known: dict[str, Any], keys: Keys
) -> dict[str, Any]:
    """What differs from the scorer's defaults, as it stands on the screen."""
    found: dict[str, Any] = {}
    task = replace(task_of(workflow, scorer.name), settings=known)
    for setting in scorer.settings:
        try:
            stored = setting.of(task)
        except BadSetting:
            stored = setting.default
        field_keys = keys(f"{scorer.name}-{setting.name}", stored)
        if setting is JUDGE:
            value: Any = _judge_field(database, workflow, int(stored), field_keys)
        else:
            value = _field(setting, stored, field_keys)
        if value != setting.default:
            found[setting.name] = value
    return found


def _field(setting: Setting, stored: Any, keys: dict[str, Any]) -> Any:
    help_text = setting.explanation or None
    if isinstance(setting.default, bool):
        return st.checkbox(setting.words, stored, help=help_text, **keys)
    if setting.choices:
        values = list(setting.choices)
        return st.selectbox(
            setting.words,
            values,
            values.index(stored),
            format_func=setting.choices.__getitem__,
            help=help_text,
            **keys,
        )
    if isinstance(setting.default, str):
        if setting.lines == 1:
            return st.text_input(setting.words, stored, help=help_text, **keys).strip()
        placeholder = None if setting.default else setting.explanation
        height = 30 + 24 * setting.lines
        return st.text_area(
            setting.words, stored, height=height, help=help_text, placeholder=placeholder, **keys
        ).strip() or str(setting.default)
    if setting.is_rate:
        words = setting.words if "%" in setting.words else f"{setting.words}, in %"
        value = st.number_input(
            words, 0.0, 100.0, round(stored * 100, 6), 1.0, format="%g", help=help_text, **keys
        )
        return round(value / 100, 8)
    most = None if setting.most is None else float(setting.most)
    return st.number_input(setting.words, 0.0, most, stored, 1.0, format="%g", help=help_text, **keys)


def _judge_field(database: Database, workflow: Workflow, stored: int, keys: dict[str, Any]) -> float:
    judges = {one.candidate_id: one for one in judges_of(database, workflow)}
    if not judges:
        st.caption("No candidate of this workflow asks a model yet. Add one; its model can then judge.")
        link("candidates", "Add a candidate", workflow, icon=":material/arrow_forward:")
        return 0.0
    chosen = st.selectbox(
        JUDGE.words,
        list(judges),
        list(judges).index(stored) if stored in judges else None,
        format_func=lambda one: plain(judges[one].name),
        placeholder="Choose a candidate",
        help="A model that judges its own answers tends to favour them: choose another where you can.",
        **keys,
    )
    return float(chosen or 0)


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
