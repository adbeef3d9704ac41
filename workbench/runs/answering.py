"""From a candidate to something that answers items: one class per kind, the same two methods."""

import asyncio
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from workbench.connectors.calling import Endpoint, EndpointRefusal
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.questions import Question
from workbench.domain import (
    Answer,
    AnswerType,
    Candidate,
    CandidateKind,
    DatasetVersion,
    Item,
    Split,
    Workflow,
)
from workbench.errors import BadSetting
from workbench.local_models.rules import RuleTable
from workbench.local_models.small_model import SmallModel
from workbench.local_models.trained import TrainedClassifier
from workbench.runs.asking import Asking
from workbench.runs.capacity import MOST_UNASKED
from workbench.runs.pacing import pacer_for
from workbench.runs.prices import own_prices, priced, with_list_prices
from workbench.runs.prompts import check_columns, input_text, prompt_for, read_reply
from workbench.runs.repeating import most_given
from workbench.runs.reuse import RequestKeys
from workbench.runs.unseen import twin_text
from workbench.store import dataset as datasets
from workbench.store.database import Database

# Work on this machine's processor takes turns, chunk by chunk, so that pages and other runs keep moving.
_TURN = threading.Lock()


class Answerer(ABC):
    """Answers items in chunks of `chunk_size`, `concurrency` chunks at once.

    `refusals` counts failures that no repetition mends, by reason; a run ends early on them.
    """

    concurrency = 1
    chunk_size = 1

    def __init__(self, candidate: Candidate):
        self.refusals: Counter[str] = Counter()
        self._settings = candidate.settings

    def halt_when(self, is_halted: Callable[[], bool]) -> None:  # noqa: B027  (most answer at once)
        """Begin no further call once this is true; `answer_many` then raises Withheld."""

    def be_brief(self) -> None:  # noqa: B027  (most answer at once)
        """Say soon what is wrong rather than try again for long: somebody waits for it."""

    def request_key(self, item: Item) -> int | None:
        """What would be asked about an item, as a number; None where asking costs nothing. Raises BadSetting."""
        return None

    @abstractmethod
    async def answer_many(self, items: Sequence[Item]) -> list[Answer]:
        """One Answer per item, in order."""

    async def answer(self, item: Item) -> Answer:
        """The answer to one item."""
        return (await self.answer_many([item]))[0]

    async def close(self) -> None:  # noqa: B027  (most have nothing to let go of)
        """Let go of connections."""


class _Local(Answerer):
    """Work on this machine's processor, in a thread so that pages stay responsive."""

    chunk_size = 50

    async def answer_many(self, items: Sequence[Item]) -> list[Answer]:
        answers = await asyncio.to_thread(self._in_turn, items)
        return [priced(answer, self._settings, is_local=True) for answer in answers]

    def _in_turn(self, items: Sequence[Item]) -> list[Answer]:
        with _TURN:
            return self._answer_all(items)

    @abstractmethod
    def _answer_all(self, items: Sequence[Item]) -> list[Answer]: ...


class _Rules(_Local):
    def __init__(self, candidate: Candidate, version: DatasetVersion):
        super().__init__(candidate)
        column = candidate.settings.get("column") or ""
        self._columns = [column] if column else None
        check_columns(version, self._columns)
        self._version = version
        self._table = RuleTable(
            candidate.settings.get("rules") or [], candidate.settings.get("otherwise") or ""
        )

    def _answer_all(self, items: Sequence[Item]) -> list[Answer]:
        return [self._table.answer(input_text(self._version, item, self._columns)) for item in items]


class _Trained(_Local):
    chunk_size = 200

    def __init__(self, candidate: Candidate, version: DatasetVersion, train: Sequence[Item]):
        super().__init__(candidate)
        self._version = version
        self._columns = list(candidate.settings.get("columns") or []) or None
        check_columns(version, self._columns)
        threshold, seed = candidate.settings.get("threshold"), candidate.settings.get("seed")
        self._model = TrainedClassifier(float(threshold or 0.0), 1 if seed is None else int(seed))
        labelled = [item for item in train if item.expected and item.expected.strip()]
        self._learnt = {twin_text(version, item) for item in train}
        with _TURN:
            self._model.fit(
                [self._text(item) for item in labelled], [item.expected or "" for item in labelled]
            )

    def _text(self, item: Item) -> str:
        return input_text(self._version, item, self._columns)

    def _answer_all(self, items: Sequence[Item]) -> list[Answer]:
        answers = self._model.answer_all([self._text(item) for item in items])
        return [
            Answer(failure_reason=_LEARNT) if twin_text(self._version, item) in self._learnt else answer
            for item, answer in zip(items, answers, strict=True)
        ]


_LEARNT = (
    "This candidate has learnt from this item since the splits were drawn again, so its answer would prove nothing. "
    "Start a new run."
)


# Characters of an answer that are kept; what is longer is no answer but an endpoint gone wrong.
_LONGEST_ANSWER = 1_000_000


