"""Placeholders in a workflow's instructions: `{column}` stands for that column's value of the item.

`{{` and `}}` stand for literal braces. Python's own format strings are not used, because their attribute and
index access ({x.__class__}) would let a template reach into the program.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from workbench.domain import DatasetVersion, Role
from workbench.errors import BadSetting

# Doubled braces are matched first, so `{{name}}` is the text "{name}" and no placeholder.
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}\n]+)\}")


def placeholders(template: str) -> list[str]:
    """The column names a template asks for, each once, in order of appearance.

    >>> placeholders("Read {clause_text} of {contract}; answer as {{category}}. {clause_text}")
    ['clause_text', 'contract']
    """
    names = (match[1].strip() for match in _TOKEN.finditer(template) if match[1])
    return list(dict.fromkeys(name for name in names if name))


def check_template(template: str, columns: Iterable[str]) -> list[str]:
    """Sentences about what is wrong with a template for items with these columns; empty when it fits.

    An empty template is fine here: rules and trained candidates do not read one.
    """
    known = list(columns)
    names = placeholders(template)
    if template.strip() and not names and known:
        return [
            "The instructions name no column, so every item would get the same text. "
            f"Write a column in braces where its text belongs, for example {{{known[0]}}}."
        ]
    return [_missing(name, known) for name in names if _find(name, known) is None]


def instruction_problems(template: str, version: DatasetVersion) -> list[str]:
    """What is wrong with the instructions for the items of this version, as sentences."""
    expected = {name.strip().casefold() for name in version.named(Role.EXPECTED)}
    leaks = [
        f"The instructions hand over {{{name}}}, the expected answer: a model would only repeat it. Take it out."
        for name in placeholders(template)
        if name.casefold() in expected
    ]
    known = [one.name for one in version.columns if one.role is not Role.EXPECTED]
    return leaks or check_template(template, known)


def fill_template(template: str, content: Mapping[str, Any]) -> str:
    """The template with the item's values in place of its placeholders; an empty cell becomes empty text.

    Values are put in once and never read as templates themselves. A name that differs only in case is found.
    Raises BadSetting when the item has no such column.
    """

    def replacement(match: re.Match[str]) -> str:
        if not match[1]:
            return match[0][0]
        name = _find(match[1].strip(), content)
        if name is None:
            raise BadSetting(_missing(match[1].strip(), list(content)))
        return as_text(content[name])

    return _TOKEN.sub(replacement, template)


def as_text(value: Any) -> str:
    """A cell's value as a model or a person reads it: an empty cell as "", 3.0 as "3"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _find(name: str, columns: Iterable[str]) -> str | None:
    """The column meant: the exact name, else the only one that differs in case or outer spaces."""
    known = list(columns)
    if name in known:
        return name
    alike = [column for column in known if column.strip().casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def _missing(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        advice = f"Write {{{near[0]}}} if that column is meant"
    elif known:
        advice = f"Use one of the dataset's columns ({', '.join(known[:8])}{', …' if len(known) > 8 else ''})"
    else:
        advice = "Import a golden dataset with that column"
    return (
        f"The instructions ask for {{{name}}}, but the golden dataset has no column “{name}”. {advice}, "
        "or double the braces if they are meant as text."
    )
