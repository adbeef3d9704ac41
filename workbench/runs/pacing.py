"""The pace of a run's calls: as many at once as the endpoint bears, within its limits a minute.

How many calls go out at once grows while the endpoint answers and halves when it says that it is too much (429, 503,
529); while it asks for a pause nothing is sent. Limits of requests and tokens a minute are kept by all runs of this
process together, each call taking the next free place, so that they share them fairly.
"""

import asyncio
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from workbench.connectors.calling import (
    MOST_ATTEMPTS,
    MOST_ATTEMPTS_AFTER_TIMEOUT,
    Endpoint,
    EndpointRefusal,
    Passing,
)
from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.questions import Question
from workbench.domain import Answer

# More at once than this is found out by growing.
_START = 64
# An endpoint that says it is too much is asked again for so long, item by item; a longer pause is not waited for.
PATIENCE_S = 300.0
_TOO_MUCH = (429, 503, 529)
_FIRST_PAUSE_S, _LONGEST_OWN_PAUSE_S = 0.5, 20.0
# A wait looks so often at whether the run is to end.
_LOOK_S = 0.25


class Withheld(Exception):
    """A call that was not made, because its run is to end: the item is as it was."""


class Window:
    """How many calls at once an endpoint bears; used inside one event loop."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic):
        self.most = most
        self.size = float(min(most, _START))
        self.busy = 0
        self.still_until = 0.0
        self._grows_fast_below = float(most)
        self._clock = clock
        self._halved_at = -1.0
        self._halved_in_a_row = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> None:
        """Wait for a free place and take it; `leave` gives it back."""
        if not self._waiting and self.busy < int(self.size):
            self.busy += 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Give a place back to whoever waits longest."""
        self.busy -= 1
        while self._waiting and self.busy < int(self.size):
            place = self._waiting.popleft()
            if not place.done():
                self.busy += 1
                place.set_result(None)

    def answered(self) -> None:
        """The endpoint bears it: one place more per answer below the last size it bore, then one per round."""
        self._halved_in_a_row = 0
        grown = self.size + (1.0 if self.size < self._grows_fast_below else 1.0 / self.size)
        self.size = min(float(self.most), grown)

    def too_much(self, began_at: float, pause_s: float | None) -> None:
        """The endpoint wants fewer calls; counts once for all the calls that were out together."""
        at = self._clock()
        if began_at >= self._halved_at:
            self._halved_at = at
            self._halved_in_a_row += 1
            self.size = max(1.0, self.size / 2)
            self._grows_fast_below = self.size
        if pause_s is None:
            longest = min(_LONGEST_OWN_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(self._halved_in_a_row, 10))
            pause_s = random.uniform(longest / 2, longest)
        self.still_until = max(self.still_until, at + pause_s)

    def still_s(self) -> float:
        """Seconds for which nothing is to be sent."""
        return max(0.0, self.still_until - self._clock())


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
    endpoint: Endpoint, checked: EndpointSettings, settings: Mapping[str, Any], most_at_once: int
) -> "Pacer":
    """The pacer of one run of a candidate with these settings; `calls_a_minute` and `tokens_a_minute` limit it."""
    limits = Limits(*(float(settings.get(name) or 0.0) for name in Limits._fields))
    meter = meter_for(checked.provider, checked.base_url, checked.key_variable, checked.model)
    return Pacer(endpoint, most_at_once, limits, meter)


class Pacer:
    """Asks an endpoint at the pace it bears, and again while trouble passes."""

    def __init__(
        self,
        endpoint: Endpoint,
        most_at_once: int,
        limits: Limits = _NO_LIMITS,
        meter: Meter | None = None,
        first_pause_s: float = _FIRST_PAUSE_S,
    ):
        self.window = Window(most_at_once)
        self.is_halted: Callable[[], bool] = lambda: False
        self._endpoint = endpoint
        self._limits = limits
        self._meter = meter or Meter()
        self._first_pause_s = first_pause_s

    async def ask(self, question: Question) -> Answer:
        """The answer to one question. Raises EndpointRefusal, BadSetting, Withheld."""
        attempts, first_refused_at = 0, 0.0
        while True:
            try:
                return await self._attempt(question)
            except Passing as trouble:
                if trouble.status in _TOO_MUCH:
                    first_refused_at = first_refused_at or time.monotonic()
                    waited_s = time.monotonic() - first_refused_at
                    if waited_s + max(trouble.pause_s or 0.0, self.window.still_s()) < PATIENCE_S:
                        continue
                attempts += 1
                most = MOST_ATTEMPTS_AFTER_TIMEOUT if trouble.is_timeout else MOST_ATTEMPTS
                if attempts >= most or trouble.status in _TOO_MUCH:
                    if trouble.is_fatal:
                        raise EndpointRefusal(str(trouble)) from trouble
                    return Answer(failure_reason=str(trouble))
                own_pause_s = random.uniform(0.0, min(20.0, self._first_pause_s * 2.0 ** (attempts - 1)))
                await self._wait(max(own_pause_s, min(trouble.pause_s or 0.0, PATIENCE_S)))

    async def _attempt(self, question: Question) -> Answer:
        await self.window.enter()
        try:
            while (left_s := self.window.still_s()) > 0:
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
                    is_waited_for = pause_s is None or pause_s < PATIENCE_S
                    self.window.too_much(began_at, pause_s if is_waited_for else 0.0)
                raise
            self.window.answered()
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
