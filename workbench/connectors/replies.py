"""Reading what an endpoint sent back: an answer, or the sentence that says what is wrong with it."""

import json
from dataclasses import dataclass
from typing import Any

from workbench.connectors.endpoints import EndpointSettings

_LONGEST_DETAIL = 200


@dataclass(frozen=True)
class Reply:
    """The text of an answer ("" where the model abstained) and the tokens it took, where the server says so.

    `refusal`: the model's own words for why it does not answer, where it gives them apart from the answer.
    """

    text: str
    refusal: str
    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True)
class Refusal:
    """A reply without an answer. `is_fatal`: every call would meet it; `is_passing`: the next one may not."""

    sentence: str
    is_fatal: bool = False
    is_passing: bool = False


def read_reply(body: bytes, content_type: str, host: str) -> Reply | Refusal:
    """Read the body of a successful call."""
    if "html" in content_type.casefold() or body.lstrip()[:1] == b"<":
        return Refusal(
            f"{host} answered with a web page instead of a model's answer. Check the base URL; most end in /v1.",
            is_fatal=True,
        )
    try:
        content = json.loads(body)
    except ValueError:
        return Refusal(f"The answer of {host} broke off or cannot be read.", is_passing=True)
    try:
        choice = content["choices"][0]
        message = choice["message"]
        text = _text(message.get("content"))
        usage = content.get("usage") or {}
    except (KeyError, TypeError, AttributeError):
        return Refusal(
            f"{host} answered in a form that is not OpenAI's chat completions. Check the base URL.",
            is_fatal=True,
        )
    except IndexError:
        return Refusal(f"{host} sent back no answer at all (an empty list of choices).")
    reason = choice.get("finish_reason")
    if not text.strip() and reason == "length":
        return Refusal(
            "The model used up its longest answer before it said anything. Raise the longest answer."
        )
    if not text.strip() and reason == "content_filter":
        return Refusal(f"{host} withheld the answer because of its content filter.")
    refusal = str(message.get("refusal") or "").strip()
    return Reply(
        text.strip(), refusal, _tokens(usage.get("prompt_tokens")), _tokens(usage.get("completion_tokens"))
    )


def refusal_sentence(status: int, body: str, host: str, settings: EndpointSettings) -> str:
    """The sentence for a call that was refused with this HTTP status; quotes what the server says."""
    said = _detail(body)
    variable = settings.key_variable
    if status in (401, 403):
        which = f"the key in {variable}" if variable else "calls without a key"
        verb = "refuses" if status == 401 else "does not allow"
        advice = (
            "Check that the variable holds a current key"
            if variable
            else "Enter the name of the key's variable"
        )
        return f"{host} {verb} {which}. {advice}.{said}"
    if status == 404:
        hint = (
            ""
            if settings.base_url.rstrip("/").split("/")[-1].startswith("v")
            else ", which usually ends in /v1"
        )
        advice = f"Check the model's name and the base URL{hint}."
        return f"{host} knows no model “{settings.model}” at this address. {advice}{said}"
    if status == 429:
        return f"{host} allows no more calls at the moment. Try again later, or check the account's limits.{said}"
    if status in (400, 413, 422):
        return f"{host} refuses this request ({status}).{said or ' It gives no reason.'}"
    if 300 <= status < 400:
        return f"{host} points to another address. Enter the address it has moved to as the base URL."
    if status == 402:
        return f"{host} wants payment before it answers. Check the account's balance.{said}"
    if status >= 500:
        return f"{host} has trouble of its own ({status}). Try again later.{said}"
    return f"{host} refuses the call ({status}). Check the base URL.{said}"


def _detail(body: str) -> str:
    """ " It says: …" with the server's own words, or "" where it has none fit to quote."""
    try:
        content: Any = json.loads(body)
    except ValueError:
        return ""
    error = content.get("error", content) if isinstance(content, dict) else None
    words = error.get("message") or error.get("detail") if isinstance(error, dict) else error
    if not isinstance(words, str) or not words.strip():
        return ""
    line = " ".join(words.split())
    return f" It says: “{line[:_LONGEST_DETAIL]}{'…' if len(line) > _LONGEST_DETAIL else ''}”"


def _text(content: object) -> str:
    """The text of a message: as it stands, or joined from parts; "" for a message without text."""
    if content is None:
        return ""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content)


def _tokens(count: object) -> int | None:
    return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
