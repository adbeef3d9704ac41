"""A server that is killed while people label; the volume stands in `tests/benchmarks/labelling_faults.py`."""

from pathlib import Path

from tests.benchmarks.labelling_faults import is_exact, label_through_kills


def test_what_was_confirmed_is_stored_once_though_the_server_is_killed(tmp_path: Path) -> None:
    found = label_through_kills(tmp_path, sessions=3, kills=2, items=90, pace_s=0.05)
    assert is_exact(found), found
    assert found["confirmed"] >= 9
