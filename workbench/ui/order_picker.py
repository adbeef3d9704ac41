"""In which order outputs come to the desk."""

import streamlit as st

from workbench.comparison import count_pool
from workbench.decisions.soonest import SOONEST
from workbench.domain import DatasetVersion, Workflow
from workbench.labeling.strategies import list_strategies, strategy_called
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.text import plain

WORTH_DECIDING = 100  # items from which stopping early saves more than labelling all of them costs


def pick_order(database: Database, workflow: Workflow, version: DatasetVersion, split: str | None) -> str:
    """The name of the order: the one that decides soonest where there are many items, else the workflow's own."""
    names = [one.name for one in list_strategies()]
    is_large = count_pool(database, version, split) >= WORTH_DECIDING
    own = get_rules(database, workflow.workflow_id).order_strategy
    key = f"order-{workflow.workflow_id}-{version.dataset_version_id}-{split}"
    settle_choice("order", key, names, SOONEST if is_large else own)
    chosen = st.selectbox(
        "Order", names, key=key, persist_state="session", format_func=lambda name: strategy_called(name).title
    )
    show_choice("order", chosen)
    st.caption(plain(strategy_called(chosen).explanation))
    return chosen
