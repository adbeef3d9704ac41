"""Candidates: anything that could do the work: a table of rules, a trained classifier, a model, a vendor's file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class CandidateKind(StrEnum):
    """How a candidate answers."""

    RULES = "rules"
    TRAINED = "trained"
    ENDPOINT = "endpoint"
    FILE = "file"
    SMALL_MODEL = "small_model"

    @property
    def words(self) -> str:
        """The kind as it stands on the screen."""
        return {
            "rules": "Rules",
            "trained": "Trained from your answers",
            "endpoint": "Model over the network",
            "file": "Outputs from a file",
            "small_model": "Small language model on this machine",
        }[self.value]


@dataclass(frozen=True)
class Candidate:
    """One candidate with the settings of its newest version.

    `settings` by kind:
    rules: `rules` (list of {pattern, answer}), `column` (input column, "" = all), `otherwise` ("" = no answer);
    trained: `columns` (input columns, [] = all), `threshold` (probability under which it gives no answer), `seed`;
    endpoint: `provider` (its name in the catalogue of connectors), `base_url`, `model`, `key_variable`, `temperature`,
    `max_tokens`, `system`, `user_template`, `structured`, `confidence`, `samples`, `concurrency`, `timeout_s`, and what
    single providers ask for (see connectors/endpoints.py);
    file: `file_name`; small_model: `path` (.gguf, "" = the bundled one), `temperature`, `max_tokens`, `seed`.
    Every kind may carry prices: `usd_per_million_input_tokens`, `usd_per_million_output_tokens`,
    `usd_per_item`. A key itself is never a setting; only the name of the variable that holds it.

    `prompt_template`: the workflow's instructions that this version asks with, None before it first ran;
    `answer_form`: what else of the workflow goes into its prompt or the form of its answers (`answer_type`,
    `categories`, `field_names`, `unit`, `task`), None before it first ran; `saved_at`: when the version was saved.
    """

    candidate_id: int
    workflow_id: int
    name: str
    kind: CandidateKind
    candidate_version_id: int
    version_number: int
    settings: dict[str, Any]
    is_sample: bool = False
    created_at: datetime | None = None
    archived_at: datetime | None = None
    prompt_template: str | None = None
    saved_at: datetime | None = None
    answer_form: dict[str, Any] | None = None
