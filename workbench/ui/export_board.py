"""The page for a board pack, on the Exports page: one sheet of A4 with the findings and their charts."""

from datetime import date
from pathlib import Path

from workbench.charts.board_page import BoardPage, board_page_html
from workbench.decisions.business_case import BusinessCase
from workbench.decisions.certification import certify
from workbench.decisions.exporting import Export
from workbench.decisions.roi_sentences import best_case, roi_sentence, saving_words
from workbench.decisions.sentences import coverage_words, grounds_sentence
from workbench.decisions.verdict_sentences import certified_finding, certified_words
from workbench.domain import Workflow
from workbench.domain.formats import day, money
from workbench.spreadsheets.writing import whole_or_nothing
from workbench.ui.chart_frame import safe_file_name
from workbench.ui.export_download import download
from workbench.ui.precision_view import overall_figure
from workbench.ui.roi_charts import waterfall_figure

_HEADS = ("Candidate", "Against the bar", "Precision", "Coverage", "Cost per 1,000", "A month")


def draw_board_page(workflow: Workflow, export: Export, case: BusinessCase) -> None:
    """The button that writes the page."""
    download(
        "One page for a board pack (.html)",
        lambda path: _write(workflow, export, case, path),
        f"{safe_file_name(workflow.name, 'summary')}.html",
        f"export-board-{workflow.workflow_id}",
        "Writing the page",
        "text/html",
        ":material/description:",
    )


def _write(workflow: Workflow, export: Export, case: BusinessCase, path: Path) -> None:
    page = board_page(workflow, export, case)
    with whole_or_nothing(path) as part:
        part.write_text(board_page_html(page), encoding="utf-8")


def board_page(workflow: Workflow, export: Export, case: BusinessCase) -> BoardPage:
    """What the page says of a workflow: precision against the bar, what it saves, and how one knows."""
    certificates = certify(export.database, workflow, export.version, export.split, export.standings)
    figured = [one for one in certificates if one.answered]
    best = best_case(case)
    savings = {one.standing.candidate_id: saving_words(one, case.currency) for one in case.cases}
    figures = [overall_figure(workflow, figured, is_future=False)] if figured else []
    if best:
        figures.append(waterfall_figure(case, best))
    rows = [
        (
            one.candidate_name,
            one.verdict.value,
            certified_words(one),
            coverage_words(one.standing),
            "not known" if one.standing.mean_cost_usd is None else money(one.standing.mean_cost_usd * 1000),
            savings.get(one.candidate_id, "–"),
        )
        for one in figured
    ]
    return BoardPage(
        title=workflow.name,
        scope=f"{export.scope_words}; written {day(date.today())}",
        lead=[certified_finding(certificates, workflow), roi_sentence(case, workflow.bar_rate)],
        figures=figures,
        heads=_HEADS,
        rows=rows,
        notes=[
            grounds_sentence(export.standings, workflow),
            "Savings are expected values with their 80 % range; the workbook “Business case” holds every assumption.",
        ],
    )
