"""How many calls at once an endpoint bears, found out by all runs of this process together and shared by them fairly.

A number that was set is where calls begin and never exceeded. Where none was set, calls begin at START and grow up to
MOST_UNASKED while the endpoint answers about as fast as it did: where more calls at once only wait for each other, as
on a server with one model in memory, the number stays. Either is halved when the endpoint says that it is too much.
"""

import asyncio
import random
import threading
import time
from collections import deque
from collections.abc import Callable

START, MOST_UNASKED = 8, 64
# An answer may take so many times as long as in the best round, and calls go on growing; beyond the second they shrink.
_AS_FAST, _TOO_SLOW = 1.25, 1.6
# Growth by a quarter a round, so that what it costs is seen before it is much.
_GROWTH = 1.25
FIRST_PAUSE_S, _LONGEST_OWN_PAUSE_S = 0.5, 20.0


class Capacity:
    """What one endpoint bears; used by the windows of several runs, from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.size = 0.0
        self.still_until = 0.0
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: list[Window] = []
        self._start = self._most = 0
        self._grows_fast_below = 0.0
        self._halved_at = -1.0
        self._halved_in_a_row = 0
        self._best_s: float | None = None
        self._round_s = 0.0
        self._round_answers = 0
        self._grows = True

    def join(self, window: "Window") -> None:
        """One more run calls this endpoint."""
        with self._lock:
            self._windows.append(window)
            self._start = max(self._start, window.start)
            self._most = max(self._most, window.most)
            if self._halved_at < 0:
                self.size = max(self.size, float(self._start))
                self._grows_fast_below = float(self._most)
            self._share()

    def quit(self, window: "Window") -> int:
        """A run is over; returns how many are left."""
        with self._lock:
            if window in self._windows:
                self._windows.remove(window)
            self._share()
            return len(self._windows)

    def answered(self, latency_s: float) -> None:
        """The endpoint bears it: more places, fast below the last size it bore, then one a round."""
        with self._lock:
            self._halved_in_a_row = 0
            if self.size >= self._most:
                return
            if self._halved_at >= 0:
                self.size += 1.0 if self.size < self._grows_fast_below else 1.0 / self.size
            else:
                self._look_at_speed(latency_s)
            self.size = min(self.size, float(self._most))
            self._share()

    def too_much(self, began_at: float, pause_s: float | None) -> None:
        """The endpoint wants fewer calls; counts once for all the calls that were out together."""
        with self._lock:
            at = self._clock()
            if began_at >= self._halved_at:
                self._halved_at = at
                self._halved_in_a_row += 1
                self.size = max(1.0, self.size / 2)
                self._grows_fast_below = self.size
                self._share()
            if pause_s is None:
                longest = min(_LONGEST_OWN_PAUSE_S, FIRST_PAUSE_S * 2 ** min(self._halved_in_a_row, 10))
                pause_s = random.uniform(longest / 2, longest)
            self.still_until = max(self.still_until, at + pause_s)

    def timed_out(self) -> None:
        """An answer did not come in time: what the number has grown to may be why, so it is where it began."""
        with self._lock:
            self._grows = False
            self.size = min(self.size, float(self._start))
            self._share()

    def still_s(self) -> float:
        """Seconds for which nothing is to be sent."""
        return max(0.0, self.still_until - self._clock()) if self.still_until else 0.0

    def _look_at_speed(self, latency_s: float) -> None:
        """Grow while a round of answers takes about as long as the best one did, and shrink where it takes far more."""
        self._round_s += latency_s
        self._round_answers += 1
        if self._grows:
            self.size += _GROWTH - 1
        if self._round_answers < self.size:
            return
        mean_s = self._round_s / self._round_answers
        self._round_s, self._round_answers = 0.0, 0
        self._best_s = mean_s if self._best_s is None else min(self._best_s, mean_s)
        self._grows = mean_s <= _AS_FAST * self._best_s
        if mean_s > _TOO_SLOW * self._best_s:
            self.size = max(float(self._start), self.size / _GROWTH)

    def _share(self) -> None:
        """Equal parts for all runs; what one with few calls leaves over is the others'."""
        left, waiting = max(int(self.size), len(self._windows)), len(self._windows)
        for window in sorted(self._windows, key=lambda one: one.most):
            window.places = max(1, min(window.most, -(-left // waiting)))
            left, waiting = left - window.places, waiting - 1


class Window:
    """One run's part of an endpoint's capacity; used inside that run's event loop."""

    def __init__(self, capacity: Capacity, most: int, start: int | None = None):
        """At most `most` calls at once, of which `start` from the beginning (all where None)."""
        self.most, self.start = most, min(most, most if start is None else start)
        self.busy = 0
        self.places = 1
        self.capacity = capacity
        self._waiting: deque[asyncio.Future[None]] = deque()
        capacity.join(self)

    async def enter(self) -> None:
        """Wait for a free place and take it; `leave` gives it back."""
        if not self._waiting and self.busy < self.places:
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
        while self._waiting and self.busy < self.places:
            place = self._waiting.popleft()
            if not place.done():
                self.busy += 1
                place.set_result(None)


_capacities: dict[tuple[str, ...], Capacity] = {}
_capacities_lock = threading.Lock()


def open_window(account: tuple[str, ...], most: int, start: int | None = None) -> Window:
    """A run's window on what the account bears, shared with the other runs that call it; close it at the run's end."""
    with _capacities_lock:
        return Window(_capacities.setdefault(account, Capacity()), most, start)


def close_window(account: tuple[str, ...], window: Window) -> None:
    """The run is over; what was found out is forgotten with the last of them."""
    with _capacities_lock:
        if not window.capacity.quit(window) and _capacities.get(account) is window.capacity:
            del _capacities[account]
