"""What should I do next?"""

import streamlit as st

from workbench import ui
from workbench.store.workflow import list_workflows
from workbench.ui.home_view import draw_ways_in, draw_workflows, headline

database = ui.database()
st.title("Home", anchor=False)
if not list_workflows(database) and not ui.is_loading_samples():
    draw_ways_in(database)
else:
    st.markdown(ui.plain(headline(database)))
    draw_workflows(database)
    ui.link("golden_datasets", "Upload a golden dataset", icon=":material/upload:")
