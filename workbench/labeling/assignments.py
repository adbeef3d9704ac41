"""Assigning work: which outputs whom, which of them by several people, drawn at random under a stored seed."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from workbench.domain import Assignment
from workbench.domain.formats import count, plural
from workbench.errors import BadSetting
from workbench.labeling.strategies import IN_FILE_ORDER, RANDOM, Order
from workbench.store import assignment as assignments
from workbench.store.assignment import DrawnTask
from workbench.store.database import Database

_SEEDS = 2**31 - 1


def assign_work(database: Database, wanted: Assignment) -> Assignment:
    """Draw and store an assignment (its ids and counts are ignored; without a seed it gets one).

    Raises BadSetting where it has no people, too few for its overlap, or nothing to judge.
    """
    labelers = tuple(dict.fromkeys(name.strip() for name in wanted.labelers if name.strip()))
    if not labelers:
        raise BadSetting("Nobody is named. Type or pick the people who are to label.")
    if wanted.overlap_rate > 0 and wanted.overlap_count > len(labelers):
        raise BadSetting(
            f"{plural(wanted.overlap_count, 'label')} on one output need as many people, and "
            f"{'only one is' if len(labelers) == 1 else f'only {count(len(labelers))} are'} named. "
            "Name more people or ask for fewer labels."
        )
    if wanted.order_strategy not in (RANDOM, IN_FILE_ORDER):
        raise BadSetting("Assigned work comes at random or in the order of the file.")
    seed = wanted.seed or 1 + secrets.randbelow(_SEEDS - 1)
    assignment_id = assignments.add_assignment(database, replace(wanted, labelers=labelers, seed=seed))
    stored = assignments.get_assignment(database, wanted.workflow_id, assignment_id)
    draw_new(database, stored)
    drawn = assignments.get_assignment(database, wanted.workflow_id, assignment_id)
    if not drawn.task_count:
        assignments.set_assignment_closed(database, assignment_id, True)
        raise BadSetting("No candidate has answered an item in this part yet, so there is nothing to assign.")
    return drawn


def draw_new(database: Database, assignment: Assignment) -> int:
    """Draw from the answers that came into an assignment’s scope since its last draw; returns how many it took.

    What was drawn before stays as it is.
    """
    table = assignments.list_undrawn(database, assignment)
    if table.empty:
        return 0
    rng = random.Random(f"{assignment.seed}/{assignment.task_count}")
    drawn = _draw(assignment, _ordered(table, assignment, rng), rng)
    assignments.add_tasks(database, assignment.assignment_id, drawn)
    return sum(one.labelers_wanted > 0 for one in drawn)


def draw_order(database: Database, assignment: Assignment, labeler: str) -> Order:
    """What an assignment still wants from a labeler, in its order."""
    table = assignments.waiting_table(database, assignment.assignment_id, labeler)
    item_count = int(table["item_count"].iloc[0]) if len(table) else 0
    return Order(
        assignment.order_strategy,
        assignment.seed,
        table["output_id"].tolist(),
        table["place"].tolist(),
        item_count,
        assignment.order_strategy == RANDOM,
    )


def scope_words(assignment: Assignment, with_version: bool = False) -> str:
    """What an assignment is about, after "outputs of": "Holdout", "Golden, where area is “Law”"."""
    part = assignment.split.capitalize() if assignment.split else assignment.dataset_name
    if with_version:
        part = f"{assignment.dataset_name} version {assignment.version_number}" + (
            f", {assignment.split}" if assignment.split else ""
        )
    if assignment.slice_column is not None:
        part += f", where {assignment.slice_column} is “{assignment.slice_value}”"
    if assignment.candidate_name:
        part += f", by {assignment.candidate_name}"
    return part


def assigned_sentence(assignment: Assignment, labeler: str, own_count: int, is_blind: bool = True) -> str:
    """What a labeler who sits down was given and how far it is: "Assigned to you and Bob: 120 outputs of Holdout, 34
    done, 12 by you." Under blind labelling the candidate is not named."""
    others = [name for name in assignment.labelers if name != labeler]
    people = ["you", *others] if len(others) < 3 else ["you", f"{count(len(others))} others"]
    together = ", ".join(people[:-1]) + f" and {people[-1]}" if len(people) > 1 else people[0]
    about = scope_words(replace(assignment, candidate_name=None) if is_blind else assignment)
    by_you = f", {count(own_count)} by you" if others else ""
    return (
        f"Assigned to {together}: {plural(assignment.task_count, 'output')} of {about}, "
        f"{count(assignment.done_count)} done{by_you}."
    )


def _ordered(table: pd.DataFrame, assignment: Assignment, rng: random.Random) -> list[tuple[int, str]]:
    """The answers in their order, those to one item together."""
    by_item: dict[int, list[str]] = {}
    ordered = table.sort_values(["item_position", "item_id", "answer_key"])
    for item_id, answer_key in zip(ordered["item_id"].tolist(), ordered["answer_key"].tolist(), strict=True):
        by_item.setdefault(item_id, []).append(answer_key)
    items = list(by_item)
    if assignment.order_strategy == RANDOM:
        rng.shuffle(items)
    for answers in by_item.values():
        rng.shuffle(answers)
    return [(item_id, answer_key) for item_id in items for answer_key in by_item[item_id]]


def _draw(assignment: Assignment, ordered: Sequence[tuple[int, str]], rng: random.Random) -> list[DrawnTask]:
    """Who is to judge which: a share of all at random, and of these a share by several people."""
    chosen = set(rng.sample(range(len(ordered)), _part(assignment.share_rate, len(ordered))))
    by_several = set(rng.sample(sorted(chosen), _part(assignment.overlap_rate, len(chosen))))
    wanted = [
        0 if place not in chosen else assignment.overlap_count if place in by_several else 1
        for place in range(len(ordered))
    ]
    return [
        DrawnTask(item_id, answer_key, place + 1, people)
        for place, ((item_id, answer_key), people) in enumerate(zip(ordered, wanted, strict=True))
    ]


def _part(rate: float, whole: int) -> int:
    """So many of a whole, at least one where any were asked for."""
    return min(whole, max(round(rate * whole), 1)) if rate > 0 else 0
