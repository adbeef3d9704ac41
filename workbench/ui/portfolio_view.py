"""The parts of the Portfolio page: filters, the finding, the chart, one line per workflow, one export."""

from collections.abc import Sequence

import streamlit as st

from workbench.charts.roi_portfolio import PortfolioBar, portfolio_chart
from workbench.decisions.portfolio import (
    Line,
    Place,
    certainty_of,
    list_portfolio,
    portfolio_sentence,
    portfolio_sheet,
)
from workbench.decisions.roi_reading import Evidence
from workbench.decisions.roi_sentences import chance_words, payback_words, saving_range_words
from workbench.decisions.scope import choose_scope
from workbench.decisions.sentences import precision_words
from workbench.domain import Workflow
from workbench.domain.formats import count, money, percent
from workbench.store import workflow as workflows
from workbench.store import workspace
from workbench.ui.chart_frame import XLSX, draw_chart, safe_file_name, workbook_bytes
from workbench.ui.links import link
from workbench.ui.pickers import database
from workbench.ui.roi_reads import measured
from workbench.ui.text import plain

_WIDTHS = [1.6, 1.6, 1.35, 0.9, 2.4, 1.35]
_TITLES = ("Workflow", "Best candidate", "Saving a month", "Sure", "What blocks it", "")


def read_lines() -> list[Line]:
    """Every workflow that is not archived, the person's own before the samples where they save alike."""
    with st.spinner("Counting every workflow", show_time=True):
        return list_portfolio(database(), workflows.list_workflows(database()), _evidence)


def pick_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines that the filters let through; the filters stand in the URL."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        places = st.pills(
            "Where it stands", [place.value for place in Place], selection_mode="multi", key="place",
            bind="query-params",
        )  # fmt: skip
        least = st.select_slider(
            "Saves money in at least", [0.0, 0.5, 0.8, 0.9, 0.95, 0.99], key="portfolio-certainty", width=190,
            format_func=lambda rate: f"{percent(rate)} of draws" if rate else "any",
        )  # fmt: skip
        text = st.text_input("Name holds", key="portfolio-name", width=170, placeholder="any").strip()
        samples = any(line.workflow.is_sample for line in lines)
        own = samples and st.checkbox("Without the samples", key="portfolio-own")
    return [
        line
        for line in lines
        if (not places or line.place.value in places)
        and certainty_of(line) >= least
        and text.casefold() in line.workflow.name.casefold()
        and not (own and line.workflow.is_sample)
    ]


def draw_portfolio(lines: Sequence[Line]) -> None:
    """The headline, one line per workflow, the chart, the export."""
    currency = workspace.get_currency(database())
    finding = portfolio_sentence(lines, currency)
    st.subheader(plain(finding), anchor=False)
    if not lines:
        return
    _draw_table(lines, currency)
    figured = [line for line in lines if line.best]
    if figured:
        bars = [_bar(line) for line in figured]
        most = max(figured, key=lambda line: line.best.saving_amount if line.best else 0.0)
        amount = money(most.best.saving_amount if most.best else 0.0, currency)
        finding = f"“{most.workflow.name}” would save most: {amount} a month"
        measure = (
            "Expected saving a month with the best candidate; whiskers: 80 % range; hatched: bar not met yet"
        )
        draw_chart(
            portfolio_chart(bars, currency, finding, measure),
            "portfolio",
            safe_file_name("portfolio"),
            finding,
            lambda: portfolio_sheet(lines, currency),
        )
    st.download_button(
        "Export these workflows as .xlsx",
        data=lambda: workbook_bytes([portfolio_sheet(lines, currency)]),
        file_name="portfolio.xlsx",
        mime=XLSX,
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )


def _draw_table(lines: Sequence[Line], currency: str) -> None:
    for column, title in zip(st.columns(_WIDTHS), _TITLES, strict=True):
        column.caption(title)
    for line in lines:
        with st.container(border=True, gap="xsmall"):
            name, who, saving, sure, blocked, step = st.columns(_WIDTHS, vertical_alignment="center")
            name.markdown(f"**{plain(line.workflow.name)}**")
            if line.workflow.is_sample:
                name.caption("sample")
            if line.best:
                who.markdown(plain(line.best.name), help=plain(_measured(line)))
                saving.markdown(
                    f"**{plain(money(line.best.saving_amount, currency))}**",
                    help=plain(
                        f"80 % range {saving_range_words(line.best, currency)}; payback {payback_words(line.best)}."
                    ),
                )
                saving.caption(plain(saving_range_words(line.best, currency)))
                sure.markdown(
                    plain(chance_words(line.best.outlook.positive_rate)),
                    help=plain(
                        f"The share of {count(line.best.outlook.draws)} draws in which it saves money."
                    ),
                )
            blocked.markdown(plain(line.blocked_by or "Nothing: it saves and meets its bar."))
            with step:
                link(
                    line.step.page, line.step.action, workflow=line.workflow, icon=":material/arrow_forward:",
                    **line.step.query,
                )  # fmt: skip


def _measured(line: Line) -> str:
    assert line.best is not None
    return f"Precision {precision_words(line.best.standing, line.workflow.bar_rate)}."


def _bar(line: Line) -> PortfolioBar:
    assert line.best is not None
    best = line.best
    return PortfolioBar(
        line.workflow.name, best.saving_amount, best.saving_low_amount, best.saving_high_amount, line.place.value,
        line.place is Place.READY,
    )  # fmt: skip


def _evidence(workflow: Workflow) -> Evidence | None:
    version, split = choose_scope(database(), workflow)
    return measured(workflow, version, split) if version else None
