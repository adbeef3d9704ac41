"""What runs, how far is it, what will the next run take, and what did each one answer?"""

from workbench import ui
from workbench.ui.run_chosen import take_run_from_url
from workbench.ui.run_history import draw_history
from workbench.ui.run_now import RunsNow
from workbench.ui.run_progress import draw_progress
from workbench.ui.run_start import start_runs

ui.page("Runs", "Let candidates answer a golden dataset, so that their answers can be judged.")
workflow = ui.current_workflow()
if workflow:
    take_run_from_url(workflow)
    now = RunsNow(workflow)
    live = draw_progress(workflow, now)
    start_runs(workflow)
    draw_history(workflow, live, now)
