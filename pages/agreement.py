"""Can the labels be believed, and what is true where experts disagree?"""

import streamlit as st

from workbench import ui
from workbench.labeling.agreement import noise_ceiling, overall_agreement, read_overlap
from workbench.labeling.agreement_sentences import bar_sentence, ceiling_sentence, finding_sentence
from workbench.ui import agreement_view
from workbench.ui.adjudication_desk import draw_adjudication
from workbench.ui.agreement_labelers import draw_labelers

ui.page("Agreement", "Decide whether the labels can be believed, and settle what experts disagree on.")
workflow = ui.current_workflow()
if workflow:
    with st.container(horizontal=True, width=760):
        version = ui.pick_version(workflow)
        split = ui.pick_split(version) if version else None
    if version:
        overlap = read_overlap(ui.database(), version, split)
        if overlap.count:
            figures = overall_agreement(overlap)
            st.subheader(ui.plain(finding_sentence(overlap, figures)), anchor=False)
            with st.container(
                horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
            ):
                view = agreement_view.pick_view(version)
                agreement_view.offer_decisions(version, overlap)
            if view == agreement_view.DECIDE:
                draw_adjudication(version, split, overlap)
            elif view == agreement_view.LABELERS:
                draw_labelers(version, split, overlap)
            elif view == agreement_view.OVERVIEW:
                ceiling = noise_ceiling(ui.database(), workflow, version, split, overlap)
                st.caption(ui.plain(ceiling_sentence(ceiling)))
                agreement_view.draw_bar_warning(bar_sentence(ceiling, workflow.bar_rate))
                agreement_view.draw_overview(workflow, overlap, figures)
            else:
                column = view.removeprefix("By ")
                agreement_view.draw_slices(read_overlap(ui.database(), version, split, column), column)
            if view != agreement_view.DECIDE:
                agreement_view.draw_method()
                with st.container(horizontal=True):
                    ui.link("label", "Label outputs", icon=":material/rate_review:")
                    ui.link("judge", "Does the judge agree", icon=":material/gavel:")
                    ui.link("precision", "Precision against the bar", icon=":material/target:")
                    ui.link("exports", "Export the disagreements", icon=":material/download:")
        else:
            agreement_view.draw_nothing_shared(version, split)
