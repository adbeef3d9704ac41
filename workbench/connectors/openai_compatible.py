"""A model behind an OpenAI-compatible endpoint: one prompt in, one answer out.

Passing trouble (network, 408, 409, 429, 5xx, a connection the server closed while idle) is tried again after
growing, random pauses; what would fail every time (a wrong key, an unknown model, nobody listening) raises
`EndpointRefusal`, so that a run can end early; everything else is an Answer with its reason.
"""

import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from workbench.connectors.endpoints import EndpointSettings, host_of, is_local
from workbench.connectors.keys import key_for
from workbench.connectors.replies import Refusal, read_reply, refusal_sentence
from workbench.domain import Answer
from workbench.errors import ConnectorFailure

MOST_ATTEMPTS = 5
MOST_ATTEMPTS_AFTER_TIMEOUT = 2
LONGEST_PAUSE_S = 60.0
_PASSING_STATUS = {408, 409, 425, 429}
# The request itself is refused: another item's prompt may be fine.
_THIS_REQUEST_STATUS = {400, 413, 422}
_NETWORK = "Check the base URL and the network connection."


class EndpointRefusal(ConnectorFailure):
    """A failure that every further call would meet too."""


class _Passing(Exception):
    """Trouble that may be over at the next attempt; carries what to say if it is not."""

    def __init__(
        self, sentence: str, pause_s: float | None = None, is_timeout: bool = False, is_fatal: bool = False
    ):
        super().__init__(sentence)
        self.pause_s = pause_s
        self.is_timeout = is_timeout
        self.is_fatal = is_fatal


