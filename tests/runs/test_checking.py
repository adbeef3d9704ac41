"""Settings that cannot work are refused with a sentence before they are stored."""

import pytest

from workbench.domain import CandidateKind
from workbench.errors import BadSetting
from workbench.runs.checking import DEFAULTS, check_settings

RULE = {"pattern": "audit", "answer": "Audit rights"}
ENDPOINT = {"base_url": "http://127.0.0.1:1/v1", "model": "small"}


@pytest.mark.parametrize(
    ("kind", "settings", "sentence"),
    [
        (CandidateKind.RULES, {}, "has no rule yet"),
        (CandidateKind.RULES, {"rules": [RULE, {"pattern": "/(/", "answer": "x"}]}, "Rule 2, “/"),
        (CandidateKind.RULES, {"rules": [RULE], "usd_per_item": -1}, "price per item is -1"),
        (CandidateKind.TRAINED, {"threshold": 1.5}, "below which no answer is given"),
        (CandidateKind.ENDPOINT, {"model": "small"}, "no base URL yet"),
        (CandidateKind.ENDPOINT, ENDPOINT | {"model": ""}, "no model yet"),
        (CandidateKind.ENDPOINT, ENDPOINT | {"key_variable": "sk-abcdefghij0123456789"}, "a key itself"),
        (CandidateKind.ENDPOINT, ENDPOINT | {"concurrency": 0}, "calls at once is 0"),
        (CandidateKind.ENDPOINT, ENDPOINT | {"usd_per_million_input_tokens": float("nan")}, "input tokens"),
        (CandidateKind.SMALL_MODEL, {"max_tokens": 0}, "longest answer is 0"),
        (CandidateKind.SMALL_MODEL, {"temperature": 3}, "temperature is 3"),
    ],
)
def test_refuses_with_the_field_named(kind: CandidateKind, settings: dict, sentence: str):
    with pytest.raises(BadSetting, match=sentence):
        check_settings(kind, settings)


def test_takes_what_can_work():
    check_settings(CandidateKind.RULES, {"rules": [RULE]})
    check_settings(CandidateKind.RULES, {"rules": [], "otherwise": "Other"})
    check_settings(CandidateKind.ENDPOINT, ENDPOINT | {"temperature": None, "usd_per_item": 0})
    for kind in (CandidateKind.TRAINED, CandidateKind.FILE, CandidateKind.SMALL_MODEL):
        check_settings(kind, DEFAULTS[kind])
