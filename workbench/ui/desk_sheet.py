"""What the desk shows, as the browser gets it: texts cut into pieces, never as Markdown or HTML."""

from collections.abc import Sequence
from typing import Any

from workbench.datasets.placeholders import as_text
from workbench.domain import DatasetVersion, LabellingRules, Role
from workbench.domain.formats import duration
from workbench.labeling import Desk, Task
from workbench.labeling.differences import Piece, differences
from workbench.labeling.passages import find_passages
from workbench.store.database import Database
from workbench.store.desk import list_sources, list_standing

# Streamlit keeps C and R to itself; E, F, G, H, I, N, S, T and U are the desk’s own keys (see `desk.js`).
_LETTERS = "abdjklmopqvwxyz"
MOST_REASONS = len(_LETTERS)
_NO_INSTRUCTIONS = "There are none yet. They are written on the page Workflows, under “How it is labelled”."
_HIDDEN = "Candidates’ names stay hidden, so that nobody is favoured."


def reason_keys(reasons: Sequence[str]) -> list[tuple[str, str]]:
    """A letter for each reason: its own first letters where they are free, else what is left; at most fifteen.

    >>> reason_keys(["Wrong party", "Amount", "Wrong date"])
    [('w', 'Wrong party'), ('a', 'Amount'), ('o', 'Wrong date')]
    """
    given: dict[str, str] = {}
    for reason in reasons[:MOST_REASONS]:
        wished = [letter for letter in reason.casefold() if letter in _LETTERS]
        key = next(letter for letter in [*wished, *_LETTERS] if letter not in given)
        given[key] = reason
    return list(given.items())


def desk_sheet(
    database: Database,
    desk: Desk,
    tasks: Sequence[Task],
    version: DatasetVersion,
    rules: LabellingRules,
    held: set[int],
) -> dict[str, Any]:
    """The desk as it stands: the order of the next outputs, those in full that the browser does not hold yet."""
    said = desk.sentence or (_HIDDEN if rules.is_blind else "")
    if desk.saved:
        said = f"Saved as {desk.saved.words}" + (f". {desk.sentence}" if desk.sentence else "")
        if rules.reveals and desk.last_id is not None:
            said += f". {known_of(database, desk.last_id, desk.labeler)}"
    new = [task for task in tasks if task.output_id not in held]
    shown = (
        {}
        if rules.is_blind
        else {task.output_id: known_of(database, task.output_id, desk.labeler) for task in new}
    )
    return {
        "order": [task.output_id for task in tasks],
        "tasks": [task_sheet(task, version) | {"shown": shown.get(task.output_id, "")} for task in new],
        "status": {
            "left": desk.left,
            "aside": desk.queue.skipped,
            "today": desk.done_today,
            "pace": duration(max(desk.pace_s, 1)) if desk.pace_s is not None else "",
        },
        "said": said,
        "is_saved": bool(desk.saved),
        "reasons": reason_keys(rules.error_categories),
        "instructions": rules.instructions or _NO_INSTRUCTIONS,
    }


def known_of(database: Database, output_id: int, labeler: str) -> str:
    """What a blind labeler does not see of an output: which candidates gave it, the scorer's and others' verdicts."""
    sources = list_sources(database, output_id)
    words = f"Given by {_listed([name for name, _ in sources])}" if sources else "Its candidate is archived"
    scores = {is_correct for _, is_correct in sources if is_correct is not None}
    if len(scores) == 1:
        words += f"; the scorer finds it {'correct' if scores.pop() else 'incorrect'}"
    others = [
        f"{label.labeler}: {label.verdict.words}"
        for label in list_standing(database, [output_id])[output_id]
        if label.verdict and label.labeler != labeler
    ]
    return f"{words}{'; ' if others else ''}{', '.join(others)}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def task_sheet(task: Task, version: DatasetVersion) -> dict[str, Any]:
    """One output: its item's texts with the passage that matters, the answers with their differences."""
    inputs = version.named(Role.INPUT) or tuple(task.content)
    texts = {name: as_text(task.content.get(name)) for name in inputs}
    extra, missing = differences(task.answer, task.expected or "")
    title = f"Item {task.item_key}" + (f" · {inputs[0]}" if len(inputs) == 1 else "")
    return {
        "id": task.output_id,
        "title": title,
        "parts": [
            {"name": name if len(inputs) > 1 else "", "text": body, "marks": _marks(body, task)}
            for name, body in texts.items()
        ],
        "expected": _pieces(missing),
        "answer": _pieces(extra),
        "plain": task.answer,
        "correction": task.written.correction,
        "comment": task.written.comment,
        "reasons": list(task.written.reasons),
        "also": [{"id": output_id, "answer": answer} for output_id, answer in task.alike],
    }


def _pieces(pieces: Sequence[Piece]) -> list[tuple[str, bool]]:
    return [(piece.text, piece.differs) for piece in pieces]


def _marks(body: str, task: Task) -> list[tuple[int, int]]:
    """Where the passage that matters stands, by the positions that a browser counts: signs beyond the first 65,536
    are two there."""
    passages = find_passages(body, (task.expected, task.answer))
    if body.isascii() or max(map(ord, body), default=0) < 0x10000:
        return [(start, end) for start, end in passages]
    return [(_browser_position(body, start), _browser_position(body, end)) for start, end in passages]


def _browser_position(body: str, position: int) -> int:
    return len(body[:position].encode("utf-16-le")) // 2
