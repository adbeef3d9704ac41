"""Answers that come as a stream of events, though none was asked for: some gateways and vendors know no other way.

Each provider's file says how its events are joined to what would have come whole; here they are told apart.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")
_DONE = "[DONE]"


class BrokenOff(ValueError):
    """A stream that ended before the answer was complete."""


class Stream(NamedTuple):
    """The events' contents in order, without the last word; `is_done`: it was said."""

    events: list[Any]
    is_done: bool = False


def is_stream(content_type: str, text: str) -> bool:
    """True where a body is a stream of events, whatever its head calls it."""
    return "event-stream" in content_type.casefold() or text.startswith(("data:", "event:"))


def read_stream(text: str) -> Stream:
    """The events of a body. Raises BrokenOff where one of them cannot be read."""
    events, data, is_done = [], [], False
    for line in [*_LINE_END.split(text), ""]:
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            said, data = "\n".join(data), []
            if said.strip() == _DONE:
                is_done = True
                continue
            try:
                events.append(json.loads(said))
            except (ValueError, RecursionError) as error:
                raise BrokenOff(said[-50:]) from error
    if not events:
        raise BrokenOff("no event")
    return Stream(events, is_done)


def last_event(stream: Stream) -> Any:
    """What a service of unknown form said last."""
    return stream.events[-1]


def error_in(content: Any) -> Mapping[str, Any] | None:
    """The error that a successful response, or one of its events, turns out to be; None where it is none."""
    if not isinstance(content, dict) or not content.get("error"):
        return None
    error = content["error"]
    return error if isinstance(error, dict) else {"message": str(error)}


def error_status(error: Mapping[str, Any]) -> int:
    """The HTTP status that an error would have had, had it come in time."""
    code = error.get("code") if isinstance(error.get("code"), int) else error.get("status")
    if isinstance(code, int) and 400 <= code < 600:
        return code
    kind = f"{error.get('type')} {error.get('code')} {error.get('status')}".casefold()
    if "rate_limit" in kind or "resource_exhausted" in kind:
        return 429
    return 529 if "overloaded" in kind else 500
