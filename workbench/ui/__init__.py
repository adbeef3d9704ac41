"""Streamlit pieces that pages are made of."""

import streamlit as st

from workbench.ui.frame import configure_page, draw_frame, secret
from workbench.ui.labelers import ask_labeler, current_labeler, labeler, remember_labeler
from workbench.ui.leaving import leave_desk
from workbench.ui.lifecycle import lifecycle
from workbench.ui.links import go, link, page_path
from workbench.ui.pickers import (
    archive_workflow,
    current_workflow,
    current_workflow_or_none,
    database,
    delete_workflow,
    draw_workflow_picker,
    has_dataset,
    is_loading_samples,
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
    "archive_workflow",
    "ask_labeler",
    "configure_page",
    "current_labeler",
    "current_workflow",
    "current_workflow_or_none",
    "database",
    "delete_workflow",
    "draw_frame",
    "draw_workflow_picker",
    "empty",
    "go",
    "has_dataset",
    "is_loading_samples",
    "labeler",
    "leave_desk",
    "lifecycle",
    "link",
    "no_traceback",
    "notice",
    "page",
    "page_path",
    "pick_split",
    "pick_version",
    "plain",
    "remember_labeler",
    "rename_workflow",
    "secret",
    "sentences",
    "show_notices",
    "text",
    "version_label",
]
