"""Where public data stands that the repository may not carry: beside the clone, or where a variable says."""

import os
from pathlib import Path

import pytest

VARIABLE = "EVAL_WORKBENCH_REAL_DATA"


def real_data(name: str) -> Path:
    """The folder of one public data set; skips the test, saying why, where it is not on this machine."""
    named = os.environ.get(VARIABLE)
    root = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = root / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not at {folder}: set {VARIABLE} to the folder that holds it")
    return folder
