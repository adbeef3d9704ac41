"""The passage that matters in a long document: where the expected answer, or the candidate's, is found in it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from workbench.scoring.amounts import quantity_spans
from workbench.scoring.numbers import parse_quantity, same_quantity

_SHORTEST = 4  # signs: "no" and "yes" stand everywhere and would point nowhere
_MOST_PLACES = 8  # a word found more often than this marks no passage
_LEAST_ALIKE = 78.0  # in %: how alike a passage must be that is not there word for word
_LEAST_FUZZY = 24  # signs: what is shorter is found word for word or not at all
_MOST_SENTENCES = 6
_LONGEST_DOCUMENT = 400_000
_FAR = 150  # signs from a found stretch to the end of its sentence, at most
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n+")
_EDGE = re.compile(r"\w")
_IN_SIGHT = 600  # signs at the beginning of a document that are seen without scrolling


class Passage(NamedTuple):
    """A stretch of a document, by the positions of its signs."""

    start: int
    end: int


def find_passages(document: str, answers: Iterable[str | None]) -> list[Passage]:
    """Where the first of these answers that is found stands, in the document's order; empty where none is.

    An answer is found word for word (case and spacing aside), as the same quantity written otherwise, or, where it is
    long, as sentences that read much alike.
    """
    for answer in answers:
        found = list(_places(document, (answer or "").strip()))
        if found:
            return _merged(found)
    return []


def passage_first(document: str, answers: Iterable[str | None]) -> str:
    """The document as it is read where nothing can be marked in it: the sentence with the passage that matters goes
    before the whole, unless it stands near the beginning or there is none."""
    found = find_passages(document, answers)
    if not found or found[0].start < _IN_SIGHT:
        return document
    start, end = _whole_sentences(document, *found[0])
    return f"… {document[start:end]} …\n\nThe whole text:\n\n{document}"


def _places(document: str, answer: str) -> Iterator[Passage]:
    quantity = parse_quantity(answer) if len(answer) < 40 else None
    if quantity is not None:
        places = [
            Passage(start, end)
            for start, end, one in quantity_spans(document)
            if same_quantity(one, quantity) and (one.unit or quantity.unit or one.value > 31)
        ]
        yield from places if len(places) <= _MOST_PLACES else []
        return
    exact = _word_for_word(document, answer)
    if exact or len(answer) < _LEAST_FUZZY or len(document) > _LONGEST_DOCUMENT:
        yield from exact
        return
    sentences = [one for one in _SENTENCE_END.split(answer) if len(one) >= _LEAST_FUZZY] or [answer]
    for sentence in sentences[:_MOST_SENTENCES]:
        exact = _word_for_word(document, sentence)
        yield from exact or _much_alike(document, sentence)


def _word_for_word(document: str, answer: str) -> list[Passage]:
    words = answer.strip(" .,;:\"'“”").split()
    if len("".join(words)) < _SHORTEST:
        return []
    pattern = r"\s+".join(re.escape(word) for word in words)
    found = [
        Passage(*match.span()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", document, re.IGNORECASE)
    ]
    return found if len(found) <= _MOST_PLACES else []


def _much_alike(document: str, sentence: str) -> list[Passage]:
    best = fuzz.partial_ratio_alignment(sentence.casefold(), _folded(document), score_cutoff=_LEAST_ALIKE)
    if best is None:
        return []
    return [_whole_sentences(document, best.dest_start, best.dest_end)]


def _whole_sentences(document: str, start: int, end: int) -> Passage:
    """The passage out to the ends of its sentences, or to whole words where those are far off."""
    before, behind = max(0, start - _FAR), min(len(document), end + _FAR)
    ends = [match.end() for match in _SENTENCE_END.finditer(document, before, start)]
    start = ends[-1] if ends else 0 if before == 0 else start
    found = _SENTENCE_END.search(document, end - 1, behind)
    end = found.start() if found else len(document) if behind == len(document) else end
    while start > 0 and _EDGE.match(document, start - 1) and _EDGE.match(document, start):
        start -= 1
    while end < len(document) and _EDGE.match(document, end - 1) and _EDGE.match(document, end):
        end += 1
    passage = document[start:end]
    return Passage(start + len(passage) - len(passage.lstrip()), start + len(passage.rstrip()))


def _folded(document: str) -> str:
    """Lower case that keeps every sign at its place; casefold would make one sign two ("ß")."""
    lowered = document.lower()
    return lowered if len(lowered) == len(document) else document


def _merged(found: list[Passage]) -> list[Passage]:
    merged: list[Passage] = []
    for passage in sorted(found):
        if merged and passage.start <= merged[-1].end:
            merged[-1] = Passage(merged[-1].start, max(merged[-1].end, passage.end))
        else:
            merged.append(passage)
    return merged
