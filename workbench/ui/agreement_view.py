"""The parts of the Agreement page: which view, why there is nothing yet, the figures, how we know."""

from collections.abc import Sequence

import streamlit as st

from workbench.domain import DatasetVersion, Role, Workflow
from workbench.domain.formats import count, plural
from workbench.labeling.agreement import (
    AgreementFigures,
    Overlap,
    confusions,
    labeler_counts,
    pair_agreements,
    slice_agreements,
)
from workbench.labeling.agreement_sentences import agreed_words, coefficient_words, wrong_words
from workbench.ui.agreement_matrices import draw_confusions, draw_labeler_matrix, draw_verdict_matrix, who
from workbench.ui.choices import settle_choice, show_choice
from workbench.ui.pickers import database
from workbench.ui.states import empty
from workbench.ui.text import plain

OVERVIEW = "Who agrees"
LABELERS = "Labelers"
DECIDE = "Decide"


def pick_view(version: DatasetVersion) -> str:
    """Who agrees, by one of the slice columns, the labelers, or the disagreements to decide."""
    views = [OVERVIEW, *(f"By {column}" for column in version.named(Role.SLICE)), LABELERS, DECIDE]
    key = _view_key(version)
    settle_choice("view", key, views)
    chosen = st.segmented_control(
        "View", views, required=True, key=key, persist_state="session", label_visibility="collapsed",
        format_func=plain,
    )  # fmt: skip
    show_choice("view", chosen)
    return chosen or OVERVIEW


def offer_decisions(version: DatasetVersion, overlap: Overlap) -> None:
    """The one action of this page, while anything waits for a decision and it is not open already."""
    waiting = int(overlap.is_waiting.sum())
    key = _view_key(version)
    if not waiting or st.session_state.get(key) == DECIDE or st.query_params.get("view") == DECIDE:
        return

    def open_desk() -> None:
        st.session_state[key] = DECIDE
        st.query_params["view"] = DECIDE

    st.button(
        f"Decide {plural(waiting, 'disagreement')}",
        type="primary",
        icon=":material/gavel:",
        on_click=open_desk,
    )


def _view_key(version: DatasetVersion) -> str:
    return f"agreement-view-{version.dataset_version_id}"


def draw_bar_warning(sentence: str) -> None:
    """What the ceiling means for the bar, where it means anything."""
    if sentence:
        st.warning(plain(sentence), icon=":material/warning:")


def draw_nothing_shared(version: DatasetVersion, split: str | None) -> None:
    """Why there is no agreement to show yet, and how to come by it."""
    counted = labeler_counts(database(), version, split)
    if not counted:
        empty(
            "Nobody has labelled these outputs yet",
            "This page shows whether two experts would say the same of the same answer. It needs labels: two people "
            "or more who judge some of the same outputs.",
            [("label", "Label outputs")],
        )
        return
    name, number = counted[0]
    if len(counted) == 1:
        title = f"Only {name} has labelled here"
        so_far = f"{name} labelled {plural(number, 'answer')}, and nobody else has judged any of them."
    else:
        title = "No answer has been labelled by two people yet"
        named = ", ".join(f"{who} ({count(many)})" for who, many in counted[:4])
        so_far = f"So far everyone labelled different answers: {named}."
    empty(
        title,
        f"{so_far} Whether labels can be believed shows only where two people judge the same answers without seeing "
        "each other's verdicts. On the Label page, under “Assign work”, name both and ask for 2 people who judge the "
        "same output: 50 random answers tell agreement to within about 8 points, 200 to within about 4.",
        [("label", "Label outputs")],
    )


def draw_overview(workflow: Workflow, overlap: Overlap, figures: AgreementFigures) -> None:
    """Figures per pair and overall, and what the disagreements are about."""
    pairs = pair_agreements(overlap)
    rows = pairs if len(overlap.labelers) == 2 else [figures, *pairs]
    _draw_figures("Labelers", [(who(one), one) for one in rows])
    if len(overlap.labelers) > 2:
        draw_labeler_matrix(workflow, overlap, pairs)
    draw_verdict_matrix(workflow, overlap, pairs)
    draw_confusions(confusions(overlap))


def draw_slices(overlap: Overlap, column: str) -> None:
    """Agreement of all labelers per value of a slice column, the weakest first."""
    parts = sorted(
        slice_agreements(overlap), key=lambda one: (one.agreed_count / one.shared_count, one.value)
    )
    _draw_figures(column.capitalize(), [(one.value or "(blank)", one) for one in parts])
    st.caption("Each interval stands for itself: among many small groups some look extreme by chance.")


def _draw_figures(title: str, rows: Sequence[tuple[str, AgreementFigures]]) -> None:
    table = [
        {
            title: name,
            "All say the same": agreed_words(one),
            "Of those anyone called wrong": wrong_words(one),
            "Cohen's kappa": coefficient_words(one.measured.kappa),
            "Gwet's AC1": coefficient_words(one.measured.ac1),
            "Krippendorff's alpha": coefficient_words(one.measured.alpha),
        }
        for name, one in rows
    ]
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) <= 10 else 390,
        column_config=_HELP | {title: st.column_config.TextColumn(pinned=True, width=210)},
    )


_HELP = {
    "All say the same": st.column_config.TextColumn(
        help="Answers on which everyone who judged them gives the same verdict, with a 95 % interval"
    ),
    "Of those anyone called wrong": st.column_config.TextColumn(
        help="Answers that someone called incorrect, and on how many of them all did: where nearly everything is "
        "correct, agreement on the wrong ones is what counts"
    ),
    "Cohen's kappa": st.column_config.TextColumn(
        help="1 is full agreement, 0 what chance would give. Low where nearly all answers are of one kind, even if "
        "people agree"
    ),
    "Gwet's AC1": st.column_config.TextColumn(
        help="As kappa, and steady where nearly all answers are of one kind"
    ),
    "Krippendorff's alpha": st.column_config.TextColumn(
        help="As kappa, for any number of labelers, each on some of the answers"
    ),
}


def draw_method() -> None:
    """The panel that says what the figures are and what would void them."""
    lines = [
        "An answer is shared when two people or more have labelled it; the newest label of each counts. Labels made "
        "for the samples, automatic ones, adjudicated ones and repeats are left out.",
        "The share on which all say the same has a two-sided 95 % Clopper–Pearson interval. Kappa, AC1 and alpha "
        "treat the four verdicts as names without order; their intervals are percentiles of 1,000 resamplings of "
        "whole answers. Where everyone gives one verdict throughout, kappa and alpha are not defined.",
        "Where nearly all answers are correct, kappa and alpha look low although people agree, and raw agreement "
        "looks high although they miss the wrong ones. Read AC1 and the column on answers that anyone called wrong.",
        "The ceiling takes two experts to err equally often and independently: if they differ on a share d of "
        "answers, each errs on (1 − √(1 − 2d)) ÷ 2, and a perfect candidate loses that share. Only verdicts of "
        "correct and incorrect enter.",
        "Reliability is estimated by the method of Dawid and Skene (1979) from three labelers on. It ranks labelers "
        "and the disagreements to settle first. It never decides a verdict.",
        "All of this speaks of labels given independently. Labelers who see each other's verdicts agree for nothing.",
    ]
    with st.expander("How do we know"):
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
