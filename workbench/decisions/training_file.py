"""A dataset with what people corrected, as the file that providers train a model from; the holdout stays out of it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from workbench.domain import DatasetVersion, Item, Split, Workflow
from workbench.domain.formats import count, plural
from workbench.errors import BadSetting, NotFound
from workbench.runs.prompts import prompt_for
from workbench.spreadsheets.writing import whole_or_nothing
from workbench.store import dataset as datasets
from workbench.store import training
from workbench.store.database import Database

_BATCH = 20_000


class Example(NamedTuple):
    """What a model is asked and what it should say."""

    system: str
    question: str
    answer: str


class Shape(NamedTuple):
    """How a provider wants its examples: its name on screens, who takes it, and one example as a record."""

    words: str
    explanation: str
    record: Callable[[Example], dict[str, Any]]


def _chat(one: Example) -> dict[str, Any]:
    said = [("system", one.system)] if one.system else []
    said += [("user", one.question), ("assistant", one.answer)]
    return {"messages": [{"role": role, "content": text} for role, text in said]}


def _claude(one: Example) -> dict[str, Any]:
    messages = [{"role": "user", "content": one.question}, {"role": "assistant", "content": one.answer}]
    return ({"system": one.system} if one.system else {}) | {"messages": messages}


def _converse(one: Example) -> dict[str, Any]:
    system = {"system": [{"text": one.system}]} if one.system else {}
    said = [("user", one.question), ("assistant", one.answer)]
    messages = [{"role": role, "content": [{"text": text}]} for role, text in said]
    return {"schemaVersion": "bedrock-conversation-2024"} | system | {"messages": messages}


def _gemini(one: Example) -> dict[str, Any]:
    system = {"systemInstruction": {"role": "system", "parts": [{"text": one.system}]}} if one.system else {}
    said = [("user", one.question), ("model", one.answer)]
    return system | {"contents": [{"role": role, "parts": [{"text": text}]} for role, text in said]}


SHAPES = {
    "chat": Shape(
        "Chat messages", "OpenAI, Azure OpenAI, Mistral, Together, Fireworks and most others.", _chat
    ),
    "gemini": Shape("Gemini", "Google's Vertex AI.", _gemini),
    "claude": Shape("Claude", "Anthropic's models on Amazon Bedrock.", _claude),
    "converse": Shape("Bedrock converse", "Amazon's own models on Bedrock.", _converse),
}


class LeftOut(StrEnum):
    """Why an item is not in the file."""

    HOLDOUT = "in the holdout"
    LIKE_HOLDOUT = "asks the same as an item of the holdout"
    NO_ANSWER = "has no expected answer, no correction and no answer judged correct"
    DUPLICATE = "same question and answer as another one"
    NO_COLUMN = "lacks a column that the instructions name"


@dataclass(frozen=True)
class Training:
    """The examples of a version, how many answers come from whom, and how many items are left out and why."""

    examples: tuple[Example, ...]
    corrected: int
    confirmed: int
    expected: int
    left_out: dict[LeftOut, int]
    has_holdout: bool

    @property
    def sentences(self) -> list[str]:
        """What is in the file and what is not, in words."""
        said = [
            f"{plural(len(self.examples), 'example')}: {count(self.corrected)} with an answer that somebody corrected, "
            f"{count(self.expected)} with the expected answer, {count(self.confirmed)} with an answer judged correct."
        ]
        if self.left_out:
            parts = [f"{count(number)} {why.value}" for why, number in self.left_out.items()]
            said.append(f"Left out: {'; '.join(parts)}.")
        if not self.has_holdout:
            said.append(
                "No holdout is drawn on this version: a model trained on all of it can only be tested on other items. "
                "Draw a split on the Golden datasets page first."
            )
        return said


def gather_training(
    database: Database, workflow: Workflow, version: DatasetVersion, system: str = ""
) -> Training:
    """The version's examples outside its holdout: corrected answers first, else the expected one, else one that was
    judged correct. An item that asks the same as one of the holdout is left out with it."""
    known = training.list_known_answers(database, version.dataset_version_id)
    items = list(_items(database, version))
    kept_back = {_asked(workflow, version, item) for item in items if item.split is Split.HOLDOUT} - {None}
    examples: dict[tuple[str, str], Example] = {}
    counts: Counter[str] = Counter()
    left_out: Counter[LeftOut] = Counter()
    for item in items:
        question = _asked(workflow, version, item)
        answer, source = _answer(item, known.get(item.item_id))
        why = _why_not(item, question, answer, kept_back, examples)
        if why:
            left_out[why] += 1
        elif question is not None:
            examples[question, answer] = Example(system.strip(), question, answer)
            counts[source] += 1
    return Training(
        tuple(examples.values()),
        counts["corrected"],
        counts["confirmed"],
        counts["expected"],
        {why: left_out[why] for why in LeftOut if left_out[why]},
        any(item.split is Split.HOLDOUT for item in items),
    )


def write_training(target: Path, found: Training, shape: str) -> None:
    """Write the examples as .jsonl, one a line, in a shape of SHAPES. Raises NotFound where there is none, BadSetting
    for another shape, UnwritableFile."""
    if shape not in SHAPES:
        raise BadSetting(f"“{shape}” is no shape for training files. Choose one of: {', '.join(SHAPES)}.")
    if not found.examples:
        raise NotFound(f"There is nothing to train from yet. {' '.join(found.sentences[1:])}".strip())
    with whole_or_nothing(target) as path, path.open("w", encoding="utf-8", newline="") as out:
        for one in found.examples:
            out.write(json.dumps(SHAPES[shape].record(one), ensure_ascii=False) + "\n")


def _items(database: Database, version: DatasetVersion) -> Iterator[Item]:
    for offset in range(0, version.item_count, _BATCH):
        yield from datasets.list_items(database, version.dataset_version_id, limit=_BATCH, offset=offset)


def _asked(workflow: Workflow, version: DatasetVersion, item: Item) -> str | None:
    try:
        return prompt_for(workflow, version, item)
    except BadSetting:
        return None


def _answer(item: Item, known: training.KnownAnswer | None) -> tuple[str, str]:
    """The answer to learn and where it is from; "" where nobody knows one."""
    if known and known.correction:
        return known.correction, "corrected"
    if item.expected and item.expected.strip():
        return item.expected, "expected"
    return (known.confirmed or "", "confirmed") if known else ("", "")


def _why_not(
    item: Item,
    question: str | None,
    answer: str,
    kept_back: set[str | None],
    examples: dict[tuple[str, str], Example],
) -> LeftOut | None:
    if item.split is Split.HOLDOUT:
        return LeftOut.HOLDOUT
    if question is None:
        return LeftOut.NO_COLUMN
    if question in kept_back:
        return LeftOut.LIKE_HOLDOUT
    if not answer.strip():
        return LeftOut.NO_ANSWER
    return LeftOut.DUPLICATE if (question, answer) in examples else None
