from tests.runs.building import a_world, endpoint, rules
from workbench.domain import Run, RunState
from workbench.runs.execution import recover_runs, wait_for
from workbench.runs.planning import plan_run
from workbench.runs.resuming import (
    resume_cut_off,
    resumed_at_start,
    resumes_by_itself,
    set_resumes_by_itself,
)
from workbench.store import run as runs
from workbench.store.database import Database


def cut_off(database: Database, *planned: Run) -> None:
    """As a process leaves runs that is killed, and the next one finds them."""
    for run in planned:
        runs.set_run_state(database, run.run_id, RunState.RUNNING)
    recover_runs(database)


def test_cut_off_runs_wait_until_somebody_resumes_them(database: Database):
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow), version)
    cut_off(database, run)
    assert not resumes_by_itself(database)
    assert resume_cut_off(database) == resumed_at_start(database) == frozenset()
    assert runs.get_run(database, run.run_id).state is RunState.INTERRUPTED


def test_where_it_is_set_they_go_on_by_themselves(database: Database):
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow), version)
    stopped = plan_run(database, rules(database, a_world(database, name="Other")[0]), version)
    runs.set_run_state(database, stopped.run_id, RunState.STOPPED, "Stopped with 40 items left.")
    set_resumes_by_itself(database, True)
    cut_off(database, run)
    assert resume_cut_off(database) == resumed_at_start(database) == {run.run_id}
    assert wait_for(database, run.run_id, 30)
    assert runs.get_run(database, run.run_id).state is RunState.FINISHED
    assert runs.get_run(database, stopped.run_id).state is RunState.STOPPED, "a person has stopped it"
    set_resumes_by_itself(database, False)
    assert not resumes_by_itself(database)


def test_nothing_goes_on_that_nobody_has_agreed_to_or_that_was_put_away(database: Database):
    workflow, version = a_world(database)
    away = plan_run(database, endpoint(database, workflow, "https://models.example.com/v1"), version)
    archived = plan_run(database, rules(database, workflow), version)
    runs.set_run_archived(database, archived.run_id, True)
    set_resumes_by_itself(database, True)
    cut_off(database, away)
    runs.set_run_state(database, archived.run_id, RunState.INTERRUPTED)
    assert resume_cut_off(database) == frozenset()
    assert runs.get_run(database, away.run_id).state is RunState.INTERRUPTED


def test_what_was_ended_at_the_keyboard_stays_ended(database: Database):
    workflow, version = a_world(database)
    run = plan_run(database, rules(database, workflow), version)
    sentence = "Interrupted at the keyboard. Resume it to answer the rest."
    runs.set_run_state(database, run.run_id, RunState.INTERRUPTED, sentence)
    set_resumes_by_itself(database, True)
    assert resume_cut_off(database) == frozenset()
