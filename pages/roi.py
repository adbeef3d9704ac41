"""Placeholder until its story is written."""

from workbench import ui

ui.page("roi", "")
workflow = ui.current_workflow()
if workflow:
    version = ui.pick_version(workflow)
