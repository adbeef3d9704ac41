"""What went over the wire for one output, for those who want to see it: the request made again, the reply as stored."""

import json
from dataclasses import dataclass
from typing import Any

from workbench.connectors.calling import STATUS_LINE
from workbench.connectors.catalogue import get_provider
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.provider import Ask
from workbench.connectors.questions import Question
from workbench.connectors.shapes import instruction
from workbench.domain import CandidateKind, Item, Run
from workbench.runs.asking import as_instructed, question_for
from workbench.runs.reuse import RequestKeys
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store import workflow as workflows
from workbench.store.database import Database


@dataclass(frozen=True)
class Exchange:
    """A request without its keys, the reply's text, and its whole body where that was kept (else "").

    Of a call that was refused, the status stands before the body. `is_as_sent`: nothing has changed since it was asked.
    """

    request: str
    reply: str
    is_as_sent: bool
    body: str = ""


def exchange_for(database: Database, run: Run, output: dict[str, Any]) -> Exchange | None:
    """The exchange behind an output of `list_standing_outputs`; None for candidates that call no endpoint.

    Raises BadSetting where the instructions have come to name a column that the item does not have.
    """
    candidate = candidates.get_candidate(database, run.candidate_id, run.candidate_version_id)
    if candidate.kind is not CandidateKind.ENDPOINT:
        return None
    workflow = as_instructed(workflows.get_workflow(database, run.workflow_id), candidate)
    version = datasets.get_version(database, run.dataset_version_id)
    item = Item(output["item_id"], output["item_key"], output["content"], output["expected"], 0)
    question = question_for(workflow, version, item, candidate.settings)
    settings = read_settings(candidate.settings)
    asked = Question(
        question.prompt + instruction(question.shape), question.system, question.values, question.shape
    )
    call = get_provider(settings.provider).request_for(Ask(settings, asked))
    key = RequestKeys(candidate.settings, workflow).key_for(question)
    body = runs.get_reply(database, output["output_id"])
    return Exchange(
        f"{call.method} {call.url}\n\n{_indented(call.body)}",
        output["raw"],
        key == output["request_key"],
        _with_status(body),
    )


def _with_status(body: str) -> str:
    status, found, rest = body.partition("\n\n") if body.startswith(STATUS_LINE) else ("", "", body)
    return f"{status}{found}{_indented(rest.encode())}"


def _indented(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.decode("utf-8", "replace")
