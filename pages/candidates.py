"""Who or what could do this work?"""

import streamlit as st

from workbench import ui
from workbench.domain import Candidate
from workbench.ui.candidate_form import add_candidate, edit_candidate
from workbench.ui.candidate_list import draw_candidates, opened, shows_prices
from workbench.ui.price_list_view import draw_price_list

database = ui.database()
st.title("Candidates", anchor=False)
if shows_prices():
    draw_price_list(database)
elif workflow := ui.current_workflow():
    chosen = opened(database, workflow)
    has_dataset = ui.has_dataset(workflow)
    if chosen is None:
        draw_candidates(database, workflow, has_dataset)
    else:
        version = ui.pick_version(workflow) if has_dataset else None
        if isinstance(chosen, Candidate):
            edit_candidate(database, workflow, version, chosen)
        else:
            add_candidate(database, workflow, version, chosen)
