"""Answers that need not be paid for twice: the same question under the same settings has been answered before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.questions import Question
from workbench.domain import Workflow

# What decides how long one waits or what it costs, but not what is answered.
_NOT_ASKED = (
    "timeout_s",
    "key_variable",
    "access_key_variable",
    "session_token_variable",
    "cost_path",
    "system",
)


class RequestKeys:
    """Numbers for questions, equal where settings and question are."""

    def __init__(self, settings: Mapping[str, Any], workflow: Workflow):
        """`settings` of a candidate that calls an endpoint. Raises BadSetting."""
        checked = asdict(read_settings(settings))
        self._has_values = checked["provider"] == "json_endpoint"
        told = {name: value for name, value in checked.items() if name not in _NOT_ASKED}
        told["samples"] = int(settings.get("samples") or 1)
        # The form that is asked for, and how a reply is read, depend on these.
        told["form"] = [workflow.answer_type.value, *workflow.categories, "", *workflow.field_names]
        told_bytes = json.dumps(told, sort_keys=True, default=str).encode()
        self._settings = hashlib.blake2b(told_bytes, digest_size=8)

    def key_for(self, question: Question) -> int:
        """The number of one question, 0 to 2^64 - 1."""
        told = [question.system, question.prompt, dict(question.values) if self._has_values else {}]
        hashed = self._settings.copy()
        hashed.update(json.dumps(told).encode())
        return int.from_bytes(hashed.digest())
