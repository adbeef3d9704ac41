"""How sure one can be of each answer of a candidate before anybody has labelled it: what answers are sorted by."""

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.domain import DatasetVersion, Workflow
from workbench.store import evidence
from workbench.store.database import Database

FEWEST_SORTED = 0.5  # of the answers, before they are worth sorting by

Floats = NDArray[np.float64]


class Sorting(StrEnum):
    """What tells how sure an answer is."""

    CONFIDENCE = "confidence"
    JUDGE = "judge"
    AGREEMENT = "agreement"

    @property
    def words(self) -> str:
        """The sorting as it stands on the screen."""
        return {
            Sorting.CONFIDENCE: "Its own confidence",
            Sorting.JUDGE: "What the judge says",
            Sorting.AGREEMENT: "How many other candidates say the same",
        }[self]


def how_sure(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    candidate_id: int,
    answered: pd.DataFrame,
) -> dict[Sorting, Floats]:
    """Per sorting how sure each row of `answered` is, 0–1, missing as nan; only those that most answers have.

    `answered`: item_id and confidence of one candidate's answers. Agreement is the share of the other candidates with
    an answer to the item that give the same; the judge is 1 where it calls the answer correct, 0 where not.
    """
    table = evidence.sureness_table(
        database, workflow.workflow_id, version.dataset_version_id, candidate_id, split
    ).set_index("item_id")
    of_answers = table.reindex(answered["item_id"])
    others = of_answers["other_count"].to_numpy(dtype=float, na_value=0.0)
    same = of_answers["same_count"].to_numpy(dtype=float, na_value=0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        agreement = np.where(others > 0, same / others, np.nan)
    found = {
        Sorting.CONFIDENCE: pd.to_numeric(answered["confidence"], errors="coerce").to_numpy(dtype=float),
        Sorting.JUDGE: of_answers["judge_value"].to_numpy(dtype=float, na_value=np.nan),
        Sorting.AGREEMENT: agreement,
    }
    least = max(FEWEST_SORTED * len(answered), 1)
    return {
        one: values
        for one, values in found.items()
        if np.isfinite(values).sum() >= least
        and (one is Sorting.CONFIDENCE or np.nanmin(values) < np.nanmax(values))
    }
