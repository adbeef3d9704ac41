"""Beginning a test against the bar: which outputs it speaks of, in which order they will be judged, at what risk.

Everything that could be chosen by looking at results is settled and stored here, before the test's first label: the
pool, the bar, the risk, the sequence of the candidates, whether scores help, and the random order of the items.
Outputs that have a label already are facts: nobody can tell how they were picked, so they count as what they are and
prove nothing of the others. The test is about the rest of the pool, drawn at random given those facts.
"""

import hashlib
import json
import math
import secrets
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from workbench.decisions.confirming import is_single, read_looks
from workbench.decisions.score_bins import as_numbers, bin_by_scores
from workbench.domain import DatasetVersion, RunState, Workflow
from workbench.domain.bar_tests import BarTest, TestDesign
from workbench.errors import WorkbenchError
from workbench.store import certification as tests
from workbench.store import run as runs
from workbench.store.database import Database
from workbench.store.labelling_rules import get_rules

ALPHA_RATE = 0.05  # the chance, at most, of a wrong certificate in the first test on some items
TOTAL_ALPHA_RATE = ALPHA_RATE * math.pi**2 / 6  # the same in all tests on them, however many: Σ 1 ÷ r²
FEWEST_EARLIER = 30  # judged outputs of each candidate, before they tell which is the strongest
_MOST_SEED = 2**62
_UNUSED = (
    "No label had been drawn in its test when another one began on the same items, so that test has ended."
)


class NothingToTest(WorkbenchError):
    """No candidate has outputs that a test could decide, or a run is still bringing more."""


def begin_test(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None = None,
    candidate_ids: Iterable[int] | None = None,
    started_by: str = "",
    seed: int | None = None,
    ends: Mapping[int, str] | None = None,
) -> BarTest:
    """Commit a test of these candidates (None: all that have unlabelled answers) and end the ones in `ends`.

    `ends` gives for the bar_test_id of a test that this one replaces the reason why it ended. Tests on the same items
    that have drawn no label yet end too, lest two of them take the risk of one; those of this scope hand their
    candidates over. Without a seed one is drawn from the system's randomness. Raises NothingToTest where there is
    nothing to label, or a run is under way.
    """
    refuse_while_running(database, workflow)
    confirms = get_rules(database, workflow.workflow_id).confirms_wrong
    everyone = _pool(database, workflow, version, split, confirms)
    unused = tests.list_unused(database, workflow.workflow_id, version.dataset_version_id, split)
    wanted = _wanted(database, everyone, candidate_ids, [one for one in unused if unused[one]])
    pool = everyone[everyone["candidate_id"].isin(wanted)]
    classes, outputs = _classes(pool)
    bins = bin_by_scores(everyone, classes)
    # Second looks find out what first ones miss in answers drawn evenly; scores would steer the first ones elsewhere.
    if confirms:
        bins = bins._replace(numbers=np.zeros_like(bins.numbers), is_fit=False)
    design, sequence = rank_candidates(pool, wanted)
    seed = secrets.randbelow(_MOST_SEED) if seed is None else seed
    items = np.unique(pool["item_id"].to_numpy())
    places = pd.Series(np.random.default_rng(seed).permutation(len(items)) + 1, index=items)
    bar_test_id = tests.add_test(
        database,
        {
            "workflow_id": workflow.workflow_id,
            "dataset_version_id": version.dataset_version_id,
            "split": split,
            "bar_rate": workflow.bar_rate,
            "alpha_rate": next_alpha(database, workflow, version, split),
            "design": design.value,
            "rubric_key": rubric_key(database, workflow),
            "judge_key": judge_key(workflow, bins.is_fit),
            "uses_scores": bins.is_fit,
            "rho_squared": bins.rho_squared,
            "seed": seed,
            "item_count": len(items),
            "started_by": started_by,
        },
        _candidate_table(database, workflow, version, split, pool, sequence),
        classes.assign(position=places.loc[classes["item_id"]].to_numpy(), bin=bins.numbers),
        outputs,
        (dict.fromkeys(unused, _UNUSED) | dict(ends or {})).items(),
    )
    return next(
        test
        for test in tests.list_tests(database, workflow.workflow_id, version.dataset_version_id, split)
        if test.bar_test_id == bar_test_id
    )


def next_alpha(database: Database, workflow: Workflow, version: DatasetVersion, split: str | None) -> float:
    """The risk of the next test: the r-th that draws labels on the same items has 5 % ÷ r².

    Each new bar, rubric, judge or candidate is one more chance to err, so they share: at most TOTAL_ALPHA_RATE in all,
    whoever begins how many (a union bound).
    """
    earlier = tests.count_earlier(database, workflow.workflow_id, version.dataset_version_id, split)
    return ALPHA_RATE / (1 + earlier) ** 2


def number_of_test(alpha_rate: float) -> int:
    """Which test on its items a test of this risk is, from 1."""
    return max(round(math.sqrt(ALPHA_RATE / alpha_rate)), 1)


def refuse_while_running(database: Database, workflow: Workflow) -> None:
    """Raise NothingToTest while a run of the workflow brings more outputs: each of them would end the test."""
    for run in runs.list_runs(database, workflow.workflow_id):
        if run.state is RunState.RUNNING:
            raise NothingToTest(
                f"“{run.candidate_name}” is still running. A test speaks of outputs that are all there, so it can "
                "begin when the run has ended."
            )


