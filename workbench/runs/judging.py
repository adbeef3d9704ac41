"""Asking a model to judge the answers of a workflow: what it would cost, and doing it; a score stored per answer."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from workbench.connectors.calling import Endpoint, EndpointRefusal
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.endpoints import host_of, is_local
from workbench.connectors.questions import Question
from workbench.domain import Answer, Candidate, CandidateKind, DatasetVersion, Item, Workflow
from workbench.errors import BadSetting, NotFound
from workbench.runs.budget import Budget, check_price_known, get_caps
from workbench.runs.capacity import MOST_UNASKED
from workbench.runs.costs import evenly
from workbench.runs.pacing import Withheld, pacer_for
from workbench.runs.prices import (
    is_priced,
    own_prices,
    price_per_item,
    priced,
    token_prices,
    with_list_prices,
)
from workbench.runs.prompts import input_text
from workbench.scoring.accepted import accepted_answers
from workbench.scoring.judge import JUDGE, RUBRIC_SETTING, judge_question, read_judgement
from workbench.scoring.scores import Score, task_of
from workbench.store import candidate as candidates
from workbench.store import dataset as datasets
from workbench.store import run as runs
from workbench.store.database import Database

SCORER = "judge"
_STORED_AT_ONCE = 25
_MOST_REFUSALS = 3
# A verdict with one sentence of reason; a model that thinks aloud needs room to.
_LEAST_TOKENS = 500
_NO_RUN = -1  # nothing is spent on it yet: the cap per run holds for one judging
_CHARACTERS_PER_TOKEN = (5.0, 3.0)
_ANSWER_TOKENS = (20, 150)
_SAMPLED = 200


@dataclass(frozen=True)
class JudgingEstimate:
    """What judging would take: calls, and a range of US dollars (None where the model has no price).

    `host`: where items, expected answers and answers go; "" where they stay on this machine.
    """

    calls: int
    low_usd: float | None = None
    high_usd: float | None = None
    host: str = ""
    judge_name: str = ""


@dataclass(frozen=True)
class Judged:
    """What came of judging: verdicts stored, answers the judge could not tell, calls lost (asked again next time).

    `cost_usd` None where no price is known; `sentence` says why it ended early.
    """

    count: int = 0
    undecided: int = 0
    lost: int = 0
    cost_usd: float | None = None
    sentence: str = ""


class _Case(NamedTuple):
    """One question to the judge, and the outputs it is about: the same answer to the same item is judged once."""

    output_ids: list[int]
    question: Question


def judges_of(database: Database, workflow: Workflow) -> list[Candidate]:
    """The candidates of a workflow whose model can judge: those behind an endpoint."""
    every = candidates.list_candidates(database, workflow.workflow_id)
    return [one for one in every if one.kind is CandidateKind.ENDPOINT]


def estimate_judging(database: Database, workflow: Workflow) -> JudgingEstimate:
    """What judging everything not judged yet would take. Raises BadSetting where no judge is chosen."""
    judge, cases = _judge(database, workflow), _cases(database, workflow)
    characters = sum(len(case.question.prompt) for case in cases)
    return _estimate(database, judge, len(cases), (characters, characters))


def estimate_judging_of(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion,
    items: Sequence[Item],
    longest_answer_tokens: int,
    share: float = 1.0,
) -> JudgingEstimate | None:
    """What judging the answers to these items would take once they are there; None where no judge decides.

    `share` (0–1): the part of the items whose answers are new. Raises BadSetting where no judge is chosen.
    """
    if workflow.trusted_scorer != SCORER:
        return None
    judge, rubric = _judge(database, workflow), str(RUBRIC_SETTING.of(task_of(workflow, SCORER)))
    judged = [item for item in items if item.expected and item.expected.strip()]
    calls = round(len(judged) * share)
    sample = evenly(judged, _SAMPLED)
    lengths = [
        len(judge_question(rubric, input_text(version, item, named=True), item.expected, "-").prompt)
        for item in sample
    ]
    mean = sum(lengths) / len(lengths) if lengths else 0.0
    longest = longest_answer_tokens * _CHARACTERS_PER_TOKEN[1]
    return _estimate(database, judge, calls, (mean * calls, (mean + longest) * calls))


def _estimate(
    database: Database, judge: Candidate, calls: int, characters: tuple[float, float]
) -> JudgingEstimate:
    """`characters`: the fewest and the most that go to the judge in all."""
    settings = _priced_settings(database, judge)
    host = _host(read_settings(settings).base_url)
    if not is_priced(settings):
        return JudgingEstimate(calls, host=host, judge_name=judge.name)
    per_input, per_output = token_prices(settings)
    per_call = price_per_item(settings) or 0.0
    low, high = (
        read / per_token * per_input + calls * (answer * per_output + per_call)
        for read, per_token, answer in zip(characters, _CHARACTERS_PER_TOKEN, _ANSWER_TOKENS, strict=True)
    )
    return JudgingEstimate(calls, low, high, host, judge.name)


def judge_outputs(
    database: Database, workflow: Workflow, on_progress: Callable[[int, int], None] | None = None
) -> Judged:
    """Ask the judge about every answer it has not judged; what it says is stored as it comes.

    `on_progress` gets (asked, of). A wrong key, an unknown model or a spending cap ends it early with a sentence; the
    workspace's caps per run and per month hold here too. Raises BadSetting.
    """
    judge = _judge(database, workflow)
    return asyncio.run(_judge_all(database, judge, _cases(database, workflow), on_progress))


async def _judge_all(
    database: Database, judge: Candidate, cases: list[_Case], on_progress: Callable[[int, int], None] | None
) -> Judged:
    settings = _priced_settings(database, judge)
    at_once = max(1, int(settings.get("concurrency") or MOST_UNASKED))
    asked = read_settings(settings)
    # Judged the same way each time: no structure or confidence of the candidate's own, no system text either.
    asked = replace(
        asked, system="", confidence="", structured=True, max_tokens=max(asked.max_tokens, _LEAST_TOKENS)
    )
    caps = get_caps(database)
    check_price_known(caps, judge.name, _host(asked.base_url), is_priced(settings))
    endpoint, found = Endpoint(asked, connections=at_once), Judged()
    # The endpoint bears so many calls from runs and judges together.
    pacer = pacer_for(endpoint, asked, settings, at_once)
    budget = Budget(database, _NO_RUN, caps, _dearest(settings, cases, asked.max_tokens))
    refusals: list[str] = []
    pacer.is_halted = lambda: bool(_why_stop(refusals, budget))

    async def ask(case: _Case) -> Answer:
        try:
            answer = priced(await pacer.ask(case.question), settings)
            budget.add(answer)
            return answer
        except EndpointRefusal as refusal:
            refusals.append(str(refusal))
            return Answer(failure_reason=str(refusal))
        except Withheld:
            return Answer(failure_reason=_why_stop(refusals, budget))

    step = max(_STORED_AT_ONCE, at_once)
    try:
        for start in range(0, len(cases), step):
            batch = cases[start : start + step]
            answers = await asyncio.gather(*(ask(case) for case in batch))
            found = _stored(database, found, batch, answers)
            if on_progress:
                on_progress(min(start + step, len(cases)), len(cases))
            if found.lost and (stop := _why_stop(refusals, budget)):
                return replace(found, sentence=stop)
    finally:
        budget.close()
        pacer.close()
        await endpoint.close()
    return found


def _dearest(settings: dict[str, Any], cases: Sequence[_Case], longest_tokens: int) -> float:
    """US dollars that a call costs at most, on average: charged where a reply does not say what it took."""
    per_input, per_output = token_prices(settings)
    characters = sum(len(case.question.prompt) for case in cases) / max(1, len(cases))
    read_usd = characters / _CHARACTERS_PER_TOKEN[1] * per_input
    return (price_per_item(settings) or 0.0) + read_usd + longest_tokens * per_output


def _why_stop(refusals: list[str], budget: Budget) -> str:
    """Why no further call may begin; "" while one may."""
    return refusals[-1] if len(refusals) >= _MOST_REFUSALS else budget.reached()


def _stored(database: Database, so_far: Judged, batch: list[_Case], answers: list[Answer]) -> Judged:
    answered = [
        (case, answer) for case, answer in zip(batch, answers, strict=True) if not answer.failure_reason
    ]
    scores = [(case, read_judgement(answer.text or answer.raw), answer) for case, answer in answered]
    rows = [
        # What the call cost counts once, however many outputs hold the answer.
        _row(output_id, score, answer.cost_usd if n == 0 else None)
        for case, score, answer in scores
        for n, output_id in enumerate(case.output_ids)
    ]
    if rows:
        runs.add_scores(database, SCORER, pd.DataFrame(rows))
    runs.add_judging_spending(
        database, sum(answer.cost_usd or 0.0 for answer in answers if answer.failure_reason)
    )
    costs = [answer.cost_usd for answer in answers if answer.cost_usd is not None]
    return Judged(
        so_far.count + sum(score.is_correct is not None for _, score, _ in scores),
        so_far.undecided + sum(score.is_correct is None for _, score, _ in scores),
        so_far.lost + len(batch) - len(answered),
        (so_far.cost_usd or 0.0) + sum(costs) if costs else so_far.cost_usd,
    )


def _row(output_id: int, score: Score, cost_usd: float | None) -> dict[str, object]:
    return {
        "output_id": output_id,
        "is_correct": score.is_correct,
        "is_correct_strict": score.is_correct,
        "value": score.value if score.is_correct is not None else None,
        "explanation": score.explanation,
        "cost_usd": cost_usd,
    }


def _judge(database: Database, workflow: Workflow) -> Candidate:
    """The candidate whose model judges. Raises BadSetting where none is chosen or it is gone."""
    chosen = int(JUDGE.of(task_of(workflow, SCORER)))
    try:
        judge = candidates.get_candidate(database, chosen) if chosen else None
    except NotFound:
        judge = None
    if judge is None or judge.kind is not CandidateKind.ENDPOINT:
        raise BadSetting(
            "The judge has no model, or its candidate was deleted. Choose one on the Workflows page."
        )
    return judge


def _host(base_url: str) -> str:
    return "" if is_local(base_url) else host_of(base_url)


def _priced_settings(database: Database, judge: Candidate) -> dict[str, Any]:
    return with_list_prices(judge.settings, own_prices(database))


def _cases(database: Database, workflow: Workflow) -> list[_Case]:
    """What there is to judge: answers without a verdict of the judge, to items with an expected answer.

    An answer that the judge has judged to the same item before gets that verdict, and is not asked about again.
    """
    if runs.list_unscored(database, workflow.workflow_id, SCORER):
        runs.add_scores_again(database, workflow.workflow_id, SCORER)
    rubric = str(RUBRIC_SETTING.of(task_of(workflow, SCORER)))
    by_version = defaultdict(list)
    for output in runs.list_unscored(database, workflow.workflow_id, SCORER):
        by_version[output["dataset_version_id"]].append(output)
    cases: dict[tuple[int, int, str], _Case] = {}
    for version_id, outputs in by_version.items():
        version = datasets.get_version(database, version_id)
        items = {item.item_id: item for item in datasets.list_items(database, version_id)}
        accepted = accepted_answers(version, list(items.values()))
        for output in outputs:
            item = items.get(output["item_id"])
            if item is None or not accepted[item.item_id]:
                continue
            said = (version_id, item.item_id, output["answer"] or "")
            if said not in cases:
                expected = "\n\nor:\n".join(accepted[item.item_id])
                text = input_text(version, item, named=True)
                cases[said] = _Case([], judge_question(rubric, text, expected, said[2]))
            cases[said].output_ids.append(output["output_id"])
    return list(cases.values())
