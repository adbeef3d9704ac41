"""Charts in tests are checked against plotly's schema, property by property."""

import pytest

from workbench.charts import theme


@pytest.fixture(autouse=True)
def checked_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "IS_CHECKED", True)
