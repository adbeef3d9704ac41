"""A page as AppTest runs it: inside the frame, with links drawn as text, since the other pages are not there."""

import json
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).parents[2] / "pages"
FRAME = """
import runpy
from workbench import ui
with ui.no_traceback():
    ui.draw_workflow_picker()
    ui.show_notices()
    runpy.run_path({path!r})
"""


def replace_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw links as captions "LINK label → page {query}"; leaving for a page opens the same one with its query."""

    def link(page: str, label: str, query_params: dict[str, str] | None = None, **_: Any) -> None:
        streamlit.caption(f"LINK {label} → {Path(page).stem} {json.dumps(query_params or {})}")

    def leave(page: str, query_params: dict[str, str] | None = None) -> None:
        streamlit.query_params.from_dict(query_params or {})
        streamlit.rerun()

    monkeypatch.setattr(streamlit, "page_link", link)
    monkeypatch.setattr(streamlit, "switch_page", leave)


def open_page(name: str, **query: str) -> AppTest:
    """The page after its first run; it must not have failed."""
    page = AppTest.from_string(FRAME.format(path=str(PAGES / f"{name}.py")), default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return settled(page.run())


def settled(page: AppTest) -> AppTest:
    """The page, after having checked that nothing unforeseen happened."""
    assert not page.exception
    assert not [error.value for error in page.error if "could not be drawn" in error.value]
    return page


def read(page: AppTest) -> str:
    """Every word on the page, with what makes text safe for Markdown taken out again."""
    elements = [
        *page.title,
        *page.subheader,
        *page.markdown,
        *page.caption,
        *page.text,
        *page.warning,
        *page.info,
    ]
    words = "\n".join(str(element.value) for element in [*elements, *page.error, *page.toast])
    return (
        words.replace("\\", "").replace("&#58;", ":").replace("\N{NO-BREAK SPACE}", " ").replace("\u2060", "")
    )


def button(page: AppTest, label: str) -> Any:
    """The button with these words."""
    return next(one for one in page.button if one.label.replace("\\", "") == label)


def field(elements: Any, label: str) -> Any:
    """The field whose label begins with these words."""
    return next(one for one in elements if one.label.startswith(label))
