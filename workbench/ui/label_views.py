"""The ways to work on the Label page: at the desk, in a table, giving work to people, in Excel."""

from enum import StrEnum

import streamlit as st

from workbench.ui.choices import settle_choice, show_choice

_KEY = "label-view"


class LabelView(StrEnum):
    """What the Label page shows below its title."""

    DESK = "desk"
    TABLE = "table"
    ASSIGN = "assign"
    EXCEL = "excel"

    @property
    def words(self) -> str:
        """The view as it stands on its button."""
        return {"desk": "Desk", "table": "Table", "assign": "Assign work", "excel": "Label in Excel"}[
            self.value
        ]


def pick_view() -> LabelView:
    """Which view the page shows: the desk until another one is picked."""
    settle_choice("view", _KEY, [one.value for one in LabelView])
    chosen = st.segmented_control(
        "View",
        [one.value for one in LabelView],
        format_func=lambda value: LabelView(value).words,
        key=_KEY,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    view = LabelView(chosen or LabelView.DESK)
    show_choice("view", None if view is LabelView.DESK else view.value)
    return view
