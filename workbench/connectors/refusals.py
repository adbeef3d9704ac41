"""Calls that a provider refuses: which kind of trouble it is, whether it passes, and the sentence that says so."""

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.replies import Refusal

_LONGEST_DETAIL = 200
_PASSING_STATUS = {408, 409, 424, 425, 429}


class Trouble(StrEnum):
    """Kinds of trouble. Those of `_ONE_ITEM` concern this request; `_PASSES` may be over at the next attempt."""

    WRONG_KEY = "wrong_key"
    NOT_ALLOWED = "not_allowed"
    NO_MODEL = "no_model"
    NO_CREDIT = "no_credit"
    USED_UP_TODAY = "used_up_today"
    FILTERED = "filtered"
    BUSY = "busy"
    SERVER = "server"
    REQUEST = "request"
    MOVED = "moved"
    OTHER = "other"


_ONE_ITEM = {Trouble.FILTERED, Trouble.REQUEST}
_PASSES = {Trouble.BUSY, Trouble.SERVER}

# Words by which providers tell troubles apart that share a status, in small letters. The first that fits counts.
_SIGNS: tuple[tuple[Trouble, tuple[int, ...], tuple[str, ...]], ...] = (
    (
        Trouble.NO_CREDIT,
        (400, 402, 403, 429),
        (
            "insufficient_quota", "credit balance is too low", "billing_hard_limit_reached", "billing_not_active",
            "insufficient credits", "insufficient balance", "insufficient_balance", "billing_error",
        ),
    ),
    (Trouble.USED_UP_TODAY, (429,), ("perday", "per day", "too many tokens per day")),
    (
        Trouble.WRONG_KEY,
        (400, 403),
        (
            "api_key_invalid", "api key not valid", "api key expired", "unrecognizedclientexception",
            "security token included in the request", "invalidsignatureexception", "signature we calculated",
            "expiredtoken", "missingauthenticationtoken", "incompletesignature", "missing authentication token",
        ),
    ),
    (
        Trouble.NO_MODEL,
        (400, 403, 422),
        (
            "model_not_found", "invalid model", "invalid_model", "model identifier is invalid",
            "on-demand throughput", "deploymentnotfound", "does not exist or you do not have access",
            "model is not supported", "unknown model",
        ),
    ),
    (
        Trouble.FILTERED,
        (400, 403),
        (
            "content_filter", "responsibleaipolicyviolation", "content management policy", "content filtering policy",
            "content_policy_violation", "blocked by content",
        ),
    ),
)  # fmt: skip


def read_refusal(
    status: int, headers: Mapping[str, str], body: str, host: str, settings: EndpointSettings
) -> Refusal:
    """What a call means that was refused with this HTTP status; quotes what the server says."""
    trouble = trouble_of(status, headers, body)
    return Refusal(
        _sentence(trouble, status, _detail(body), host, settings),
        is_fatal=trouble not in _ONE_ITEM | _PASSES,
        is_passing=trouble in _PASSES,
        pause_s=asked_pause_s(headers, body),
    )


def trouble_of(status: int, headers: Mapping[str, str], body: str) -> Trouble:
    """Which kind of trouble a refused call is in."""
    said = f"{headers.get('x-amzn-errortype', '')} {body[:5000]}".casefold()
    for trouble, statuses, signs in _SIGNS:
        if status in statuses and any(sign in said for sign in signs):
            return trouble
    if status in (401, 403):
        return Trouble.WRONG_KEY if status == 401 else Trouble.NOT_ALLOWED
    by_status = {402: Trouble.NO_CREDIT, 404: Trouble.NO_MODEL, 429: Trouble.BUSY, 529: Trouble.BUSY}
    if status in by_status:
        return by_status[status]
    if status in _PASSING_STATUS or status >= 500:
        return Trouble.SERVER
    if status in (400, 413, 422):
        return Trouble.REQUEST
    return Trouble.MOVED if 300 <= status < 400 else Trouble.OTHER


