"""Scenarios: named sets of figures that a workflow's ROI is counted from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

DEFAULT_SEED = 20_261_125


@dataclass(frozen=True)
class Estimate:
    """An entered figure: what is likely, and where it is uncertain the lowest and highest it could be."""

    likely: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Scenario:
    """Figures by name that go before those of the workflow.

    The base case holds what the workflow itself does not: ranges, and the figures beyond its first six. Every other
    scenario holds only what differs from the base case, so that a change there reaches all of them. `policy` "" and
    `seed` None mean as in the base case; `error_costs`: what an undetected error costs, by category answered.
    """

    scenario_id: int
    workflow_id: int
    name: str
    is_base: bool = False
    policy: str = ""
    figures: Mapping[str, Estimate] = field(default_factory=dict)
    error_costs: Mapping[str, float] = field(default_factory=dict)
    seed: int | None = None
    created_at: datetime | None = None
    changed_at: datetime | None = None
    deleted_at: datetime | None = None
