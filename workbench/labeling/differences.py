"""What an answer says otherwise than the expected answer, word by word; numbers by value and unit."""

import re
import unicodedata
from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from workbench.scoring.amounts import quantity_spans
from workbench.scoring.exact import normalise
from workbench.scoring.numbers import Quantity, parse_quantity, same_quantity

MOST_WORDS = (
    6_000  # two longer texts are shown without marks: comparing them takes longer than a person waits
)
_WORD = re.compile(r"[^\W_]+(?:[.'’\-/][^\W_]+)*|[%$€£¥#&+=<>]")
_MARKS_AND_SPACES = re.compile(r"[\W_]+")


class Piece(NamedTuple):
    """A stretch of a text; `differs` where the other text does not have it."""

    text: str
    differs: bool


class _Word(NamedTuple):
    start: int
    end: int
    key: Hashable
    quantity: Quantity | None = None


def differences(answer: str, expected: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces: the answer's words that are not expected, and the expected words it lacks.

    Case, punctuation and spacing are no difference, nor is another way of writing a number: "9.8 million" is
    "9,800 thousand". Without an expected answer, or where the texts are very long, nothing differs.
    """
    given, wanted = list(_words(answer)), list(_words(expected))
    if not given or not wanted or len(given) + len(wanted) > MOST_WORDS:
        return _pieces(answer, []), _pieces(expected, [])
    blocks = LCSseq.opcodes([word.key for word in given], [word.key for word in wanted]).as_matching_blocks()
    shared = {(block.a + at, block.b + at) for block in blocks for at in range(block.size)}
    # The same number in another unit is another quantity.
    same = [(at, to) for at, to in shared if _is_same_unit(given[at], wanted[to])]
    kept, met = {at for at, _ in same}, {to for _, to in same}
    extra = [word for at, word in enumerate(given) if at not in kept]
    missing = [word for at, word in enumerate(wanted) if at not in met]
    return _pieces(answer, extra), _pieces(expected, missing)


def are_alike(one: str, other: str) -> bool:
    """True when two answers are the same value and unit, or the same words but for case and punctuation.

    >>> are_alike("9.8 million", "9,800 thousand"), are_alike("New York.", "new york"), are_alike("-5", "5")
    (True, True, False)
    """
    first, second = parse_quantity(one), parse_quantity(other)
    if first is not None or second is not None:
        return first is not None and second is not None and same_quantity(first, second)
    if any(sign.isdigit() for sign in one + other):
        # In a longer text a sign beside a digit may be a minus or a decimal point: only the outside is trimmed.
        return normalise(one) == normalise(other)
    bare = [_MARKS_AND_SPACES.sub(" ", normalise(text)).strip() for text in (one, other)]
    return bool(bare[0]) and bare[0] == bare[1]


def _is_same_unit(one: _Word, other: _Word) -> bool:
    return not one.quantity or not other.quantity or same_quantity(one.quantity, other.quantity)


def _words(text: str) -> Iterator[_Word]:
    """Quantities whole, everything else word by word, in the text's order."""
    at = 0
    for start, end, quantity in quantity_spans(text):
        yield from _plain_words(text, at, start)
        yield _Word(start, end, _number_key(quantity.value), quantity)
        at = end
    yield from _plain_words(text, at, len(text))


def _plain_words(text: str, start: int, end: int) -> Iterator[_Word]:
    for match in _WORD.finditer(text, start, end):
        yield _Word(match.start(), match.end(), unicodedata.normalize("NFKC", match.group()).casefold())


def _number_key(value: Decimal) -> Hashable:
    return ("number", value.normalize())


def _pieces(text: str, marked: list[_Word]) -> list[Piece]:
    """The text cut at the marked words; what only spaces or marks part is one piece."""
    found: list[Piece] = []
    at = 0
    for start, end in _joined(text, marked):
        found += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    found.append(Piece(text[at:], False))
    return [piece for piece in found if piece.text]


def _joined(text: str, marked: list[_Word]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for word in sorted(marked):
        if spans and not _WORD.search(text, spans[-1][1], word.start):
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return spans
