"""How far a run is, in words, and how a watched run is ended."""

from tests.connectors.stub_server import chat, serving
from tests.runs.building import a_world, endpoint, rules
from workbench.commands.watching import Watch, progress_words
from workbench.domain import Run, RunState
from workbench.runs.planning import plan_run
from workbench.store import run as runs
from workbench.store.database import Database


def _run(done: int, failed: int = 0, cost_usd: float = 0.0) -> Run:
    return Run(1, 1, 1, 1, "Rules", 1, "Clauses", 1, None, RunState.RUNNING, 400, done, failed, cost_usd)


def test_says_done_failed_pace_time_left_and_money() -> None:
    assert progress_words(_run(100, 2, 0.123), 50, 10.0) == (
        "Rules: 100 of 400 items, 2 failed, 5.0 a second, about 60 s left, $0.12"
    )


def test_says_no_pace_before_anything_is_done_and_no_time_left_at_the_end() -> None:
    assert progress_words(_run(0), 0, 3.0) == "Rules: 0 of 400 items"
    assert progress_words(_run(400), 400, 4.0) == "Rules: 400 of 400 items, 100.0 a second"


def test_a_watched_run_says_where_it_is(database: Database) -> None:
    workflow, version = a_world(database)
    said: list[str] = []
    run = plan_run(database, rules(database, workflow), version)
    Watch(said.append).execute(database, run)
    assert said[-1].startswith("Rules: 40 of 40 items")
    assert runs.get_run(database, run.run_id).state is RunState.FINISHED


def test_stop_ends_the_run_under_way_and_lets_no_other_begin(database: Database) -> None:
    reply = chat("Law")
    reply.delay_s = 0.1
    with serving(reply) as stub:
        workflow, version = a_world(database, prompt_template="{text}")
        model = endpoint(database, workflow, stub.base_url, concurrency=1)
        first, second = (plan_run(database, model, version) for _ in range(2))
        watch = Watch(lambda _sentence: watch.stop())  # as soon as anything is stored
        watch.execute(database, first)
        watch.execute(database, second)
    stopped, never = (runs.get_run(database, run.run_id) for run in (first, second))
    assert (stopped.state, 0 < stopped.done_count < 40) == (RunState.STOPPED, True)
    assert (never.state, never.done_count, watch.is_stopped) == (RunState.PLANNED, 0, True)
