"""Scenarios in the database, and the measured facts that ROI is counted from."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.domain.scenarios import Estimate, Scenario
from workbench.errors import NameTaken, NotFound
from workbench.store.database import Database, Session, now

BASE_NAME = "Base case"


def list_scenarios(database: Database, workflow_id: int, with_deleted: bool = False) -> list[Scenario]:
    """The workflow's scenarios beside its base case, oldest first."""
    rows = database.rows("roi.list_scenarios", workflow_id=workflow_id, with_deleted=with_deleted)
    return [_scenario(row) for row in rows]


def get_scenario(database: Database, scenario_id: int) -> Scenario:
    """One scenario. Raises NotFound."""
    row = database.one("roi.get_scenario", scenario_id=scenario_id)
    if row is None:
        raise NotFound("This scenario has been deleted meanwhile. Pick another one.")
    return _scenario(row)


def get_base(database: Database, workflow_id: int) -> Scenario:
    """The workflow's base case: empty, with `scenario_id` 0, as long as nothing of it was stored."""
    row = database.one("roi.get_base", workflow_id=workflow_id)
    return _scenario(row) if row else Scenario(0, workflow_id, BASE_NAME, is_base=True)


def set_base(database: Database, base: Scenario) -> None:
    """Store the base case of its workflow."""
    with database.write() as session:
        row = session.one("roi.get_base", workflow_id=base.workflow_id)
        if row is None:
            _add(session, base)
        else:
            _set(session, row["roi_scenario_id"], base)


def add_scenario(database: Database, scenario: Scenario) -> Scenario:
    """Store a new scenario (its `scenario_id` is ignored) and return it as stored. Raises NameTaken."""
    with database.write() as session:
        _refuse_taken_name(session, scenario, None)
        scenario_id = _add(session, scenario)
    return get_scenario(database, scenario_id)


def set_scenario(database: Database, scenario: Scenario) -> None:
    """Replace what is stored of a scenario. Raises NameTaken."""
    with database.write() as session:
        _refuse_taken_name(session, scenario, scenario.scenario_id)
        _set(session, scenario.scenario_id, scenario)


def set_scenario_deleted(database: Database, scenario_id: int, deleted: bool) -> None:
    """Take a scenario away, or bring it back as it was. Raises NameTaken where its name is in use again."""
    with database.write() as session:
        row = session.one("roi.get_scenario", scenario_id=scenario_id)
        if row and not deleted:
            _refuse_taken_name(session, _scenario(row), scenario_id)
        session.run("roi.set_deleted", scenario_id=scenario_id, deleted_at=now() if deleted else None)


def outcome_table(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> pd.DataFrame:
    """One row per candidate and item of the version (or split): candidate_id, item_id, state, verdict, confidence,
    cost_usd, input_tokens, output_tokens."""
    return database.table(
        "roi.outcomes", workflow_id=workflow_id, dataset_version_id=dataset_version_id, split=split
    )


def desk_times(database: Database, workflow_id: int, limit: int = 1000) -> tuple[list[float], list[float]]:
    """Seconds that people took at the desk for the newest labels: those without, and those with a correction."""
    rows = database.rows("roi.desk_times", workflow_id=workflow_id, limit=limit)
    plain = [row["duration_s"] for row in rows if not row["is_corrected"]]
    return plain, [row["duration_s"] for row in rows if row["is_corrected"]]


def evaluation_time(database: Database, workflow_id: int) -> tuple[float, int, int]:
    """Seconds that labelling has taken, how many labelling events were timed, and how many were not."""
    row = database.one("roi.evaluation_time", workflow_id=workflow_id) or {}
    return float(row.get("seconds") or 0.0), row.get("timed_count", 0), row.get("untimed_count", 0)


def measured_stamp(database: Database) -> tuple[Any, ...]:
    """Something that differs once outputs, labels, scores, runs, settings or splits have changed."""
    return tuple((database.one("roi.stamp") or {}).values())


def _refuse_taken_name(session: Session, scenario: Scenario, own_id: int | None) -> None:
    row = session.one("roi.find_scenario", workflow_id=scenario.workflow_id, name=scenario.name.strip())
    is_base = scenario.name.strip().casefold() == BASE_NAME.casefold()
    if is_base or (row and row["roi_scenario_id"] != own_id):
        raise NameTaken(f"There is already a scenario called “{scenario.name.strip()}”. Choose another name.")


def _add(session: Session, scenario: Scenario) -> int:
    added: int = session.value(
        "roi.add_scenario",
        **_params(scenario),
        workflow_id=scenario.workflow_id,
        is_base=scenario.is_base,
        now=now(),
    )
    return added


def _set(session: Session, scenario_id: int, scenario: Scenario) -> None:
    session.run("roi.set_scenario", **_params(scenario), scenario_id=scenario_id, now=now())


def _params(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name.strip(),
        "policy": scenario.policy,
        "figures": json.dumps({key: _written(one) for key, one in scenario.figures.items()}),
        "error_costs": json.dumps(dict(scenario.error_costs), ensure_ascii=False),
        "seed": scenario.seed,
    }


def _written(one: Estimate) -> dict[str, float]:
    return {
        end: value for end in ("likely", "low", "high") if isinstance(value := getattr(one, end), int | float)
    }


def _scenario(row: Mapping[str, Any]) -> Scenario:
    return Scenario(
        scenario_id=row["roi_scenario_id"],
        workflow_id=row["workflow_id"],
        name=row["name"],
        is_base=row["is_base"],
        policy=row["policy"],
        figures={key: Estimate(**ends) for key, ends in json.loads(row["figures"]).items()},
        error_costs=json.loads(row["error_costs"]),
        seed=row["seed"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        deleted_at=row["deleted_at"],
    )
