"""The form of an answer in words, as a schema, and read back from whatever the model made of it."""

import ast
import json
import re
from typing import Any, NamedTuple

from workbench.connectors.questions import AnswerShape

NO_ANSWER = "no answer"
_ANSWER, _CONFIDENCE = "answer", "confidence"
_STATED = re.compile(
    r"^[\s*_#>-]*(?:my\s+)?confidence(?:\s+(?:level|score))?\s*(?:is)?[\s*_]*[:=]?[\s*_]*"
    r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<percent>%|percent|/\s*100)?\s*\.?[\s*_]*$",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<percent>%|/\s*100)?\s*")


class Shaped(NamedTuple):
    """An answer freed of its form, and how sure the model says it is (0–1), where it says so."""

    text: str
    confidence: float | None = None


def json_schema(shape: AnswerShape) -> dict[str, Any]:
    """The schema of an answer, in the plain part of JSON Schema that all providers take."""
    properties: dict[str, Any] = {}
    if shape.field_names:
        for key, name in field_keys(shape.field_names).items():
            properties[key] = {"type": "string", "description": name}
    elif shape.categories:
        choices = list(dict.fromkeys((*shape.categories, NO_ANSWER)))
        properties[_ANSWER] = {"type": "string", "enum": choices}
    else:
        properties[_ANSWER] = {"type": "string"}
    if shape.asks_confidence:
        words = "How likely the answer is correct, from 0 to 100"
        properties[_CONFIDENCE] = {"type": "number", "description": words}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def field_keys(names: tuple[str, ...]) -> dict[str, str]:
    """A key for each field's name that every provider takes as a property's name: letters, digits, underscores."""
    keys: dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        key = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40]
        if not key or key in keys or key == _CONFIDENCE or not key.isascii():
            key = f"field_{number}"
        keys[key] = name
    return keys


def instruction(shape: AnswerShape | None) -> str:
    """What to add to a prompt so that a model without a schema keeps the form too; "" where nothing is asked."""
    if shape is None or not (shape.is_structured or shape.asks_confidence):
        return ""
    how_sure = "a number from 0 to 100 that says how likely the answer is correct"
    if not shape.is_structured:
        return (
            "\n\nGive the answer first. Then write one more line that reads “Confidence: ” followed by "
            f"{how_sure}."
        )
    if shape.field_names:
        parts = {key: f"value of {name}" for key, name in field_keys(shape.field_names).items()}
    else:
        parts = {_ANSWER: "one of the categories, or no answer" if shape.categories else "the answer"}
    lines = [f"{json.dumps(key)}: {json.dumps(words, ensure_ascii=False)}" for key, words in parts.items()]
    if shape.asks_confidence:
        lines.append(f"{json.dumps(_CONFIDENCE)}: {how_sure}")
    return "\n\nReply with one JSON object of this form and nothing else:\n{" + ", ".join(lines) + "}"


def read_shaped(text: str, shape: AnswerShape | None) -> Shaped:
    """The answer in a reply. Text that is not of the asked form counts as the answer itself."""
    if shape is None or not text.strip():
        return Shaped(text)
    if shape.is_structured:
        found = _object_in(text, shape)
        if found is not None:
            return found
    return _without_stated(text) if shape.asks_confidence else Shaped(text)


def _object_in(text: str, shape: AnswerShape) -> Shaped | None:
    """The last object in the text that has one of the asked keys, else None."""
    keys = field_keys(shape.field_names) if shape.field_names else {_ANSWER: _ANSWER}
    for found in reversed(_objects(text)):
        by_key = {_plain(key): value for key, value in found.items()}
        values = {name: by_key.get(_plain(key), by_key.get(_plain(name))) for key, name in keys.items()}
        if not any(_plain(key) in by_key or _plain(name) in by_key for key, name in keys.items()):
            continue
        confidence = as_confidence(by_key.get(_CONFIDENCE)) if shape.asks_confidence else None
        if not shape.field_names:
            return Shaped(_as_text(values[_ANSWER]), confidence)
        if not any(_as_text(value) for value in values.values()):
            return Shaped("", confidence)
        return Shaped("\n".join(f"{name}: {_as_text(value)}" for name, value in values.items()), confidence)
    return None


def _objects(text: str) -> list[dict[str, Any]]:
    """Every outermost {...} in a text that can be read as an object, a trailing comma or single quotes forgiven."""
    found: list[dict[str, Any]] = []
    at = text.find("{")
    while at != -1 and len(found) < 50:
        end = _end_of_object(text, at)
        value = _read_object(text[at:end] if end else text[at:] + "}")
        if value is not None:
            found.append(value)
        at = text.find("{", end if end and value is not None else at + 1)
    return found


def _end_of_object(text: str, start: int) -> int | None:
    depth, in_string, is_escaped = 0, False, False
    for at in range(start, len(text)):
        letter = text[at]
        if in_string:
            if is_escaped:
                is_escaped = False
            elif letter == "\\":
                is_escaped = True
            elif letter == '"':
                in_string = False
        elif letter == '"':
            in_string = True
        elif letter in "{}":
            depth += 1 if letter == "{" else -1
            if depth == 0:
                return at + 1
    return None


def _read_object(text: str) -> dict[str, Any] | None:
    for candidate in (text, re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            value = json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else None
    if len(text) < 20_000:
        try:
            # Only literals: nothing in the text is ever carried out.
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            return None
        return value if isinstance(value, dict) else None
    return None


def _without_stated(text: str) -> Shaped:
    """The text without its line about confidence, and the number in it."""
    lines = text.rstrip().splitlines()
    for at in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
        stated = _STATED.match(lines[at])
        if stated:
            rest = "\n".join(lines[:at] + lines[at + 1 :]).strip()
            return Shaped(rest, as_confidence(f"{stated['number']}{(stated['percent'] and '%') or ''}"))
    return Shaped(text)


def as_confidence(value: object, is_asked_in_percent: bool = True) -> float | None:
    """A stated confidence as 0–1: 85, "85 %" and 0.85 alike; None where it is none.

    A bare 1 is one per cent where per cent were asked for, and certainty where they were not.
    """
    match = None if isinstance(value, bool) else _NUMBER.fullmatch(str(value))
    if not match:
        return None
    number = float(match["number"].replace(",", "."))
    is_share = number <= 1 and not match["percent"]
    if is_asked_in_percent:
        is_share = is_share and not match["number"].isdigit()
    share = number if is_share else number / 100
    return share if share <= 1 else None


def _plain(key: object) -> str:
    return re.sub(r"[\s_-]+", "_", str(key).strip().casefold())


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_as_text(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()
