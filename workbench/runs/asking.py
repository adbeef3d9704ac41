"""What an endpoint is asked about an item: the candidate's own templates around the workflow's instructions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.connectors.json_endpoint import OWN_NAMES, template_names
from workbench.connectors.questions import AnswerShape, Question
from workbench.datasets.placeholders import as_text, fill_template, placeholders
from workbench.domain import AnswerType, Candidate, CandidateKind, DatasetVersion, Item, Role, Workflow
from workbench.errors import BadSetting
from workbench.runs.prompts import columns_sent, prompt_for, task_words

# In a candidate's own template this stands for the workflow's instructions, filled with the item.
PROMPT = "prompt"
_NOT_IN_CONTENT = (Role.ID, Role.EXPECTED, Role.IGNORED)


class Asking:
    """What a candidate with these settings asks about the items of one version: what is alike for all, found once."""

    def __init__(self, workflow: Workflow, version: DatasetVersion, settings: Mapping[str, Any]):
        self._workflow, self._version = workflow, version
        self._template = str(settings.get("user_template") or "")
        self._system = str(settings.get("system") or "")
        self._is_instructed = uses_instructions(settings)
        self._shape = shape_for(workflow, settings)
        self._names_in_system = bool(placeholders(self._system))

    def question_for(self, item: Item) -> Question:
        """The question about one item. Raises BadSetting where a template names a column the item does not have."""
        prompt = prompt_for(self._workflow, self._version, item) if self._is_instructed else ""
        if self._template:
            prompt = fill_template(self._template, dict(item.content) | {PROMPT: prompt})
        system = self._system
        if self._names_in_system and _is_filled(system, list(item.content)):
            system = fill_template(system, item.content)
        values = {name: as_text(value) for name, value in item.content.items()}
        return Question(prompt, system, values, self._shape)


def question_for(
    workflow: Workflow, version: DatasetVersion, item: Item, settings: Mapping[str, Any]
) -> Question:
    """The question about one item. Raises BadSetting where a template names a column the item does not have."""
    return Asking(workflow, version, settings).question_for(item)


def as_instructed(workflow: Workflow, candidate: Candidate) -> Workflow:
    """The workflow with the instructions and the form that this version of a candidate asks with, whatever they are by
    now."""
    known: dict[str, Any] = {}
    if candidate.prompt_template is not None:
        known["prompt_template"] = candidate.prompt_template
    for name, value in (candidate.answer_form or {}).items():
        if name == "answer_type":
            value = AnswerType(value)
        known["description" if name == "task" else name] = tuple(value) if isinstance(value, list) else value
    return replace(workflow, **known) if known else workflow


def form_asked(workflow: Workflow, candidate: Candidate) -> dict[str, Any]:
    """What of a workflow, beside its instructions, goes into a candidate's prompts or the form of its answers.

    Names as in `Candidate.answer_form`; what has no part in them is left out, {} where nothing has.
    """
    is_plain = is_instructed(candidate) and not workflow.prompt_template.strip()
    is_formed = candidate.kind is CandidateKind.SMALL_MODEL or (
        candidate.kind is CandidateKind.ENDPOINT and bool(candidate.settings.get("structured"))
    )
    if not is_plain and not is_formed:
        return {}
    form: dict[str, Any] = {"answer_type": workflow.answer_type.value}
    if workflow.answer_type is AnswerType.CATEGORY:
        form["categories"] = list(workflow.categories)
    elif workflow.answer_type is AnswerType.FIELDS:
        form["field_names"] = list(workflow.field_names)
    if is_plain:
        form["task"] = task_words(workflow)
        if workflow.answer_type is AnswerType.NUMBER:
            form["unit"] = workflow.unit
    return form


def is_instructed(candidate: Candidate) -> bool:
    """True where the workflow's instructions are part of what a candidate asks."""
    is_endpoint = candidate.kind is CandidateKind.ENDPOINT
    return candidate.kind is CandidateKind.SMALL_MODEL or (
        is_endpoint and uses_instructions(candidate.settings)
    )


def shape_for(workflow: Workflow, settings: Mapping[str, Any]) -> AnswerShape:
    """The form of the answers to a workflow's items, as this candidate is asked for it."""
    return AnswerShape(
        categories=workflow.categories if workflow.answer_type is AnswerType.CATEGORY else (),
        field_names=workflow.field_names if workflow.answer_type is AnswerType.FIELDS else (),
        is_structured=bool(settings.get("structured")),
        asks_confidence=settings.get("confidence") == "stated",
    )


def columns_asked(workflow: Workflow, version: DatasetVersion, settings: Mapping[str, Any]) -> list[str]:
    """The columns whose values leave with a question, in the dataset's order."""
    template, system = str(settings.get("user_template") or ""), str(settings.get("system") or "")
    asked = set(placeholders(template))
    if _is_filled(system, _readable(version)):
        asked |= set(placeholders(system))
    if uses_instructions(settings):
        asked |= set(columns_sent(workflow, version))
    if settings.get("provider") == "json_endpoint":
        names = set(template_names(str(settings.get("request_template") or "")))
        folded = _folded(names)
        # Only what the request template takes up is sent.
        asked = (asked if folded & {PROMPT, "system"} else set()) | names
    folded = _folded(asked) - ({PROMPT} if template else set())
    return [column.name for column in version.columns if column.name.strip().casefold() in folded]


def uses_instructions(settings: Mapping[str, Any]) -> bool:
    """True where the workflow's instructions are part of what a candidate with these settings asks."""
    template = str(settings.get("user_template") or "")
    if settings.get("provider") == "json_endpoint":
        names = _folded(template_names(str(settings.get("request_template") or "")))
        if PROMPT not in names:
            return False
    return not template or PROMPT in _folded(placeholders(template))


def check_templates(version: DatasetVersion, settings: Mapping[str, Any]) -> None:
    """Raise BadSetting where a template of the candidate names a column that no item has."""
    readable = _folded(_readable(version))
    own = {PROMPT}
    for words, names in (
        ("user text", placeholders(str(settings.get("user_template") or ""))),
        ("request template", template_names(str(settings.get("request_template") or ""))),
    ):
        known = readable | (own if words == "user text" else set(OWN_NAMES))
        for name in names:
            if name.casefold() not in known:
                raise BadSetting(
                    f"The {words} asks for {{{name}}}, but “{version.dataset_name}” has no such column to read. "
                    f"Use {{{PROMPT}}} for the workflow's instructions, or one of its columns: "
                    f"{', '.join(_readable(version)[:8])}."
                )


def _readable(version: DatasetVersion) -> list[str]:
    return [column.name for column in version.columns if column.role not in _NOT_IN_CONTENT]


def _is_filled(system: str, columns: Sequence[str]) -> bool:
    """True where every placeholder of a system text is a column; braces meant as text stay as they are."""
    names = _folded(placeholders(system))
    return bool(names) and names <= _folded(columns)


def _folded(names: Sequence[str] | set[str]) -> set[str]:
    return {name.strip().casefold() for name in names}
