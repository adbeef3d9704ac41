"""How far a judge or another scorer agrees with what people settled: whether it may help, and where it does not.

One share of "judge right" would mislead: where 98 of 100 answers are right, a judge that calls everything right looks
98 % good and finds no error at all. So the four counts stand apart, errors found beside false alarms, with kappa, AC1
and ρ², the share of the variation between right and wrong that the judge's word explains.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.decisions.score_bins import FEWEST_LABELS, FEWEST_WRONG, FITNESS, as_numbers, explained
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.formats import count, rate_with_counts
from workbench.labeling.agreement_sentences import coefficient_words
from workbench.scoring.catalogue import get_scorer
from workbench.stats import clopper_pearson
from workbench.stats.agreement import Agreement, Estimate, measure_agreement
from workbench.store import agreement as shared
from workbench.store.database import Database

FEWEST = 20  # answers of a slice; those with fewer are pooled
EMPTY_VALUE = "(blank)"
_SEED, _DRAWS = 20261126, 500


@dataclass(frozen=True)
class JudgeAgreement:
    """A scorer against people on the answers that both judged: counts of answers, equal ones to one item once.

    `right_passed`: right, and the scorer says so; `right_doubted`: a false alarm; `wrong_passed`: an error that it
    misses; `wrong_doubted`: one that it finds. `rho_squared` with its 95 % bounds by resampling (NaN where there are
    too few labels to tell). `value` is the slice, "" for all; `sample`: how many of the labels nobody gave.
    """

    scorer: str
    right_passed: int
    right_doubted: int
    wrong_passed: int
    wrong_doubted: int
    measured: Agreement
    rho_squared: Estimate
    value: str = ""
    sample: int = 0

    @property
    def total(self) -> int:
        """Answers that both judged."""
        return self.right_passed + self.right_doubted + self.wrong_passed + self.wrong_doubted

    @property
    def agreed(self) -> int:
        """Answers on which the scorer says what people say."""
        return self.right_passed + self.wrong_doubted

    @property
    def wrong(self) -> int:
        """Answers that are wrong as people have it."""
        return self.wrong_passed + self.wrong_doubted

    @property
    def right(self) -> int:
        """Answers that are right as people have it."""
        return self.right_passed + self.right_doubted

    @property
    def helps(self) -> bool | None:
        """Whether scores save more labels than they cost; None where there are too few labels to tell."""
        return None if math.isnan(self.rho_squared.value) else self.rho_squared.value >= FITNESS


def list_judges(database: Database, workflow: Workflow, version: DatasetVersion) -> list[str]:
    """The scorers that have scored answers of this version, the judge first, then the one that is trusted."""
    found = shared.list_scorers(database, workflow.workflow_id, version.dataset_version_id)
    return sorted(found, key=lambda name: (name != "judge", name != workflow.trusted_scorer, name))


def measure_judge(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    scorer: str,
    column: str | None = None,
    settled_only: bool = False,
) -> list[JudgeAgreement]:
    """A scorer against the labels that count, over everything, or per value of a column with the small ones pooled.

    `settled_only`: labels alone that an adjudicator decided or two people or more agree on.
    """
    table = shared.judged_table(
        database, workflow.workflow_id, version.dataset_version_id, split, scorer, column
    )
    if settled_only:
        table = table[table["is_settled"].astype(bool)]
    if column is None:
        return [_measure(scorer, table)]
    values = table["value"].fillna("").replace("", EMPTY_VALUE)
    sizes = values.value_counts()
    small = sizes[sizes < FEWEST].index
    if len(small) > 1:
        values = values.where(~values.isin(small), f"all smaller slices, pooled ({len(small)})")
    parts = [replace(_measure(scorer, part), value=str(value)) for value, part in table.groupby(values)]
    return sorted(parts, key=lambda one: (one.value.startswith("all smaller"), -one.total))


def _measure(scorer: str, table: pd.DataFrame) -> JudgeAgreement:
    said = as_numbers(table["judged_correct"]).astype(np.int64)
    right = np.asarray(table["verdict"].eq("correct"), dtype=np.int64)
    counts = np.bincount(right * 2 + said, minlength=4).tolist()
    rng = np.random.default_rng(_SEED)
    measured = measure_agreement(np.column_stack([right, said]).reshape(-1, 2), 2, rng)
    return JudgeAgreement(
        scorer,
        counts[3],
        counts[2],
        counts[1],
        counts[0],
        measured,
        _rho_squared(said, right, rng),
        sample=int(table["is_sample"].sum()),
    )


def _rho_squared(said: NDArray[np.int64], right: NDArray[np.int64], rng: np.random.Generator) -> Estimate:
    value = explained(said, right.astype(np.float64))
    if value is None:
        return Estimate(math.nan, math.nan, math.nan)
    cells = np.bincount(right * 2 + said, minlength=4)
    draws = rng.multinomial(len(said), cells / len(said), size=_DRAWS).astype(np.float64)
    passed_wrong, found, alarms, passed = draws[:, 1], draws[:, 0], draws[:, 2], draws[:, 3]
    n, wrong = draws.sum(axis=1), passed_wrong + found
    with np.errstate(all="ignore"):
        within = passed_wrong * passed / (passed_wrong + passed) + found * alarms / (found + alarms)
        shares = 1 - np.nan_to_num(within) / (wrong * (n - wrong) / n)
    low, high = np.nanquantile(np.clip(shares, 0, 1), [0.025, 0.975])
    return Estimate(value, min(float(low), value), max(float(high), value))


def judge_finding(one: JudgeAgreement) -> str:
    """The finding: how far it agrees, what it finds, what it doubts for nothing, and whether it helps."""
    name = f"the {get_scorer(one.scorer).noun}"
    if not one.total:
        return f"No answer here has both a label and a word of {name}."
    found = found_words(one)
    errors = f"it finds {found} of the wrong answers" if one.wrong else "no answer here is wrong"
    alarms = f"and doubts {doubted_words(one)} of the right ones" if one.right else ""
    return (
        f"{name[0].upper()}{name[1:]} says what people say on {agreed_words(one)}: {errors} {alarms}".rstrip()
        + "."
    )


def help_sentence(one: JudgeAgreement) -> str:
    """Whether its scores may help to decide with fewer labels."""
    if one.helps is None:
        return (
            f"Whether it helps cannot be told yet: that takes {FEWEST_LABELS} answers with both a label and its word, "
            f"at least {FEWEST_WRONG} of them right and {FEWEST_WRONG} wrong; there are {count(one.total)}, "
            f"{count(one.right)} right and {count(one.wrong)} wrong. Until then it has no say in any test."
        )
    share = coefficient_words(one.rho_squared)
    if one.helps:
        return (
            f"It helps: its word explains ρ² = {share} of what is right and wrong, and from {FITNESS:g} on scores save "
            "more labels than they cost. A verdict still rests on labels alone."
        )
    return (
        f"It does not help: its word explains ρ² = {share} of what is right and wrong, and below {FITNESS:g} scores "
        "cost more labels than they save. So it has no say in any test."
    )


def source_sentence(one: JudgeAgreement) -> str:
    """That labels are sample labels, "" where people gave them all."""
    if not one.sample:
        return ""
    said = "All" if one.sample == one.total else count(one.sample)
    return f"{said} of these labels are sample labels: they follow from how the items were made; no person gave them."


def agreed_words(one: JudgeAgreement) -> str:
    """ "94 % (188 of 200; 90–97 %)" """
    return _share(one.agreed, one.total)


def found_words(one: JudgeAgreement) -> str:
    """Of the wrong answers, those that it doubts."""
    return _share(one.wrong_doubted, one.wrong)


def doubted_words(one: JudgeAgreement) -> str:
    """Of the right answers, those that it doubts all the same."""
    return _share(one.right_doubted, one.right)


def help_words(one: JudgeAgreement) -> str:
    """ "yes", "no" or why that cannot be told, for a table."""
    return {None: "too few labels", True: "yes", False: "no"}[one.helps]


def method_lines() -> list[str]:
    """What the figures are and what would void them."""
    return [
        "An answer counts once, however many candidates gave it, where a scorer has judged it and people have called "
        "it correct or incorrect. An adjudicator's decision counts before the newest label.",
        "Shares have two-sided 95 % Clopper–Pearson intervals; kappa, AC1 and ρ² percentiles of resamplings of whole "
        "answers. Kappa is low where nearly all answers are right, even if the two agree; AC1 is steady there.",
        "ρ² is the share of the variation between right and wrong that lies between what it passes and what it doubts. "
        "In a test the agreement between candidates is counted in as well, so that its ρ² may be higher.",
        f"Slices with fewer than {FEWEST} answers are pooled. Among many slices some look extreme by chance.",
        "Labels that were picked by hand, or given by people who saw the scores, say little of how it does elsewhere. "
        "One that was tuned on these labels looks better here than it is.",
    ]


def _share(part: int, whole: int) -> str:
    return rate_with_counts(part, whole, *clopper_pearson(part, whole)) if whole else "–"


def cells(one: JudgeAgreement) -> list[tuple[str, int, int]]:
    """The four counts as a table: what people say, what it passes, what it doubts."""
    return [
        ("People: correct", one.right_passed, one.right_doubted),
        ("People: incorrect", one.wrong_passed, one.wrong_doubted),
    ]
