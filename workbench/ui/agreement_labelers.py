"""Which labelers are reliable: against an adjudicator, against themselves, and as all labels together suggest."""

import streamlit as st

from workbench.domain import DatasetVersion
from workbench.domain.formats import percent, plural, rate_with_counts
from workbench.labeling.agreement import Overlap, SelfAgreement, self_agreements
from workbench.labeling.reliability import (
    FEWEST_ANSWERS,
    FEWEST_LABELERS,
    Reliability,
    can_estimate,
    list_reliabilities,
    reliability_sentence,
)
from workbench.ui.pickers import database
from workbench.ui.text import plain


def draw_labelers(version: DatasetVersion, split: str | None, overlap: Overlap) -> None:
    """Which labelers are reliable: against the adjudicator, against themselves, and as estimated from all labels."""
    rows = list_reliabilities(overlap)
    own = {one.labeler: one for one in self_agreements(database(), version, split)}
    estimated = can_estimate(overlap)
    names = [row.labeler for row in rows] + sorted(set(own) - {row.labeler for row in rows})
    known = {row.labeler: row for row in rows}
    st.markdown(plain(reliability_sentence(rows)))
    st.dataframe(
        [_labeler_row(name, known.get(name), own.get(name), estimated) for name in names],
        hide_index=True,
        height="content" if len(names) <= 10 else 390,
        column_config=_LABELER_HELP,
    )
    if not estimated:
        st.caption(
            f"With {plural(FEWEST_LABELERS, 'labeler')} or more on {FEWEST_ANSWERS} shared answers this page also "
            "estimates who errs how often."
        )
    if not own:
        st.caption(
            "Nobody's earlier outputs have come back unannounced yet. How many do is set on the Workflows page, under "
            "“How it is labelled”; it shows how far each labeler agrees with themselves."
        )


def _labeler_row(
    name: str, row: Reliability | None, own: SelfAgreement | None, estimated: bool
) -> dict[str, object]:
    cells: dict[str, object] = {
        "Labeler": name,
        "Shared answers": row.label_count if row else 0,
        "As the adjudicator decided": rate_with_counts(
            row.decided_right_count, row.decided_count, row.low, row.high
        )
        if row and row.decided_count
        else "–",
        "Same verdict again": rate_with_counts(own.same_count, own.repeat_count, own.low, own.high)
        if own
        else "–",
    }
    if estimated:
        cells["Right, estimated"] = _about(row.right_rate if row else None)
        cells["Wrong answers found, estimated"] = _about(row.wrong_found_rate if row else None)
    return cells


def _about(rate: float | None) -> str:
    return "–" if rate is None else f"about {percent(rate)}"


_LABELER_HELP = {
    "Labeler": st.column_config.TextColumn(pinned=True, width=180),
    "Shared answers": st.column_config.NumberColumn(
        format="localized", help="Answers labelled by this person and at least one other"
    ),
    "As the adjudicator decided": st.column_config.TextColumn(
        help="Of the disputed answers that an adjudicator decided, how often this labeler had said the same"
    ),
    "Same verdict again": st.column_config.TextColumn(
        help="Of outputs that came back unannounced, how often the second verdict was the first"
    ),
    "Right, estimated": st.column_config.TextColumn(
        help="The share of right labels, estimated from all shared labels by Dawid and Skene's method; a model's "
        "estimate to rank labelers by, not a count"
    ),
    "Wrong answers found, estimated": st.column_config.TextColumn(
        help="Of the answers that are wrong by the same estimate, how many this labeler calls incorrect"
    ),
}
