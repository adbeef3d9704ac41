"""Candidates from the terminal: which settings each kind takes, and how they are written there."""

from typing import Any

from workbench.commands import finding
from workbench.connectors.catalogue import get_provider
from workbench.domain import CandidateKind
from workbench.errors import BadMapping, BadSetting
from workbench.runs.checking import check_settings
from workbench.spreadsheets.reading import read_table
from workbench.store import candidate as candidates
from workbench.store.database import Database

_PRICES: dict[str, type] = {
    "usd_per_million_input_tokens": float,
    "usd_per_million_output_tokens": float,
    "usd_per_million_cached_tokens": float,
    "usd_per_item": float,
}
SETTINGS: dict[CandidateKind, dict[str, type]] = {
    CandidateKind.RULES: {"column": str, "otherwise": str},
    CandidateKind.TRAINED: {"columns": list, "threshold": float, "seed": int},
    CandidateKind.ENDPOINT: {
        "provider": str, "base_url": str, "model": str, "key_variable": str, "system": str, "user_template": str,
        "temperature": float, "max_tokens": int, "concurrency": int, "timeout_s": float,
        "structured": bool, "confidence": str, "samples": int, "api_version": str, "region": str,
        "access_key_variable": str, "session_token_variable": str, "request_template": str, "answer_path": str,
        "confidence_path": str, "cost_path": str, "key_header": str, "calls_a_minute": float, "tokens_a_minute": float,
    },
    CandidateKind.SMALL_MODEL: {"path": str, "temperature": float, "max_tokens": int, "seed": int},
}  # fmt: skip


def add_candidate(
    database: Database,
    name: str,
    workflow: str,
    kind: str,
    rules: str | None = None,
    settings: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Store a new candidate of a workflow; `rules` is a file with the columns pattern and answer.

    Raises NotFound, NameTaken, BadSetting, BadMapping, UnreadableFile.
    """
    of = finding.get_workflow(database, workflow)
    is_a = CandidateKind(kind)
    chosen = {key: _value(is_a, key, text) for key, text in (settings or {}).items()}
    if is_a is CandidateKind.RULES:
        if rules is None:
            raise BadSetting(
                "A candidate of rules needs a file with the columns pattern and answer: --rules FILE.csv."
            )
        chosen["rules"] = _rules(rules)
    elif rules is not None:
        raise BadSetting(
            f"--rules belongs to candidates of kind rules; this one is “{is_a.words}”. Leave it out."
        )
    missing = [key for key in _needed(chosen) if is_a is CandidateKind.ENDPOINT and not chosen.get(key)]
    if missing:
        raise BadSetting(
            f"An endpoint needs its {missing[0].replace('_', ' ')}: --{missing[0].replace('_', '-')} …"
        )
    check_settings(is_a, chosen)
    candidate = candidates.add_candidate(database, of.workflow_id, name, is_a, chosen)
    return {
        "workflow": of.name,
        "candidate": candidate.name,
        "kind": is_a.value,
        "settings": chosen,
        "sentence": f"Added the candidate “{candidate.name}” ({is_a.words.lower()}) to “{of.name}”.",
    }


def _needed(settings: dict[str, Any]) -> list[str]:
    """The settings without which an endpoint of this provider cannot be called."""
    provider = get_provider(str(settings.get("provider") or ""))
    return ["base_url"] * (not provider.base_url) + ["model"] * provider.needs_model


def _value(kind: CandidateKind, key: str, text: str) -> Any:
    known = SETTINGS[kind] | _PRICES
    if key not in known:
        raise BadSetting(f"“{kind.words}” has no setting “{key}”. It has: {', '.join(known)}.")
    if known[key] is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    if known[key] is bool:
        if text.strip().casefold() not in ("yes", "no", "true", "false"):
            raise BadSetting(f"“{text}” is neither yes nor no, which the setting “{key}” needs. Change it.")
        return text.strip().casefold() in ("yes", "true")
    try:
        return known[key](text)
    except ValueError as error:
        raise BadSetting(f"“{text}” is not a number, which the setting “{key}” needs. Change it.") from error


def _rules(name: str) -> list[dict[str, str]]:
    path = finding.get_file(name)
    table = read_table(path, path.name)
    by_name = {column.strip().casefold(): column for column in table.columns}
    if "pattern" not in by_name or "answer" not in by_name:
        found = ", ".join(f"“{column}”" for column in table.columns)
        raise BadMapping(
            f"{path.name} has the columns {found}; a file of rules needs “pattern” and “answer”. Rename them."
        )
    patterns, answers = table.rows[by_name["pattern"]].tolist(), table.rows[by_name["answer"]].tolist()
    return [
        {"pattern": str(pattern), "answer": str(answer)}
        for pattern, answer in zip(patterns, answers, strict=True)
        if pattern not in (None, "") and answer not in (None, "")
    ]
