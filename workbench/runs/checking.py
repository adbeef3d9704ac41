"""Settings that a person enters for a candidate, checked before they are stored: one place for page and terminal."""

import math
from collections.abc import Mapping
from typing import Any

from workbench.connectors.endpoint_settings import read_settings
from workbench.domain import CandidateKind
from workbench.errors import BadSetting
from workbench.local_models.rules import RuleTable
from workbench.local_models.trained import TrainedClassifier

MOST_AT_ONCE = 256
MOST_SAMPLES = 20
_PRICES = {
    "usd_per_million_cached_tokens": "price per million tokens read from the provider's cache",
    "usd_per_million_input_tokens": "price per million input tokens",
    "usd_per_million_output_tokens": "price per million output tokens",
    "usd_per_item": "price per item",
}

# What a setting is where nobody has said otherwise.
DEFAULTS: dict[CandidateKind, dict[str, Any]] = {
    CandidateKind.RULES: {"rules": [], "column": "", "otherwise": ""},
    CandidateKind.TRAINED: {"columns": [], "threshold": 0.0, "seed": 1},
    CandidateKind.ENDPOINT: {
        "provider": "openai_compatible", "base_url": "", "model": "", "key_variable": "", "system": "",
        "user_template": "", "temperature": 0.0, "max_tokens": 256, "concurrency": None, "timeout_s": 60.0,
        "structured": False, "confidence": "", "samples": 1, "api_version": "", "region": "",
        "access_key_variable": "", "session_token_variable": "", "request_template": "", "answer_path": "",
        "confidence_path": "", "cost_path": "", "key_header": "", "calls_a_minute": None, "tokens_a_minute": None,
    },
    CandidateKind.FILE: {"file_name": ""},
    CandidateKind.SMALL_MODEL: {"path": "", "temperature": 0.0, "max_tokens": 32, "seed": 1},
}  # fmt: skip


def check_settings(kind: CandidateKind, settings: Mapping[str, Any]) -> None:
    """Raise BadSetting, naming the field or the rule, where a candidate with these settings cannot work.

    Whether a dataset fits them (columns, a train split) is asked when there is one: see `answerer_for`.
    """
    for name, words in _PRICES.items():
        price = settings.get(name)
        if price is not None and not (math.isfinite(float(price)) and float(price) >= 0):
            raise BadSetting(f"The {words} is {price}. Enter 0 or more, or leave it empty.")
    chosen = DEFAULTS[kind] | dict(settings)
    if kind is CandidateKind.RULES:
        RuleTable(chosen["rules"] or [], chosen["otherwise"] or "")
    elif kind is CandidateKind.TRAINED:
        TrainedClassifier(float(chosen["threshold"] or 0.0))
    elif kind is CandidateKind.ENDPOINT:
        read_settings(chosen)
        # Where none is set, as many go out as the endpoint bears: see `capacity`.
        if chosen["concurrency"] is not None:
            _check_range("number of calls at once", chosen["concurrency"], 1, MOST_AT_ONCE)
        _check_samples(chosen)
        for name, words in (("calls_a_minute", "calls"), ("tokens_a_minute", "tokens")):
            _check_range(f"limit of {words} a minute", chosen[name] or 1, 1, 10**9)
    elif kind is CandidateKind.SMALL_MODEL:
        _check_range("temperature", chosen["temperature"] or 0.0, 0, 2)
        _check_range("longest answer", chosen["max_tokens"], 1, 4096)


def _check_samples(settings: Mapping[str, Any]) -> None:
    samples = int(settings["samples"] or 1)
    _check_range("number of answers per item", samples, 1, MOST_SAMPLES)
    if samples > 1 and settings["temperature"] == 0 and settings["provider"] != "json_endpoint":
        raise BadSetting(
            f"At temperature 0 the {samples} answers to an item would all be the same, so their agreement would say "
            "nothing. Raise the temperature, for instance to 0.7, or take one answer per item."
        )


def _check_range(words: str, value: float, low: int, high: int) -> None:
    if not low <= value <= high:
        raise BadSetting(f"The {words} is {value:g}. Enter a number from {low:,} to {high:,}.")
