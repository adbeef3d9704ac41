"""The pace of a run's calls: as many at once as the endpoint bears, within its limits a minute.

How many calls go out at once halves when the endpoint says that it is too much (429, 503, 529), and while it asks for a
pause nothing is sent; see `capacity`. Limits of requests and tokens a minute are kept by all runs of this process
together, each call taking the next free place, so that they share them fairly.
"""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from workbench.connectors.calling import (
    MOST_ATTEMPTS,
    MOST_ATTEMPTS_AFTER_TIMEOUT,
    Endpoint,
    Passing,
)
from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.questions import Question
from workbench.domain import Answer
from workbench.runs.capacity import START, Window, close_window, open_window

# An endpoint that says it is too much is asked again for so long, item by item; a longer pause is not waited for.
PATIENCE_S, BRIEF_PATIENCE_S = 300.0, 10.0
_TOO_MUCH = (429, 503, 529)
# The longest first pause between attempts; later ones grow from it.
FIRST_PAUSE_S = 0.5
# A wait looks so often at whether the run is to end.
_LOOK_S = 0.25


class Withheld(Exception):
    """A call that was not made, because its run is to end: the item is as it was."""


class Meter:
    """Places in time for calls and tokens, one after the other; used by any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._next_call_at = self._next_token_at = 0.0

    def reserve_s(self, calls_a_minute: float, tokens_a_minute: float, tokens: int) -> float:
        """Take the next place for a call of about so many tokens; seconds until it. A limit of 0 is none."""
        with self._lock:
            at = self._clock()
            starts_at = at
            if calls_a_minute:
                starts_at = max(starts_at, self._next_call_at)
                self._next_call_at = starts_at + 60.0 / calls_a_minute
            if tokens_a_minute:
                starts_at = max(starts_at, self._next_token_at)
                self._next_token_at = starts_at + tokens * 60.0 / tokens_a_minute
            return starts_at - at

    def correct(self, tokens_a_minute: float, more_tokens: int) -> None:
        """A call took so many tokens more (or, below zero, fewer) than were reserved for it."""
        if tokens_a_minute:
            with self._lock:
                self._next_token_at += more_tokens * 60.0 / tokens_a_minute


class Limits(NamedTuple):
    """What an endpoint allows a minute; 0 where it sets no limit."""

    calls_a_minute: float = 0.0
    tokens_a_minute: float = 0.0


_NO_LIMITS = Limits()
_meters: dict[tuple[str, ...], Meter] = {}
_meters_lock = threading.Lock()


def meter_for(*account: str) -> Meter:
    """The one meter of this process for an account: what shares its limits, such as address, key and model."""
    with _meters_lock:
        return _meters.setdefault(account, Meter())


def pacer_for(
    endpoint: Endpoint, checked: EndpointSettings, settings: Mapping[str, Any], most: int
) -> "Pacer":
    """The pacer of one run of a candidate with these settings; close it at the run's end.

    Runs with the same address and key share how many calls go out at once, `most` at the most; those that also have
    the same model share their `calls_a_minute` and `tokens_a_minute`, which providers count by model.
    """
    limits = Limits(*(float(settings.get(name) or 0.0) for name in Limits._fields))
    account = (checked.provider, checked.base_url, checked.key_variable or checked.access_key_variable)
    window = open_window(account, most, None if settings.get("concurrency") else START)
    pacer = Pacer(endpoint, window, limits, meter_for(*account, checked.model), FIRST_PAUSE_S)
    pacer.on_close = lambda: close_window(account, window)
    return pacer


def _with_lost(answer: Answer, calls: int) -> Answer:
    return replace(answer, lost_calls=calls) if calls else answer


class Pacer:
    """Asks an endpoint at the pace it bears, and again while trouble passes."""

    def __init__(
        self,
        endpoint: Endpoint,
        window: Window,
        limits: Limits = _NO_LIMITS,
        meter: Meter | None = None,
        first_pause_s: float = FIRST_PAUSE_S,
    ):
        self.window = window
        self.is_halted: Callable[[], bool] = lambda: False
        self.on_close: Callable[[], None] = lambda: None
        self._endpoint = endpoint
        self._capacity = window.capacity
        self._limits = limits
        self._meter = meter or Meter()
        self._first_pause_s = first_pause_s
        self._patience_s, self._most_attempts = PATIENCE_S, MOST_ATTEMPTS

    def be_brief(self) -> None:
        """Somebody waits in front of the screen: try again once, and wait for no long pause."""
        self._patience_s, self._most_attempts = BRIEF_PATIENCE_S, 2

    def close(self) -> None:
        """The run makes no more calls; its part is the other runs'."""
        self.on_close()

    async def ask(self, question: Question) -> Answer:
        """The answer to one question. Raises EndpointRefusal, BadSetting, Withheld."""
        attempts, lost, first_refused_at = 0, 0, 0.0
        while True:
            try:
                return _with_lost(await self._attempt(question), lost)
            except Passing as trouble:
                # It was sent and perhaps answered, though no answer that can be read came back.
                lost += trouble.status in (0, 200) and not trouble.is_fatal
                if trouble.status in _TOO_MUCH:
                    first_refused_at = first_refused_at or time.monotonic()
                    waited_s = time.monotonic() - first_refused_at
                    if waited_s + max(trouble.pause_s or 0.0, self._capacity.still_s()) < self._patience_s:
                        continue
                attempts += 1
                most = MOST_ATTEMPTS_AFTER_TIMEOUT if trouble.is_timeout else self._most_attempts
                if attempts >= most or trouble.status in _TOO_MUCH:
                    return _with_lost(trouble.in_the_end(), lost)
                own_pause_s = random.uniform(0.0, min(20.0, self._first_pause_s * 2.0 ** (attempts - 1)))
                await self._wait(max(own_pause_s, min(trouble.pause_s or 0.0, self._patience_s)))

    async def _attempt(self, question: Question) -> Answer:
        await self.window.enter()
        try:
            while (left_s := self._capacity.still_s()) > 0:
                # Not all at once when the pause is over.
                await self._wait(left_s + random.uniform(0.0, 0.1))
            tokens = await self._reserve(question)
            if self.is_halted():
                raise Withheld
            began_at = time.monotonic()
            try:
                answer = await self._endpoint.attempt(question)
            except Passing as trouble:
                if trouble.status in _TOO_MUCH:
                    pause_s = trouble.pause_s
                    is_waited_for = pause_s is None or pause_s < self._patience_s
                    self._capacity.too_much(began_at, pause_s if is_waited_for else 0.0)
                elif trouble.is_timeout:
                    self._capacity.timed_out()
                raise
            self._capacity.answered(answer.latency_s or 0.0)
            if tokens and answer.input_tokens is not None:
                used = answer.input_tokens + (answer.output_tokens or 0)
                self._meter.correct(self._limits.tokens_a_minute, used - tokens)
            return answer
        finally:
            self.window.leave()

    async def _reserve(self, question: Question) -> int:
        """Wait for the call's place within the limits; returns the tokens reserved, 0 where there are no limits."""
        if not any(self._limits):
            return 0
        tokens = (len(question.prompt) + len(question.system)) // 4 + 1
        await self._wait(self._meter.reserve_s(*self._limits, tokens))
        return tokens

    async def _wait(self, seconds: float) -> None:
        """Wait, unless the run is to end. Raises Withheld."""
        until = time.monotonic() + seconds
        while (left_s := until - time.monotonic()) > 0:
            if self.is_halted():
                raise Withheld
            await asyncio.sleep(min(left_s, _LOOK_S))
