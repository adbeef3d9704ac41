"""What holds for every test of runs."""

import pytest

from workbench.runs import capacity, pacing


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow each other sooner than an endpoint would like."""
    monkeypatch.setattr(pacing, "FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(capacity, "FIRST_PAUSE_S", 0.05)
