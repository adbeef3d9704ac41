"""The frame: page configuration, the one ordered table of pages, the workflow picker."""

import streamlit as st

from workbench import ui

st.set_page_config(page_title="Eval Workbench", page_icon=":material/rule:", layout="wide")

PAGES = {
    "": [("home", "Home", "home")],
    "Set up": [
        ("workflows", "Workflows", "account_tree"),
        ("golden_datasets", "Golden datasets", "dataset"),
        ("candidates", "Candidates", "smart_toy"),
    ],
    "Evaluate": [("runs", "Runs", "play_circle"), ("label", "Label", "rate_review")],
    "Decide": [("precision", "Precision", "target"), ("roi", "ROI", "payments")],
    "Take away": [("exports", "Exports", "download")],
}

page = st.navigation(
    {
        group: [
            st.Page(ui.page_path(name), title=title, icon=f":material/{icon}:", default=name == "home")
            for name, title, icon in pages
        ]
        for group, pages in PAGES.items()
    },
    expanded=True,
)
ui.draw_frame()
with ui.no_traceback():
    ui.draw_workflow_picker()
    ui.show_notices()
    page.run()
