"""Any service that takes JSON and answers with JSON: described by a request template and a path to the answer.

The template is JSON text with placeholders: {prompt}, {system}, {model}, or the name of a column. Whatever is put in
is escaped, so that no value can change the request's form. A path is written with dots (result.items[0].text) or as a
JSON pointer (/result/items/0/text).
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from workbench.connectors.endpoints import EndpointSettings, host_of
from workbench.connectors.provider import Ask, Call, Provider
from workbench.connectors.replies import Refusal, Reply, tidy
from workbench.connectors.shapes import as_confidence
from workbench.errors import BadSetting

OWN_NAMES = ("prompt", "system", "model")
_PLACEHOLDER = re.compile(r"\{([^{}\"\n:]+)\}")
_STEP = re.compile(r"[^.\[\]]+")


def template_names(template: str) -> list[str]:
    """The names in a template's placeholders, each once; {{name}} is text and no placeholder."""
    plain = template.replace("{{", "\0").replace("}}", "\0")
    return list(dict.fromkeys(name.strip() for name in _PLACEHOLDER.findall(plain) if name.strip()))


def fill_request(template: str, values: Mapping[str, str]) -> str:
    """The request's JSON text. A placeholder inside quotes becomes escaped text there, one outside a whole string.

    Raises BadSetting where a placeholder names nothing known, or the outcome is no JSON.
    """
    by_name = {name.strip().casefold(): value for name, value in reversed(list(values.items()))}
    filled, at, in_string = [], 0, False
    while at < len(template):
        letter = template[at]
        if in_string and letter == "\\":
            filled.append(template[at : at + 2])
            at += 2
            continue
        if in_string and template[at : at + 2] in ("{{", "}}"):
            filled.append(letter)
            at += 2
            continue
        found = _PLACEHOLDER.match(template, at)
        if found:
            name = found[1].strip()
            if name.casefold() not in by_name:
                raise BadSetting(_unknown(name, list(values)))
            text = json.dumps(by_name[name.casefold()], ensure_ascii=False)
            filled.append(text[1:-1] if in_string else text)
            at = found.end()
            continue
        in_string ^= letter == '"'
        filled.append(letter)
        at += 1
    request = "".join(filled)
    try:
        json.loads(request)
    except ValueError as error:
        raise BadSetting(
            f"The request template is not written as a service would read it ({_where(error)}). "
            "Check its quotes, commas and braces."
        ) from error
    return request


def value_at(content: Any, path: str) -> Any:
    """What stands at a path. Raises KeyError where nothing does."""
    if path.startswith("/"):
        steps = [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    else:
        steps = _STEP.findall(path.strip().removeprefix("$"))
    for step in steps:
        try:
            content = content[int(step)] if isinstance(content, list) else content[step]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise KeyError(step) from error
    return content


def _request_for(ask: Ask) -> Call:
    question, settings = ask.question, ask.settings
    own = {"prompt": question.prompt, "system": question.system, "model": settings.model}
    body = fill_request(settings.request_template, own | dict(question.values))
    headers = {"content-type": "application/json", "accept": "application/json"}
    if ask.keys.key:
        name, _, before = (settings.key_header or "Authorization: Bearer").partition(":")
        headers[name.strip().lower()] = f"{before.strip()} {ask.keys.key}".strip()
    return Call(settings.base_url, headers, body.encode("utf-8", "replace"))


def _read_content(content: Any, settings: EndpointSettings) -> Reply | Refusal:
    host = host_of(settings.base_url)
    try:
        found = value_at(content, settings.answer_path)
    except KeyError:
        held = ", ".join(f"“{name}”" for name in list(content)[:8]) if isinstance(content, dict) else ""
        said = f" It holds {held}." if held else ""
        return Refusal(
            f"The answer of {host} has nothing at “{settings.answer_path}”.{said} Check the path to the answer."
        )
    return Reply(
        tidy(_as_text(found)),
        confidence=as_confidence(
            _value_or_none(content, settings.confidence_path), is_asked_in_percent=False
        ),
        cost_usd=_as_cost(_value_or_none(content, settings.cost_path)),
    )


def _value_or_none(content: Any, path: str) -> Any:
    try:
        return value_at(content, path) if path else None
    except KeyError:
        return None


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_as_text(part) for part in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _as_cost(value: Any) -> float | None:
    try:
        cost = float(value)
    except (TypeError, ValueError):
        return None
    return cost if 0 <= cost < float("inf") and not isinstance(value, bool) else None


def _check(settings: EndpointSettings) -> None:
    if not settings.request_template.strip():
        raise BadSetting(
            'The service has no request template yet. Enter the request it takes, such as {"text": "{prompt}"}.'
        )
    if not settings.answer_path.strip():
        raise BadSetting("The service has no path to the answer yet. Enter one, such as result.text.")
    names = template_names(settings.request_template)
    fill_request(settings.request_template, dict.fromkeys((*OWN_NAMES, *names), "text"))
    if not names:
        raise BadSetting(
            "The request template names nothing of the item, so every item would get the same request. Write "
            "{prompt} or a column in braces where its text belongs."
        )


def _unknown(name: str, known: list[str]) -> str:
    return (
        f"The request template asks for {{{name}}}, which is no column of the golden dataset. "
        f"Use one of {', '.join(f'{{{one}}}' for one in known[:8])}, or double the braces if they are meant as text."
    )


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, character {error.colno}"
    return "its form"


PROVIDER = Provider(
    name="json_endpoint",
    words="A vendor's service",
    form="an answer that can be read",
    request_for=_request_for,
    read_content=_read_content,
    has_schema=False,
    needs_model=False,
    check=_check,
)