def rubric_key(database: Database, workflow: Workflow) -> str:
    """A hash of what a label means: the instructions for labelers, the kind of answer, what second looks are for."""
    rules = get_rules(database, workflow.workflow_id)
    confirmed = [rules.recheck_rate] if rules.confirms_wrong else []
    return _hashed(
        tests.instructions_number(database, workflow.workflow_id), workflow.answer_type.value,
        list(workflow.categories), list(workflow.field_names), workflow.unit, *confirmed,
    )  # fmt: skip


def judge_key(workflow: Workflow, uses_scores: bool) -> str:
    """A hash of the scorer that steers a test and its settings; "" where no score has a say."""
    scorer = workflow.trusted_scorer or "judge"
    return _hashed(scorer, workflow.scorer_settings.get(scorer, {})) if uses_scores else ""


def rank_candidates(pool: pd.DataFrame, candidate_ids: list[int]) -> tuple[TestDesign, list[int]]:
    """The candidates from the strongest down as earlier results or prices have it, and whether that can be trusted.

    Earlier results are labels (or the trusted scorer's word) on at least FEWEST_EARLIER outputs of each; else what an
    item costs tells. Where neither is known of all, the risk is shared among them.
    """
    if len(candidate_ids) == 1:
        return TestDesign.TOP_DOWN, candidate_ids
    judged = pool.assign(right=_earlier_results(pool))
    by_candidate = judged.groupby("candidate_id")
    known = by_candidate["right"].count().reindex(candidate_ids, fill_value=0)
    if (known >= FEWEST_EARLIER).all():
        strength = (by_candidate["right"].sum() + 0.5) / (by_candidate["right"].count() + 1)
    else:
        strength = by_candidate["cost_usd"].mean().reindex(candidate_ids)
    if strength.isna().any() or strength.nunique() < len(candidate_ids):
        return TestDesign.SHARED, candidate_ids
    ranked = strength.sort_values(ascending=False, kind="stable").index
    return TestDesign.TOP_DOWN, [int(candidate_id) for candidate_id in ranked]


def _wanted(
    database: Database, pool: pd.DataFrame, candidate_ids: Iterable[int] | None, taken_over: list[int]
) -> list[int]:
    """The candidates to test: those asked for and those of the tests taken over, where answers of theirs are open."""
    open_outputs = pool[pool["state"].eq("answered") & pool["is_open"]]
    wanted = {int(candidate_id) for candidate_id in open_outputs["candidate_id"].unique()}
    if candidate_ids is not None:
        others = (one.candidate_id for test in taken_over for one in tests.list_candidates(database, test))
        wanted &= {*candidate_ids, *others}
    if not wanted:
        raise NothingToTest(
            "Every answer here has a label already, so there is nothing left to decide by more labels."
        )
    return sorted(wanted)


def _earlier_results(pool: pd.DataFrame) -> pd.Series:
    """1.0 right, 0.0 wrong, by label or else by the trusted scorer; missing where neither has judged an answer."""
    by_label = pool["label_verdict"].map({"correct": 1.0, "incorrect": 0.0}).astype(float)
    answered = pool["state"].eq("answered")
    by_scorer = pd.Series(as_numbers(pool["trusted_correct"]), index=pool.index).where(answered)
    return by_label.where(pool["label_verdict"].notna(), by_scorer)


def _pool(
    database: Database, workflow: Workflow, version: DatasetVersion, split: str | None, confirms: bool
) -> pd.DataFrame:
    """The outputs in question; `is_open`: without a label, or with one that waits for a second look."""
    pool = tests.pool_table(database, workflow.workflow_id, version.dataset_version_id, split)
    is_open = pool["label_verdict"].isna().to_numpy()
    if confirms:
        looks = tests.list_looks_before(database, workflow.workflow_id)
        waits = {
            key for key, row in looks.items() if (look := read_looks(row)).is_in_doubt or is_single(look)
        }
        answers = zip(pool["item_id"], pool["answer_key"], strict=True)
        is_open = is_open | np.array([key in waits for key in answers], dtype=bool)
    return pool.assign(is_open=is_open)


def _classes(pool: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers of a pool, equal ones to one item once, and who gave which. An abstention is none, unless somebody
    has judged it."""
    given = pool[pool["state"].eq("answered") | (pool["label_verdict"].notna() & pool["state"].ne("failed"))]
    classes = (
        given.assign(is_known=~given["is_open"])
        .groupby(["item_id", "answer_key"], as_index=False, sort=True)
        .agg(is_known=("is_known", "any"))
        .reset_index(names="class_number")
    )
    outputs = given.merge(classes, on=["item_id", "answer_key"])[["candidate_id", "class_number"]]
    return classes, outputs


def _candidate_table(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    pool: pd.DataFrame,
    sequence: list[int],
) -> pd.DataFrame:
    keys = tests.list_pool_keys(database, workflow.workflow_id, version.dataset_version_id, split)
    rows = []
    for place, candidate_id in enumerate(sequence, start=1):
        own = pool[pool["candidate_id"] == candidate_id]
        silent = own["state"].eq("no_answer") & own["label_verdict"].isna()
        failed = own["state"].eq("failed")
        rows.append((candidate_id, place, keys[candidate_id], int(silent.sum()), int(failed.sum())))
    columns = ["candidate_id", "place", "pool_key", "abstained_count", "failed_count"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"pool_key": "uint64"})


def _hashed(*parts: object) -> str:
    return hashlib.md5(json.dumps(parts, sort_keys=True).encode(), usedforsecurity=False).hexdigest()
