"""What tells one version of a candidate from another: setting by setting, long texts word by word."""

import difflib
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from workbench.domain import AnswerType, Candidate
from workbench.domain.formats import plural
from workbench.runs.checking import DEFAULTS

WORDS = {
    "rules": "Rules", "column": "Column it reads", "otherwise": "If no rule matches", "columns": "Columns it reads",
    "threshold": "No answer below", "seed": "Seed", "provider": "Provider", "base_url": "Base URL", "model": "Model",
    "key_variable": "Variable that holds the key", "system": "System text", "user_template": "User text",
    "temperature": "Temperature", "max_tokens": "Longest answer, in tokens", "concurrency": "Calls at once",
    "timeout_s": "Time limit, in seconds", "structured": "Form of the answer", "confidence": "Confidence",
    "samples": "Answers per item", "api_version": "API version", "region": "Region",
    "access_key_variable": "Variable that holds the access key",
    "session_token_variable": "Variable that holds the session token", "request_template": "Request it takes",
    "answer_path": "Where the answer stands", "confidence_path": "Where its confidence stands",
    "cost_path": "Where its cost stands", "key_header": "Header that carries the key",
    "calls_a_minute": "Calls a minute, at most", "tokens_a_minute": "Tokens a minute, at most",
    "file_name": "File", "path": "Model file", "usd_per_million_input_tokens": "USD per million tokens in",
    "usd_per_million_output_tokens": "USD per million tokens out",
    "usd_per_million_cached_tokens": "USD per million cached tokens", "usd_per_item": "USD per item",
}  # fmt: skip
INSTRUCTIONS = "The workflow's instructions"
# What of the workflow goes into a prompt or the form of an answer: see `asking.form_asked`.
_FORM_WORDS = {
    "answer_type": "Kind of answer", "categories": "The workflow's categories", "field_names": "The workflow's fields",
    "unit": "The workflow's unit", "task": "The workflow's description",
}  # fmt: skip
_TEXTS = ("rules", "system", "user_template", "request_template")
_NOTHING = "nothing"
_TOKEN = re.compile(r"\n|[^\S\n]+|[\w']+|[^\w\s]")


class PartKind(StrEnum):
    """Whether words stand in both texts, only in the earlier one, or only in the later one."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Part(NamedTuple):
    """Some words of two compared texts."""

    kind: PartKind
    text: str


class Change(NamedTuple):
    """One thing that differs, as it stands on the screen; `parts`: word by word, for long texts."""

    words: str
    before: str
    after: str
    parts: tuple[Part, ...] = ()


def changes_between(before: Candidate, after: Candidate) -> list[Change]:
    """What a later version of a candidate has otherwise than an earlier one; of the workflow what both are known by."""
    known = DEFAULTS[after.kind]
    earlier, later = known | before.settings, known | after.settings
    names = [name for name in (*WORDS, *sorted({*earlier, *later} - {*WORDS})) if name in {*earlier, *later}]
    found = [
        _change(name, earlier.get(name), later.get(name))
        for name in names
        if _is_other(earlier.get(name), later.get(name))
    ]
    instructed = before.prompt_template, after.prompt_template
    if None not in instructed and instructed[0] != instructed[1]:
        found.append(_text_change(INSTRUCTIONS, instructed[0] or "", instructed[1] or ""))
    return [*found, *_form_changes(before.answer_form or {}, after.answer_form or {})]


def _form_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs of the parts that both versions ask by: others come and go with settings, which tell so."""
    found = []
    for name, words in _FORM_WORDS.items():
        if name not in before or name not in after or before[name] == after[name]:
            continue
        if name == "answer_type":
            found.append(Change(words, AnswerType(before[name]).words, AnswerType(after[name]).words))
        elif name == "unit":
            found.append(Change(words, before[name] or _NOTHING, after[name] or _NOTHING))
        else:
            found.append(_text_change(words, _told(before[name]), _told(after[name])))
    return found


def _told(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def changes_words(changes: Sequence[Change]) -> str:
    """ "Temperature 0 → 0.7; System text: 2 words out, 5 in"; "nothing" where nothing differs."""
    return "; ".join(_short(one) for one in changes) or _NOTHING


def word_parts(before: str, after: str) -> tuple[Part, ...]:
    """Two texts as runs of words that stand in both or in one of them; spaces belong to the words before them."""
    earlier, later = _TOKEN.findall(before), _TOKEN.findall(after)
    parts: list[Part] = []
    matcher = difflib.SequenceMatcher(None, earlier, later, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part(PartKind.KEPT, "".join(earlier[a:b])))
            continue
        if b > a:
            parts.append(Part(PartKind.REMOVED, "".join(earlier[a:b])))
        if d > c:
            parts.append(Part(PartKind.ADDED, "".join(later[c:d])))
    return _without_splinters(parts)


def marked(parts: Sequence[Part]) -> str:
    """The comparison as plain text: taken out [-so-], put in [+so+]."""
    marks = {PartKind.KEPT: "{}", PartKind.REMOVED: "[-{}-]", PartKind.ADDED: "[+{}+]"}
    return "".join(marks[part.kind].format(part.text) for part in parts)


def _without_splinters(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with spaces alone between two changes drawn into these, so that phrases change as a whole."""
    found: list[Part] = []
    removed, added = "", ""

    def settle() -> None:
        nonlocal removed, added
        found.extend(
            part for part in (Part(PartKind.REMOVED, removed), Part(PartKind.ADDED, added)) if part.text
        )
        removed = added = ""

    for n, part in enumerate(parts):
        is_between = part.kind is PartKind.KEPT and not part.text.strip() and 0 < n < len(parts) - 1
        if is_between and (removed or added):
            removed, added = removed + (part.text if removed else ""), added + (part.text if added else "")
        elif part.kind is PartKind.KEPT:
            settle()
            found.append(part)
        elif part.kind is PartKind.REMOVED:
            removed += part.text
        else:
            added += part.text
    settle()
    return tuple(found)


def _is_other(before: Any, after: Any) -> bool:
    return (before or None) != (after or None) or (
        (before is None) != (after is None) and 0 in (before, after)
    )


def _change(name: str, before: Any, after: Any) -> Change:
    words = WORDS.get(name, name.replace("_", " "))
    if name in _TEXTS:
        return _text_change(words, _as_lines(before), _as_lines(after))
    return Change(words, _shown(name, before), _shown(name, after))


def _text_change(words: str, before: str, after: str) -> Change:
    return Change(words, before, after, word_parts(before, after))


def _as_lines(value: Any) -> str:
    """A text as it is; a table of rules with one rule per line."""
    if isinstance(value, list):
        return "\n".join(
            f"{rule.get('pattern', '')} → {rule.get('answer', '')}"
            if isinstance(rule, Mapping)
            else str(rule)
            for rule in value
        )
    return str(value or "")


def _shown(name: str, value: Any) -> str:
    if name == "structured":
        return "a form to fill in" if value else "free"
    if value is None or value in ("", []):
        return _NOTHING
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "threshold":
        return f"{float(value) * 100:g}\N{NO-BREAK SPACE}%"
    return f"{value:,g}" if isinstance(value, int | float) else str(value).replace("_", " ")


def _short(change: Change) -> str:
    if not change.parts:
        return f"{change.words} {change.before} → {change.after}"
    numbers = [
        (sum(len(part.text.split()) for part in change.parts if part.kind is kind), way)
        for kind, way in ((PartKind.REMOVED, "out"), (PartKind.ADDED, "in"))
    ]
    told = [f"{plural(number, 'word')} {way}" for number, way in numbers if number]
    return f"{change.words}: {', '.join(told)}"
