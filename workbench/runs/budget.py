"""Caps on what runs may spend, in US dollars: one per run, one per calendar month (UTC) over all runs.

No call begins once a cap is reached, so a cap is exceeded by no more than the calls in flight.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbench.domain import Answer
from workbench.domain.formats import money
from workbench.errors import BadSetting
from workbench.store import run as runs
from workbench.store import workspace
from workbench.store.database import Database, now

PAUSED = "Paused at the cap"  # how the sentence of every run begins that a cap has stopped
# Ten times a cent is a little less than ten cents to a computer; a further call would be one too many.
_ROUNDING_USD = 1e-9
_RUN_CAP, _MONTH_CAP = "run_cap_usd", "month_cap_usd"


@dataclass(frozen=True)
class Caps:
    """The caps in US dollars; None where there is none."""

    run_usd: float | None = None
    month_usd: float | None = None


def get_caps(database: Database) -> Caps:
    """The workspace's caps."""
    return Caps(_cap(database, _RUN_CAP), _cap(database, _MONTH_CAP))


def set_caps(database: Database, caps: Caps) -> None:
    """Store the workspace's caps; runs under way keep the ones they began with. Raises BadSetting."""
    for name, cap in ((_RUN_CAP, caps.run_usd), (_MONTH_CAP, caps.month_usd)):
        if cap is not None and not cap > 0:
            raise BadSetting("A spending cap is an amount above zero. Leave it empty for no cap.")
        workspace.set_setting(database, name, "" if cap is None else repr(float(cap)))


def _cap(database: Database, name: str) -> float | None:
    kept = workspace.get_setting(database, name)
    return float(kept) if kept else None


class _Month:
    """What this month has cost so far, kept by all runs of a database in this process together."""

    def __init__(self, database: Database):
        self._lock = threading.Lock()
        self.month = _month_of(now())
        self.spent_usd = runs.month_spending(database, now())
        self.users = 0

    def add(self, cost_usd: float) -> float:
        """The month's sum with this cost; a new month begins at nothing."""
        with self._lock:
            if self.month != (month := _month_of(now())):
                self.month, self.spent_usd = month, 0.0
            self.spent_usd += cost_usd
            return self.spent_usd


def _month_of(at: datetime) -> tuple[int, int]:
    return at.year, at.month


_months: dict[Path, _Month] = {}
_months_lock = threading.Lock()


class Budget:
    """What one run may still spend; open it where a run begins and close it at its end."""

    def __init__(self, database: Database, run_id: int, caps: Caps, dearest_usd: float = 0.0):
        """`dearest_usd` is charged for an answer whose cost is not known and for a call that was lost on its way."""
        self._path = database.path
        self._caps = caps
        self._dearest_usd = dearest_usd
        self._run_usd = runs.run_spending(database, run_id)
        with _months_lock:
            self._month = _months.get(self._path) or _months.setdefault(self._path, _Month(database))
            self._month.users += 1
        self._reached = ""
        self._look(self._month.add(0.0))

    def add(self, answer: Answer) -> None:
        """Charge one answer that has arrived."""
        cost_usd = answer.cost_usd
        if cost_usd is None:
            cost_usd = 0.0 if answer.failure_reason else self._dearest_usd
        cost_usd += answer.lost_calls * self._dearest_usd
        self._run_usd += cost_usd
        self._look(self._month.add(cost_usd))

    def reached(self) -> str:
        """Why no further call may begin, in words; "" while one may."""
        if not self._reached and self._caps.month_usd is not None:
            self._look(self._month.spent_usd)  # other runs spend from it too
        return self._reached

    def close(self) -> None:
        """The run is over; the month is read anew by whoever begins after the last."""
        with _months_lock:
            self._month.users -= 1
            if not self._month.users:
                _months.pop(self._path, None)

    def _look(self, month_usd: float) -> None:
        run_cap, month_cap = self._caps.run_usd, self._caps.month_usd
        if run_cap is not None and self._run_usd >= run_cap - _ROUNDING_USD:
            self._reached = (
                f"{PAUSED} of {money(run_cap)} per run, {money(self._run_usd)} spent. "
                "Raise the cap under “Start a run” and resume."
            )
        elif month_cap is not None and month_usd >= month_cap - _ROUNDING_USD:
            self._reached = (
                f"{PAUSED} of {money(month_cap)} per month, {money(month_usd)} spent this month. "
                "Raise the cap under “Start a run” and resume, or resume next month."
            )


def caps_words(caps: Caps) -> str:
    """ "No spending cap", "Cap $5.00 per run", "Cap $5.00 per run, $50.00 per month"."""
    parts = [
        f"{money(cap, exact=True)} per {per}"
        for cap, per in ((caps.run_usd, "run"), (caps.month_usd, "month"))
        if cap is not None
    ]
    return f"Cap {', '.join(parts)}" if parts else "No spending cap"


def cap_warnings(
    caps: Caps, spent_usd: float, runs_usd: Sequence[float], judging_usd: float = 0.0
) -> list[str]:
    """What the caps may stop, in sentences, before runs that may cost so much each; `spent_usd` this month so far.

    `judging_usd`: what judging their answers may cost on top.
    """
    said = []
    dearest, total = max(runs_usd, default=0.0), sum(runs_usd) + judging_usd
    if caps.run_usd is not None and dearest > caps.run_usd:
        said.append(
            f"A run may cost up to {money(dearest)}; it pauses at the cap of {money(caps.run_usd)} per run."
        )
    if caps.month_usd is not None and total and spent_usd + total > caps.month_usd:
        left = max(0.0, caps.month_usd - spent_usd)
        said.append(
            f"Of the cap of {money(caps.month_usd)} per month, {money(left)} is left; what "
            "would cost more pauses there."
        )
    return said


def check_price_known(caps: Caps, candidate_name: str, host: str, is_priced: bool) -> None:
    """Raise BadSetting where a cap is to hold for calls whose price nobody knows."""
    if host and not is_priced and (caps.run_usd is not None or caps.month_usd is not None):
        raise BadSetting(
            f"A spending cap is set, but “{candidate_name}” has no price, so what it spends at {host} cannot be "
            "watched. Enter its price on the Candidates page, or take the cap away under “Start a run”."
        )