def _sentence(trouble: Trouble, status: int, said: str, host: str, settings: EndpointSettings) -> str:
    if trouble in (Trouble.WRONG_KEY, Trouble.NOT_ALLOWED):
        return _about_key(trouble, said, host, settings)
    if trouble is Trouble.NO_MODEL:
        return _about_model(said, host, settings)
    return {
        Trouble.NO_CREDIT: f"{host} wants payment before it answers: the account is out of credit. Check its "
        f"balance and limits there.{said}",
        Trouble.USED_UP_TODAY: f"{host} allows no more calls today. Resume tomorrow, or raise the account's "
        f"limits there.{said}",
        Trouble.FILTERED: f"{host} refuses this request ({status}) because of its content filter.{said}",
        Trouble.BUSY: f"{host} is overloaded at the moment. Try again later.{said}"
        if status == 529
        else f"{host} allows no more calls at the moment. Try again later, or check the account's limits.{said}",
        Trouble.SERVER: f"{host} has trouble of its own ({status}). Try again later.{said}",
        Trouble.REQUEST: f"{host} refuses this request ({status}).{said or ' It gives no reason.'}",
        Trouble.MOVED: f"{host} points to another address. Enter the address it has moved to as the base URL.",
        Trouble.OTHER: f"{host} refuses the call ({status}). Check the base URL.{said}",
    }[trouble]


def _about_key(trouble: Trouble, said: str, host: str, settings: EndpointSettings) -> str:
    variables = [name for name in (settings.access_key_variable, settings.key_variable) if name]
    which = f"the key in {' and '.join(variables)}" if variables else "calls without a key"
    verb = "refuses" if trouble is Trouble.WRONG_KEY else "does not allow"
    if trouble is Trouble.NOT_ALLOWED and variables and settings.model:
        advice = (
            f"Check that the variable holds a current key, and that its account may use “{settings.model}”"
        )
    elif variables:
        advice = "Check that the variable holds a current key"
    else:
        advice = "Enter the name of the key's variable"
    return f"{host} {verb} {which}. {advice}.{said}"


def _about_model(said: str, host: str, settings: EndpointSettings) -> str:
    if not settings.model:
        return f"{host} has nothing at this address. Check the address.{said}"
    last = settings.base_url.rstrip("/").split("/")[-1]
    is_compatible = settings.provider == "openai_compatible"
    hint = ", which usually ends in /v1" if is_compatible and not last.startswith("v") else ""
    thing = "deployment" if settings.provider == "azure_openai" else "model"
    advice = f"Check the {thing}'s name and the base URL{hint}."
    return f"{host} knows no {thing} “{settings.model}” at this address. {advice}{said}"


def _detail(body: str) -> str:
    """ " It says: …" with the server's own words, or "" where it has none fit to quote."""
    try:
        content: Any = json.loads(body)
    except ValueError:
        return ""
    words = _words(content)
    if not words:
        return ""
    line = " ".join(words.split())
    return f" It says: “{line[:_LONGEST_DETAIL]}{'…' if len(line) > _LONGEST_DETAIL else ''}”"


def _words(content: Any) -> str:
    """The message in an error body of any provider: error.message, message, detail, or a list of such."""
    if isinstance(content, str):
        return content.strip()
    if isinstance(content, list):
        return "; ".join(found for part in content[:3] if (found := _words(part)))
    if isinstance(content, dict):
        for name in ("error", "message", "Message", "detail", "msg", "error_description", "errors"):
            if found := _words(content.get(name)):
                return found
    return ""


def asked_pause_s(headers: Mapping[str, str], body: str = "") -> float | None:
    """The pause a server asks for, in seconds: Retry-After as seconds or a date, or a retry delay in the body."""
    milliseconds = headers.get("retry-after-ms", "").strip()
    if milliseconds.replace(".", "", 1).isdigit():
        return float(milliseconds) / 1000
    asked = headers.get("retry-after", "").strip()
    if not asked:
        # Google writes it into the error: "retryDelay": "34.07s".
        delay = re.search(r'"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"', body[:20_000])
        return float(delay[1]) if delay else None
    try:
        pause_s = float(asked)
        return max(0.0, pause_s) if pause_s < float("inf") else None
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
