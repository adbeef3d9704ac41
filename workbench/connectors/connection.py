"""Testing a connection: one short call that carries nothing of any dataset, and a sentence that says how it went."""

import asyncio
from typing import NamedTuple

from workbench.connectors.calling import Endpoint, EndpointRefusal, Passing
from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.json_endpoint import template_names
from workbench.connectors.questions import Question
from workbench.connectors.replies import CUT_OFF
from workbench.domain import Answer
from workbench.domain.formats import duration

_PROMPT = "This is a test of the connection. Answer with the one word: ready"
LONGEST_WAIT_S = 30.0


class Connection(NamedTuple):
    """How a test call went: whether the endpoint answers, in words, and the seconds it took (None if it did not)."""

    works: bool
    sentence: str
    latency_s: float | None = None


def try_connection(settings: EndpointSettings) -> Connection:
    """Make one call and say in words how it went: it works, or what is wrong and what to do. Raises BadSetting."""
    return asyncio.run(_test(settings))


async def _test(settings: EndpointSettings) -> Connection:
    endpoint = Endpoint(settings, connections=1)
    values = dict.fromkeys(template_names(settings.request_template), "test")
    try:
        async with asyncio.timeout(min(LONGEST_WAIT_S, settings.timeout_s) + 1):
            answer = await endpoint.attempt(Question(_PROMPT, settings.system, values))
    except (EndpointRefusal, Passing) as trouble:
        return Connection(False, str(trouble))
    except TimeoutError:
        return Connection(
            False,
            f"{endpoint.host} gave no answer within {LONGEST_WAIT_S:g} s. It may still be loading the model: test "
            "again in a minute.",
        )
    finally:
        await endpoint.close()
    return _judged(answer, settings, endpoint.host)


def _judged(answer: Answer, settings: EndpointSettings, host: str) -> Connection:
    who = f"“{settings.model}” at {host}" if settings.model else host
    took = f"took {duration(answer.latency_s or 0.0)}"
    if answer.failure_reason == CUT_OFF.sentence:
        return Connection(
            True,
            f"Works: {who} answers; {took}. It thinks before it answers and used up its longest answer on that. "
            "Raise the longest answer before a run.",
            answer.latency_s,
        )
    if answer.failure_reason:
        return Connection(False, answer.failure_reason, answer.latency_s)
    if not answer.text:
        return Connection(
            True, f"Works: {who} answers, though with an empty answer; {took}.", answer.latency_s
        )
    words = " ".join(answer.text.split())
    said = f"It says: “{words[:60]}{'…' if len(words) > 60 else ''}”"
    return Connection(True, f"Works: {who} answers; {took}. {said}", answer.latency_s)