class Endpoint:
    """One endpoint with its pooled connections; used inside one event loop and closed at the end."""

    def __init__(self, settings: EndpointSettings, first_pause_s: float = 0.5, connections: int = 64):
        """`first_pause_s`: the longest first pause between attempts; later ones grow from it."""
        self.settings = settings
        self.host = host_of(settings.base_url)
        self._first_pause_s = first_pause_s
        self._newer_token_name = False
        self._without_temperature = settings.temperature is None
        self._key = key_for(settings.key_variable)
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(settings.timeout_s, connect=min(10.0, settings.timeout_s)),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            # A company's proxy does not know this machine's own ports.
            trust_env=not is_local(settings.base_url),
        )

    async def answer(self, prompt: str) -> Answer:
        """The model's answer to one prompt. Raises EndpointRefusal where no call can succeed."""
        self._check_key()
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_Passing), wait=self._pause, stop=_is_last_attempt, reraise=True
        )
        try:
            return await retrying(self._attempt, prompt)
        except _Passing as trouble:
            if trouble.is_fatal:
                raise EndpointRefusal(str(trouble)) from trouble
            return Answer(failure_reason=str(trouble))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    def _check_key(self) -> None:
        variable = self.settings.key_variable
        if variable and not self._key:
            raise EndpointRefusal(
                f"The environment variable {variable}, which should hold the key for {self.host}, is not set "
                "where the app runs. Set it and start the app again."
            )
        if self._key and not (self._key.isascii() and self._key.isprintable()):
            raise EndpointRefusal(
                f"The key in {variable} holds characters that keys do not have, such as a line break or a dash "
                "from a text editor. Copy the key again."
            )

    async def _attempt(self, prompt: str) -> Answer:
        for _ in range(3):
            started = time.perf_counter()
            response = await self._post(prompt)
            latency_s = time.perf_counter() - started
            if not self._adapts_to(response):
                break
        status = response.status_code
        if status in _PASSING_STATUS or status >= 500:
            raise _Passing(self._sentence(response), pause_s=_asked_pause_s(response))
        if status in _THIS_REQUEST_STATUS:
            return Answer(failure_reason=self._sentence(response), latency_s=latency_s)
        if status != 200:
            raise EndpointRefusal(self._sentence(response))
        reply = read_reply(response.content, response.headers.get("content-type", ""), self.host)
        if isinstance(reply, Refusal):
            if reply.is_fatal:
                raise EndpointRefusal(reply.sentence)
            if reply.is_passing:
                raise _Passing(reply.sentence)
            return Answer(failure_reason=reply.sentence, latency_s=latency_s)
        return Answer(
            text=reply.text or None,
            raw=reply.text or reply.refusal,
            latency_s=latency_s,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
        )

    async def _post(self, prompt: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        where = f"{self.settings.base_url}/chat/completions"
        try:
            return await self._client.post(where, json=self._body(prompt), headers=headers)
        except httpx.ConnectTimeout as error:
            raise _Passing(
                f"{self.host} cannot be reached. {_NETWORK}", is_timeout=True, is_fatal=True
            ) from error
        except httpx.ConnectError as error:
            raise _Passing(_unreachable(self.host, self.settings.base_url, error), is_fatal=True) from error
        except httpx.TimeoutException as error:
            raise _Passing(
                f"{self.host} gave no answer within {self.settings.timeout_s:g} s. "
                "Try again later, or raise the time limit.",
                is_timeout=True,
            ) from error
        except httpx.TransportError as error:
            # Also a kept-alive connection that the server closed while it was idle: the next one is fresh.
            raise _Passing(
                f"The connection to {self.host} broke off before the answer was complete. Retry the failed items."
            ) from error
        except httpx.InvalidURL as error:
            raise EndpointRefusal(
                f"“{where}” is not an address that can be called. Check the base URL."
            ) from error

    def _body(self, prompt: str) -> dict[str, Any]:
        system = self.settings.system
        messages = [{"role": "system", "content": system}] if system.strip() else []
        messages.append({"role": "user", "content": prompt})
        tokens_name = "max_completion_tokens" if self._newer_token_name else "max_tokens"
        body = {"model": self.settings.model, "messages": messages, tokens_name: self.settings.max_tokens}
        return body if self._without_temperature else body | {"temperature": self.settings.temperature}

    def _adapts_to(self, response: httpx.Response) -> bool:
        """Learn from a 400 that this model wants newer or fewer settings; True when to send the call again."""
        if response.status_code != 400:
            return False
        if "max_completion_tokens" in response.text and not self._newer_token_name:
            self._newer_token_name = True
            return True
        is_about_temperature = "temperature" in response.text and "support" in response.text
        if is_about_temperature and not self._without_temperature:
            self._without_temperature = True
            return True
        return False

    def _sentence(self, response: httpx.Response) -> str:
        sentence = refusal_sentence(response.status_code, response.text, self.host, self.settings)
        return sentence.replace(self._key, "(key)") if self._key else sentence

    def _pause(self, state: RetryCallState) -> float:
        """Seconds until the next attempt: what the server asked for, else exponential with full jitter."""
        trouble = state.outcome.exception() if state.outcome else None
        random_s = wait_random_exponential(multiplier=self._first_pause_s, max=20)(state)
        asked_s = trouble.pause_s if isinstance(trouble, _Passing) else None
        return random_s if asked_s is None else min(asked_s + random_s * 0.1, LONGEST_PAUSE_S)


def _is_last_attempt(state: RetryCallState) -> bool:
    trouble = state.outcome.exception() if state.outcome else None
    is_timeout = isinstance(trouble, _Passing) and trouble.is_timeout
    return state.attempt_number >= (MOST_ATTEMPTS_AFTER_TIMEOUT if is_timeout else MOST_ATTEMPTS)


def _unreachable(host: str, base_url: str, error: httpx.ConnectError) -> str:
    reason = str(error).casefold()
    if "certificate" in reason or "ssl" in reason:
        return f"{host} does not prove who it is: its certificate is not accepted. Check the base URL or the proxy."
    if any(sign in reason for sign in ("name or service", "nodename", "getaddrinfo", "name resolution")):
        return f"There is no host called {host}, or this machine is offline. {_NETWORK}"
    if is_local(base_url):
        return f"Nothing answers at {host} on this machine. Start the model server there, or check the port."
    return f"{host} refuses the connection. {_NETWORK}"


def _asked_pause_s(response: httpx.Response) -> float | None:
    """The pause a server asks for in Retry-After: seconds or a date; None where it asks for none."""
    asked = response.headers.get("retry-after", "").strip()
    if not asked:
        return None
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
