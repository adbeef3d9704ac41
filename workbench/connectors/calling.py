"""A model behind an endpoint of any provider: one question in, one answer out.

Passing trouble (network, 408, 409, 429, 5xx, a connection the server closed while idle) is tried again after
growing, random pauses; what would fail every time (a wrong key, an unknown model, nobody listening) raises
`EndpointRefusal`, so that a run can end early; everything else is an Answer with its reason.
"""

import asyncio
import random
import time
from itertools import count

import httpx

from workbench.connectors.catalogue import get_provider
from workbench.connectors.clients import (
    Client,
    is_certificate_trouble,
    is_timeout,
    is_unconnected,
)
from workbench.connectors.endpoints import EndpointSettings, host_of, is_local
from workbench.connectors.keys import key_for
from workbench.connectors.lessons import lesson_in
from workbench.connectors.log_probabilities import confidence_in
from workbench.connectors.provider import Ask, Call, Keys
from workbench.connectors.questions import AnswerShape, Question
from workbench.connectors.reading import read_reply
from workbench.connectors.replies import Refusal, Reply
from workbench.connectors.shapes import instruction, read_shaped
from workbench.connectors.wire import TooLarge
from workbench.domain import Answer
from workbench.errors import ConnectorFailure

MOST_ATTEMPTS = 5
MOST_ATTEMPTS_AFTER_TIMEOUT = 2
LONGEST_PAUSE_S = 60.0
LONGEST_RANDOM_PAUSE_S = 20.0
_MOST_LESSONS = 5
_SHORTEST_KEY = 6
# Bytes of a body that are kept for those who want to see what came over the wire.
LONGEST_KEPT_BODY = 32 * 1024
STATUS_LINE = "HTTP status "  # how a body begins that is kept of a refused call
_NETWORK = "Check the base URL and the network connection."


class EndpointRefusal(ConnectorFailure):
    """A failure that every further call would meet too; `body`: what came over the wire, as an Answer has it."""

    def __init__(self, sentence: str, body: str = ""):
        super().__init__(sentence)
        self.body = body


class Passing(Exception):
    """Trouble that may be over at the next attempt; carries what to say if it is not.

    `pause_s`: the pause the server asks for, in seconds. `is_fatal`: if it does not pass, no call can succeed.
    `status`: the HTTP status, 0 where there was no response. `body`: what came, as an Answer has it.
    """

    def __init__(
        self,
        sentence: str,
        pause_s: float | None = None,
        is_timeout: bool = False,
        is_fatal: bool = False,
        status: int = 0,
        body: str = "",
    ):
        super().__init__(sentence)
        self.pause_s = pause_s
        self.is_timeout = is_timeout
        self.is_fatal = is_fatal
        self.status = status
        self.body = body

    def in_the_end(self) -> Answer:
        """What the call comes to where the trouble does not pass. Raises EndpointRefusal where none can succeed."""
        if self.is_fatal:
            raise EndpointRefusal(str(self), self.body) from self
        return Answer(failure_reason=str(self), body=self.body)


