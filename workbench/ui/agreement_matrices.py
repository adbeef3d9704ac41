"""Who disagrees with whom, and on what: heat maps, the table, and their data for Excel."""

from collections.abc import Sequence

import streamlit as st

from workbench.charts.agreement import Cell, matrix_chart
from workbench.domain import Verdict, Workflow
from workbench.domain.formats import count, percent, plural, rate_with_counts
from workbench.labeling.agreement import (
    VERDICTS,
    AgreementFigures,
    Confusion,
    Overlap,
    confusions,
    overall_agreement,
)
from workbench.labeling.agreement_sentences import measure_words
from workbench.spreadsheets.writing import Figure, Sheet, SheetColumn
from workbench.stats.agreement import MISSING
from workbench.ui.chart_frame import draw_chart, safe_file_name
from workbench.ui.choices import settle_choice, show_choice

_MOST_IN_MATRIX = 12


def who(figures: AgreementFigures) -> str:
    """Whose agreement it is: "Ada and Ben", or "All together"."""
    return " and ".join(figures.labelers) if len(figures.labelers) == 2 else "All together"


def draw_labeler_matrix(workflow: Workflow, overlap: Overlap, pairs: Sequence[AgreementFigures]) -> None:
    """On which share of their shared answers every two labelers differ."""
    names = overlap.labelers[:_MOST_IN_MATRIX]
    known = {frozenset(one.labelers): one for one in pairs}
    rates = [(one.shared_count - one.agreed_count) / one.shared_count for one in pairs]
    most = max(rates, default=0) or 1

    def cell(row: str, column: str) -> Cell:
        one = known.get(frozenset((row, column)))
        if one is None:
            return Cell("", f"{row} and {column} have no answer in common" if row != column else row, None)
        differ = one.shared_count - one.agreed_count
        rate = differ / one.shared_count
        words = f"{percent(rate)} ({count(differ)} of {count(one.shared_count)})"
        return Cell(words, f"{row} and {column} differ on {words}", rate / most)

    worst = max(
        pairs, key=lambda one: ((one.shared_count - one.agreed_count) / one.shared_count, one.labelers)
    )
    finding = f"{who(worst)} differ most: on {_differ_words(worst)}"
    figure = matrix_chart(
        names,
        names,
        [[cell(row, column) for column in names] for row in names],
        ("", ""),
        finding,
        f"Share of shared answers on which two labelers differ; {measure_words(overlap)}",
    )
    draw_chart(
        figure,
        f"agreement-labelers-{workflow.workflow_id}",
        safe_file_name("disagreement", workflow.name),
        finding,
        lambda: pair_sheet(overlap, pairs),
    )
    if len(overlap.labelers) > len(names):
        st.caption(f"The chart shows {len(names)} labelers; the table has all.")


def _differ_words(figures: AgreementFigures) -> str:
    return rate_with_counts(
        figures.shared_count - figures.agreed_count, figures.shared_count, 1 - figures.high, 1 - figures.low
    )


def draw_verdict_matrix(workflow: Workflow, overlap: Overlap, pairs: Sequence[AgreementFigures]) -> None:
    """What two labelers said of the answers that both judged, one's verdicts against the other's."""
    names = [" and ".join(pair.labelers) for pair in pairs]
    place = 0
    if len(pairs) > 1:
        key = f"agreement-pair-{workflow.workflow_id}"
        settle_choice("pair", key, names)
        chosen = st.selectbox("What two of them said", names, key=key, persist_state="session", width=400)
        show_choice("pair", chosen)
        place = names.index(chosen) if chosen in names else 0
    pair = pairs[place]
    first, second = pair.labelers
    both = overlap.ratings[:, [overlap.labelers.index(first), overlap.labelers.index(second)]]
    both = both[(both != MISSING).all(axis=1)]
    used = [verdict for verdict in VERDICTS if (both == VERDICTS.index(verdict)).any()]
    numbers = {
        (one, other): int(((both[:, 0] == VERDICTS.index(one)) & (both[:, 1] == VERDICTS.index(other))).sum())
        for one in used
        for other in used
    }
    most = max((number for (one, other), number in numbers.items() if one is not other), default=0) or 1

    def cell(one: Verdict, other: Verdict) -> Cell:
        number = numbers[one, other]
        said = f"{first}: {one.words}, {second}: {other.words}, {plural(number, 'answer')}"
        return Cell(count(number) if number else "·", said, None if one is other else number / most)

    finding = _verdict_finding(overlap, pair)
    words = [verdict.words for verdict in used]
    draw_chart(
        matrix_chart(
            words,
            words,
            [[cell(one, other) for other in used] for one in used],
            (f"{first} says", f"{second} says"),
            finding,
            f"{plural(pair.shared_count, 'answer')} judged by both, by their verdicts; on the diagonal they agree",
        ),
        f"agreement-verdicts-{workflow.workflow_id}",
        safe_file_name("verdicts", first, second),
        finding,
        lambda: confusion_sheet(confusions(overlap)),
    )


def _verdict_finding(overlap: Overlap, pair: AgreementFigures) -> str:
    first, second = pair.labelers
    differing = [one for one in confusions(overlap) if {one.labeler, one.other} == {first, second}]
    if not differing:
        return f"{first} and {second} never differ"
    top = differing[0]
    total = sum(one.count for one in differing)
    return (
        f"{top.labeler} says {top.verdict.words} where {top.other} says {top.other_verdict.words} in "
        f"{count(top.count)} of their {plural(total, 'disagreement')}"
    )


def draw_confusions(found: Sequence[Confusion]) -> None:
    """Who disagrees with whom on what, as a table."""
    if not found:
        return
    rows = [
        {
            "Labeler": one.labeler,
            "says": one.verdict.words,
            "Other labeler": one.other,
            "says instead": one.other_verdict.words,
            "Answers": one.count,
        }
        for one in found
    ]
    st.dataframe(rows, hide_index=True, height="content" if len(rows) <= 8 else 318)


def pair_sheet(overlap: Overlap, pairs: Sequence[AgreementFigures]) -> Sheet:
    """The figures of every pair, and of all together, as the rows of a sheet."""
    columns = [
        SheetColumn("Labelers"),
        SheetColumn("Shared answers", Figure.COUNT),
        SheetColumn("All say the same", Figure.COUNT),
        SheetColumn("Share", Figure.RATE),
        SheetColumn("Share low", Figure.RATE),
        SheetColumn("Share high", Figure.RATE),
        SheetColumn("Cohen's kappa", Figure.DECIMAL),
        SheetColumn("Gwet's AC1", Figure.DECIMAL),
        SheetColumn("Krippendorff's alpha", Figure.DECIMAL),
    ]
    rows = [
        [
            ", ".join(one.labelers), one.shared_count, one.agreed_count, one.agreed_count / one.shared_count,
            one.low, one.high, one.measured.kappa.value, one.measured.ac1.value, one.measured.alpha.value,
        ]
        for one in [overall_agreement(overlap), *pairs]
    ]  # fmt: skip
    return Sheet("Agreement", columns, rows)


def confusion_sheet(found: Sequence[Confusion]) -> Sheet:
    """Who disagrees with whom on what, as the rows of a sheet."""
    columns = [
        SheetColumn("Labeler"),
        SheetColumn("Verdict"),
        SheetColumn("Other labeler"),
        SheetColumn("Other verdict"),
        SheetColumn("Answers", Figure.COUNT),
    ]
    rows = [[one.labeler, one.verdict.words, one.other, one.other_verdict.words, one.count] for one in found]
    return Sheet("Disagreements", columns, rows)
