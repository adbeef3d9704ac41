"""The frame: the one ordered table of pages, page configuration, the workflow picker."""

import streamlit as st

from workbench import ui

PAGES = {
    "": [("home", "Home", "home")],
    "Set up": [
        ("workflows", "Workflows", "account_tree"),
        ("golden_datasets", "Golden datasets", "dataset"),
        ("candidates", "Candidates", "smart_toy"),
    ],
    "Evaluate": [
        ("runs", "Runs", "play_circle"),
        ("label", "Label", "rate_review"),
        ("agreement", "Agreement", "handshake"),
        ("judge", "Judge", "gavel"),
    ],
    "Decide": [
        ("precision", "Precision", "target"),
        ("compare", "Compare", "compare_arrows"),
        ("choose", "Choose", "done_all"),
        ("automate", "Automate part", "alt_route"),
        ("roi", "ROI", "payments"),
        ("portfolio", "Portfolio", "stacked_bar_chart"),
    ],
    "Take away": [("exports", "Exports", "download")],
}

ui.configure_page()
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
ui.configure_page(page.title)
ui.draw_frame()
with ui.no_traceback():
    ui.draw_workflow_picker()
    ui.show_notices()
    if page.url_path != "label":
        ui.leave_desk(ui.database())
    page.run()
