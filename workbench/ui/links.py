"""Links between pages: one name per page, the workflow and other choices carried in the URL."""

from typing import Any, NoReturn

import streamlit as st

from workbench.domain import Workflow
from workbench.ui.text import plain

PAGE_NAMES = (
    "home", "workflows", "golden_datasets", "candidates", "runs", "label", "agreement", "judge", "precision",
    "compare", "choose", "automate", "roi", "portfolio", "exports",
)  # fmt: skip


def page_path(page: str) -> str:
    """The file of a page, relative to the frame."""
    if page not in PAGE_NAMES:
        raise ValueError(f"no page is called {page}")
    return f"pages/{page}.py"


def link(
    page: str, label: str, workflow: Workflow | str | None = None, icon: str | None = None, **query: Any
) -> None:
    """A link to a page; the current workflow goes along unless another one is named."""
    st.page_link(page_path(page), label=plain(label), icon=icon, query_params=_query(workflow, query))


def go(page: str, workflow: Workflow | str | None = None, **query: Any) -> NoReturn:
    """Leave for another page now; the current workflow goes along unless another one is named."""
    st.switch_page(page_path(page), query_params=_query(workflow, query))


def _query(workflow: Workflow | str | None, query: dict[str, Any]) -> dict[str, str]:
    name = workflow.name if isinstance(workflow, Workflow) else workflow or st.query_params.get("workflow")
    chosen = {"workflow": name} if name else {}
    return chosen | {key: str(value) for key, value in query.items() if value is not None}