class _Endpoint(Answerer):
    def __init__(
        self, candidate: Candidate, workflow: Workflow, version: DatasetVersion, own_prices: str = ""
    ):
        super().__init__(candidate)
        self._workflow = workflow
        self._settings = with_list_prices(candidate.settings, own_prices)
        self._samples = max(1, int(candidate.settings.get("samples") or 1))
        calls = max(1, int(candidate.settings.get("concurrency") or MOST_UNASKED))
        # Samples of one item are asked at once; together there are no more calls at once than were set.
        self.concurrency = max(1, calls // self._samples)
        self._checked = read_settings(candidate.settings)
        self._keys = RequestKeys(candidate.settings, workflow)
        self._asking = Asking(workflow, version, self._settings)
        self._endpoint = Endpoint(self._checked, connections=self.concurrency * self._samples)
        self._pacer = pacer_for(self._endpoint, self._checked, candidate.settings, calls)

    def halt_when(self, is_halted: Callable[[], bool]) -> None:
        # Several answers to one item belong together: the first ones are not thrown away for want of the last.
        if self._samples == 1:
            self._pacer.is_halted = is_halted

    def be_brief(self) -> None:
        self._pacer.be_brief()

    def request_key(self, item: Item) -> int | None:
        return self._keys.key_for(self._asking.question_for(item))

    async def answer_many(self, items: Sequence[Item]) -> list[Answer]:
        return [await self._one(item) for item in items]

    async def _one(self, item: Item) -> Answer:
        question = self._asking.question_for(item)
        key = self._keys.key_for(question)
        if self._samples == 1:
            answer, is_refused = await self._ask(question, key)
        else:
            asked = await asyncio.gather(*(self._ask(question, key) for _ in range(self._samples)))
            answer = replace(most_given([answer for answer, _ in asked]), request_key=key)
            is_refused = all(refused for _, refused in asked)
        if is_refused:
            self.refusals[answer.failure_reason] += 1
        return answer

    async def _ask(self, question: Question, key: int) -> tuple[Answer, bool]:
        """The priced answer to a question of this number, and whether no further call can succeed."""
        try:
            answer = await self._pacer.ask(question)
        except EndpointRefusal as refusal:
            return Answer(failure_reason=str(refusal), request_key=key, body=refusal.body), True
        if len(answer.text or "") > _LONGEST_ANSWER:
            reason = (
                f"The answer has {len(answer.text or ''):,} characters, far more than a run keeps. "
                "Shorten the longest answer, or check the endpoint."
            )
            paid = priced(replace(answer, text=None, raw="", request_key=key), self._settings)
            return replace(paid, failure_reason=reason), False
        answer = replace(answer, text=read_reply(answer.text, self._workflow), request_key=key)
        return priced(answer, self._settings), False

    async def close(self) -> None:
        self._pacer.close()
        await self._endpoint.close()


class _Small(_Local):
    chunk_size = 1

    def __init__(self, candidate: Candidate, workflow: Workflow, version: DatasetVersion):
        super().__init__(candidate)
        self._workflow, self._version = workflow, version
        settings = candidate.settings
        seed = settings.get("seed")
        self._model = SmallModel(
            str(settings.get("path") or ""),
            float(settings.get("temperature") or 0.0),
            int(settings.get("max_tokens") or 32),
            1 if seed is None else int(seed),
        )
        if not self._model.is_available():
            raise BadSetting(self._model.missing_sentence())

    def _answer_all(self, items: Sequence[Item]) -> list[Answer]:
        choices = self._workflow.categories if self._workflow.answer_type is AnswerType.CATEGORY else ()
        answers = []
        for item in items:
            answer = self._model.answer(prompt_for(self._workflow, self._version, item), choices)
            answers.append(replace(answer, text=read_reply(answer.text, self._workflow)))
        return answers


def answerer_for(
    database: Database, candidate: Candidate, workflow: Workflow, version: DatasetVersion
) -> Answerer:
    """What answers for this candidate on items of this version; a trained one is fitted here, on the train split.

    Raises BadSetting where the settings cannot work.
    """
    check_kind(candidate, workflow)
    if candidate.kind is CandidateKind.RULES:
        return _Rules(candidate, version)
    if candidate.kind is CandidateKind.TRAINED:
        train = datasets.list_items(database, version.dataset_version_id, Split.TRAIN.value)
        return _Trained(candidate, version, train)
    if candidate.kind is CandidateKind.ENDPOINT:
        return _Endpoint(candidate, workflow, version, own_prices(database))
    return _Small(candidate, workflow, version)


def check_kind(candidate: Candidate, workflow: Workflow) -> None:
    """Raise BadSetting where a candidate of this kind cannot do this workflow's work."""
    if candidate.kind is CandidateKind.FILE:
        raise BadSetting(
            f"The outputs of “{candidate.name}” come from a file, so there is nothing to run. "
            "Upload a newer file on the Candidates page."
        )
    if candidate.kind is CandidateKind.TRAINED and workflow.answer_type is not AnswerType.CATEGORY:
        raise BadSetting(
            f"A trained candidate answers with a category, and “{workflow.name}” asks for "
            f"{workflow.answer_type.words.lower()}. Change the answer type or choose another kind of candidate."
        )