class Endpoint:
    """One endpoint with its pooled connections; used inside one event loop and closed at the end."""

    def __init__(self, settings: EndpointSettings, first_pause_s: float = 0.5, connections: int = 64):
        """`first_pause_s`: the longest first pause between attempts; later ones grow from it.

        `connections`: at least as many as calls at once; fewer make calls wait for each other.
        """
        self.settings = settings
        self.host = host_of(settings.base_url)
        self._provider = get_provider(settings.provider)
        self._first_pause_s = first_pause_s
        self._lessons: set[str] = set()
        variables = (settings.key_variable, settings.access_key_variable, settings.session_token_variable)
        self._keys = Keys(*(key_for(name) or "" for name in variables))
        self._by_variable = {name: key for name, key in zip(variables, self._keys, strict=True) if name}
        self._client = Client(settings, connections)

    async def answer(self, question: Question | str) -> Answer:
        """The answer to one question, tried again while trouble passes. Raises EndpointRefusal, BadSetting."""
        for number in count(1):
            try:
                return await self.attempt(question)
            except Passing as trouble:
                if number < (MOST_ATTEMPTS_AFTER_TIMEOUT if trouble.is_timeout else MOST_ATTEMPTS):
                    pause_s = self._pause_s(trouble, number)
                else:
                    return trouble.in_the_end()
            await asyncio.sleep(pause_s)
        raise AssertionError("unreachable")

    async def attempt(self, question: Question | str) -> Answer:
        """One attempt and no more. Raises Passing, EndpointRefusal, BadSetting."""
        self._check_keys()
        asked = self._as_question(question)
        for _ in range(_MOST_LESSONS):
            lessons = frozenset(self._lessons)
            ask = Ask(self.settings, asked, self._keys, lessons)
            started = time.perf_counter()
            status, headers, body = await self._send(self._provider.request_for(ask))
            latency_s = time.perf_counter() - started
            lesson = lesson_in(status, body, ask)
            if not lesson:
                break
            self._lessons.add(lesson)
        reply = read_reply(self._provider, self.settings, self.host, status, headers, body)
        if isinstance(reply, Reply):
            return _answer(reply, asked.shape, latency_s, self._as_text(body))
        return self._without_answer(reply, status, latency_s, self._as_text(body, status))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    def _as_question(self, question: Question | str) -> Question:
        """The question with what its form asks for written under the prompt."""
        if isinstance(question, str):
            return Question(question, self.settings.system)
        added = instruction(question.shape)
        return Question(question.prompt + added, question.system, question.values, question.shape)

    def _without_answer(self, refusal: Refusal, status: int, latency_s: float, body: str) -> Answer:
        sentence = self._without_keys(refusal.sentence)
        if refusal.is_fatal:
            raise EndpointRefusal(sentence, body)
        if refusal.is_passing:
            raise Passing(sentence, pause_s=refusal.pause_s, status=refusal.status or status, body=body)
        return Answer(
            failure_reason=sentence,
            latency_s=latency_s,
            input_tokens=refusal.input_tokens,
            output_tokens=refusal.output_tokens,
            cached_tokens=refusal.cached_tokens,
            cache_write_tokens=refusal.cache_write_tokens,
            body=body,
        )

    def _as_text(self, body: bytes, status: int = 200) -> str:
        """A body as it is kept: of a longer one the beginning, and never a key; a status that is not 200 before it."""
        kept = self._without_keys(body[:LONGEST_KEPT_BODY].decode("utf-8", "replace").replace("\0", ""))
        left_out = len(body) - LONGEST_KEPT_BODY
        if left_out > 0:
            kept = f"{kept}\n… and {left_out:,} more bytes, not kept"
        return kept if status == 200 else f"{STATUS_LINE}{status}\n\n{kept}"

    def _without_keys(self, text: str) -> str:
        for secret in self._keys:
            # A shorter text is no key, and may be part of any word.
            if len(secret) >= _SHORTEST_KEY:
                text = text.replace(secret, "(key)")
        return text

    def _check_keys(self) -> None:
        for variable, key in self._by_variable.items():
            if not key:
                raise EndpointRefusal(
                    f"The environment variable {variable}, which should hold the key for {self.host}, is not set "
                    "where the app runs. Set it and start the app again."
                )
            if not (key.isascii() and key.isprintable()):
                raise EndpointRefusal(
                    f"The key in {variable} holds characters that keys do not have, such as a line break or a dash "
                    "from a text editor. Copy the key again."
                )

    async def _send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in small letters) and body. The time limit covers the whole call."""
        try:
            return await self._client.send(call)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise EndpointRefusal(
                f"“{call.url}” is not an address that can be called. Check the base URL."
            ) from error
        except TooLarge as error:
            raise Passing(
                f"{self.host} sent an answer of more than 32 MB, which is not read to its end."
            ) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise self._network_trouble(error) from error

    def _network_trouble(self, error: Exception) -> Passing:
        if is_certificate_trouble(error):
            return Passing(
                f"{self.host} does not prove who it is: its certificate is not accepted. Check the base URL or "
                "the proxy.",
                is_fatal=True,
            )
        if is_unconnected(error):
            if is_timeout(error):
                sentence = f"{self.host} cannot be reached. {_NETWORK}"
                return Passing(sentence, is_timeout=True, is_fatal=True)
            return Passing(_unreachable(self.host, self.settings.base_url, error), is_fatal=True)
        if is_timeout(error):
            return Passing(
                f"{self.host} gave no answer within {self.settings.timeout_s:g} s. "
                "Try again later, or raise the time limit.",
                is_timeout=True,
            )
        # Also a kept-alive connection that the server closed while it was idle: the next one is fresh.
        return Passing(
            f"The connection to {self.host} broke off before the answer was complete. Retry the failed items."
        )

    def _pause_s(self, trouble: Passing, number: int) -> float:
        """Seconds until the next attempt: what the server asked for, else exponential with full jitter."""
        longest_s = min(LONGEST_RANDOM_PAUSE_S, self._first_pause_s * 2.0 ** (number - 1))
        random_s = random.uniform(0, longest_s)
        return random_s if trouble.pause_s is None else min(trouble.pause_s + random_s * 0.1, LONGEST_PAUSE_S)


def _answer(reply: Reply, shape: AnswerShape | None, latency_s: float, body: str) -> Answer:
    shaped = read_shaped(reply.text, shape)
    confidence = reply.confidence if reply.confidence is not None else shaped.confidence
    if confidence is None and shape is not None and shape.categories:
        confidence = confidence_in(reply.token_chances, shaped.text)
    return Answer(
        text=shaped.text or None,
        raw=reply.text or reply.refusal,
        confidence=confidence,
        latency_s=latency_s,
        cost_usd=reply.cost_usd,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        cached_tokens=reply.cached_tokens,
        cache_write_tokens=reply.cache_write_tokens,
        body=body,
    )


def _unreachable(host: str, base_url: str, error: Exception) -> str:
    reason = str(error).casefold()
    if any(
        sign in reason for sign in ("name or service", "nodename", "getaddrinfo", "name resolution", "dns")
    ):
        return f"There is no host called {host}, or this machine is offline. {_NETWORK}"
    if is_local(base_url):
        return f"Nothing answers at {host} on this machine. Start the model server there, or check the port."
    return f"{host} refuses the connection. {_NETWORK}"
