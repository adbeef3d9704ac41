"""Worlds in which several people labelled the same outputs."""

from collections.abc import Mapping

import pandas as pd

from tests.store.building import a_candidate, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import DatasetVersion, Verdict, Workflow
from workbench.store import label as labels
from workbench.store.database import Database

_LETTERS = {
    "c": Verdict.CORRECT,
    "i": Verdict.INCORRECT,
    "n": Verdict.NO_ANSWER,
    "u": Verdict.UNSURE,
}


def an_overlap(
    database: Database, said: Mapping[str, str], slices: bool = False, **settings: object
) -> tuple[Workflow, DatasetVersion, dict[str, int]]:
    """A workflow whose outputs these people labelled: {name: "cci."}, a letter per item (c, i, n, u; "." not).

    Items are k000, k001 …, in slices "law" and "tax" by turns where asked; returns the outputs by item as well.
    """
    size = max((len(letters) for letters in said.values()), default=3)
    keys = [f"k{place:03}" for place in range(size)]
    workflow = a_workflow(database, **settings)
    version = a_version(
        database,
        workflow,
        {key: (f"text of {key}", f"expected {key}") for key in keys},
        slices={key: ("law", "tax")[place % 2] for place, key in enumerate(keys)} if slices else None,
    )
    run = a_run(database, a_candidate(database, workflow), version, {key: f"answer {key}" for key in keys})
    ids = outputs_by_key(database, run)
    columns = ["output_id", "labeler", "verdict", "correction", "comment", "source", "is_sample"]
    # One person after the other, since the newest label counts and rows stored at once have no order among them.
    for name, letters in said.items():
        given = [
            (ids[key], name, _LETTERS[letter].value, None, f"{name} said so", "file", False)
            for key, letter in zip(keys, letters, strict=False)
            if letter != "."
        ]
        labels.add_labels(database, pd.DataFrame(given, columns=columns))
    return workflow, version, ids
