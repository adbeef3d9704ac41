"""Streamlit pieces that pages are made of."""

import streamlit as st

from workbench.ui.frame import draw_frame, secret
from workbench.ui.lifecycle import lifecycle
from workbench.ui.links import go, link, page_path
from workbench.ui.pickers import (
    current_workflow,
    current_workflow_or_none,
    database,
    draw_workflow_picker,
    has_dataset,
    is_loading_samples,
    labeler,
    pick_split,
    pick_version,
    rename_workflow,
    version_label,
)
from workbench.ui.states import empty, no_traceback, notice, sentences, show_notices
from workbench.ui.text import plain, text


def page(title: str, caption: str) -> None:
    """A page's noun as its title, and which decision it serves."""
    st.title(title, anchor=False)
    st.caption(caption)


__all__ = [
    "current_workflow",
    "current_workflow_or_none",
    "database",
    "draw_frame",
    "draw_workflow_picker",
    "empty",
    "go",
    "has_dataset",
    "is_loading_samples",
    "labeler",
    "lifecycle",
    "link",
    "no_traceback",
    "notice",
    "page",
    "page_path",
    "pick_split",
    "pick_version",
    "plain",
    "rename_workflow",
    "secret",
    "sentences",
    "show_notices",
    "text",
    "version_label",
]
