"""What do all workflows save together, how sure is that, and what blocks the next one?"""

from workbench import ui
from workbench.ui import portfolio_view

ui.page(
    "Portfolio",
    "Decide what to take up next: every workflow with what it saves, how sure that is, and what blocks it.",
)
lines = portfolio_view.read_lines()
if lines:
    portfolio_view.draw_portfolio(portfolio_view.pick_lines(lines))
else:
    ui.empty(
        "No workflow yet",
        "This page puts all workflows side by side. Upload a golden dataset to begin, or look at the samples.",
        [("golden_datasets", "Upload a golden dataset"), ("home", "Open the sample")],
    )
