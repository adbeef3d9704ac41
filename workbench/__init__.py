"""Eval Workbench: precision against a workflow's bar, at a known cost, with honest uncertainty."""

__version__ = "0.1.0"
