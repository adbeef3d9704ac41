"""What a model is asked about an item, and what its reply means as an answer."""

import re
from collections.abc import Sequence
from functools import lru_cache

from workbench.datasets.placeholders import as_text, fill_template, placeholders
from workbench.domain import AnswerType, DatasetVersion, Item, Workflow
from workbench.errors import BadSetting
from workbench.scoring.accepted import input_columns
from workbench.scoring.exact import normalise

_NO_ANSWER = {"no answer", "n/a", "not applicable", "unknown", "i don't know", "i do not know", "cannot tell"}
# What a reasoning model says to itself before it answers.
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.IGNORECASE | re.DOTALL)
_LEAD = re.compile(
    r"^\s*(?:the\s+)?(?:final\s+)?(?:answer|category|label)\s*(?:is)?\s*[:=-]\s*", re.IGNORECASE
)


def prompt_for(workflow: Workflow, version: DatasetVersion, item: Item) -> str:
    """The workflow's instructions filled with the item, or plain instructions made from the answer type.

    Raises BadSetting when the instructions name a column the item does not have.
    """
    if workflow.prompt_template.strip():
        return fill_template(workflow.prompt_template, item.content)
    return f"{task_words(workflow)}\n\n{input_text(version, item, named=True)}\n\n{_asked(workflow)}"


def task_words(workflow: Workflow) -> str:
    """What the work is, in the words that a model gets where there are no instructions."""
    return workflow.description.strip() or f"Task: {workflow.name}."


def input_text(
    version: DatasetVersion, item: Item, columns: list[str] | None = None, named: bool = False
) -> str:
    """The item's input values as one text; with `named`, each under its column's name."""
    chosen = columns or list(input_columns(version))
    if named and len(chosen) > 1:
        return "\n\n".join(f"{name}:\n{as_text(item.content.get(name))}" for name in chosen)
    return "\n".join(as_text(item.content.get(name)) for name in chosen)


def columns_sent(workflow: Workflow, version: DatasetVersion) -> list[str]:
    """The columns whose values leave with a prompt."""
    if not workflow.prompt_template.strip():
        return list(input_columns(version))
    asked = {name.casefold() for name in placeholders(workflow.prompt_template)}
    return [column.name for column in version.columns if column.name.strip().casefold() in asked]


def check_columns(version: DatasetVersion, columns: Sequence[str] | None) -> None:
    """Raise BadSetting where a candidate reads a column that the dataset does not have."""
    known = [column.name for column in version.columns]
    for name in columns or ():
        if name not in known:
            raise BadSetting(
                f"This candidate reads the column “{name}”, which “{version.dataset_name}” version {version.number} "
                f"does not have. Choose another column: {', '.join(known)}."
            )


def read_reply(reply: str | None, workflow: Workflow) -> str | None:
    """The answer in a model's reply: None for an abstention; the category's own spelling where it names one."""
    text = _THOUGHTS.sub("", reply or "").strip().strip("*").strip()
    bare = _LEAD.sub("", text).strip().strip("*").strip()
    if bare and workflow.answer_type is AnswerType.CATEGORY:
        by_form = _by_form(workflow.categories)
        lines = bare.splitlines()
        for form in (bare, lines[0], _LEAD.sub("", lines[-1].strip().strip("*"))):
            if normalise(form) in by_form:
                return by_form[normalise(form)]
    return None if normalise(bare) in _NO_ANSWER | {""} else bare


@lru_cache(maxsize=64)
def _by_form(categories: tuple[str, ...]) -> dict[str, str]:
    """Categories by the form in which they are compared."""
    return {normalise(category): category for category in categories}


def _asked(workflow: Workflow) -> str:
    if workflow.answer_type is AnswerType.CATEGORY and workflow.categories:
        listed = "\n".join(f"- {category}" for category in workflow.categories)
        return f"Answer with exactly one of these categories and nothing else:\n{listed}\nIf none fits: no answer"
    if workflow.answer_type is AnswerType.NUMBER:
        unit = f" in {workflow.unit}" if workflow.unit else " with its unit"
        return f"Answer with the number{unit} and nothing else. If it cannot be told: no answer"
    if workflow.answer_type is AnswerType.FIELDS and workflow.field_names:
        listed = "\n".join(f"{name}: …" for name in workflow.field_names)
        return f"Answer with one line per field, like this:\n{listed}"
    return "Answer as shortly as the question allows. If it cannot be told: no answer"
