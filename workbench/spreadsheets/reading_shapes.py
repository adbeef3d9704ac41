"""What a table is a list of: items to be answered, labels given by hand, or pairs of outputs with a preference."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workbench.domain import Kind, parse_verdict
from workbench.domain.verdicts import PLAIN_SIGNS
from workbench.spreadsheets.reading_sentences import quoted
from workbench.spreadsheets.tables import Finding, Shape

_PAIR = re.compile(
    r"(?P<stem>.*?(?:response|output|answer|completion|candidate|model|reply|text|summary|translation|option|system)[a-z]*?)"
    r"[\s_.-]*(?P<mark>1|2|a|b|one|two|left|right)",
    re.IGNORECASE,
)
_CHOSEN = (
    {"chosen", "rejected"},
    {"preferred", "dispreferred"},
    {"preferred", "rejected"},
    {"winner", "loser"},
)
_SIDES = ({"1", "2"}, {"a", "b"}, {"one", "two"}, {"left", "right"})
_VOTE = re.compile(
    r"annotator|vote|preference|preferred|winner|better|choice|judge|label|rater|human|rank", re.IGNORECASE
)
_WHY = re.compile(r"reason|explanation|comment|rationale|note", re.IGNORECASE)
_LABEL_NAME = re.compile(
    r"review|verdict|label|rating|rated|annotat|correct|assess|judg|grade|marking|bewertung|urteil|évaluation|rater|coder"
    r"|decision|ok\?|right\?",
    re.IGNORECASE,
)
_OUTPUT_NAME = re.compile(
    r"answer|output|response|prediction|completion|reply|antwort|réponse|respuesta|risposta", re.IGNORECASE
)
_EXPECTED_NAME = re.compile(
    r"expected|gold|reference|truth|target|correct answer|erwartet|muster|attendu|esperad", re.IGNORECASE
)
_PLAIN_SIGNS = PLAIN_SIGNS | {"0.0", "1.0"}
_WRITTEN_NAME = re.compile(r"summary|translation|generated|rewrit|zusammenfassung|résumé", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<stem>.*?[^\W\d_].*?)[\s_.-]*(?:\d{1,2}|(?<=[\s_.-])[a-e])", re.IGNORECASE)
_LOOK = 1000
_MOST_COLUMNS = 500  # nobody labels or compares in a wider table
_MOST_DISTINCT = 60


def shape_of_table(
    columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, Kind]
) -> tuple[Shape, list[Finding]]:
    """The shape of a table and the sentence that says so; items need no sentence."""
    if len(columns) > _MOST_COLUMNS:
        return "items", []
    pair = _pair_of(columns, kinds)
    if pair:
        votes = [
            name for name in columns if name not in pair and _VOTE.search(name) and not _WHY.search(name)
        ]
        said = f"Each row holds two outputs, {quoted(pair)}"
        said += f", and which was preferred, {quoted(votes)}" if votes else ""
        return "pairs", [Finding(f"{said}: this is a list of preference pairs.")]
    raters = _raters(columns)
    labels = [name for name in columns if name in raters or _holds_verdicts(name, columns[name])]
    outputs = [name for name in columns if name not in labels and _OUTPUT_NAME.search(name)]
    if raters and not outputs:
        outputs = [name for name in columns if name not in labels and _WRITTEN_NAME.search(name)]
    expected = [name for name in columns if _EXPECTED_NAME.search(name) and name not in labels]
    if labels and outputs and not expected:
        said = (
            f"Each row holds an answer, {quoted(outputs[:1])}, and what people said of it, {quoted(labels)}"
        )
        return "labels", [Finding(f"{said}: this is a sheet of labels, not of items to be answered.")]
    return "items", []


def _pair_of(columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """The two columns with outputs of a preference pair, or ()."""
    folded = {name.casefold().strip(): name for name in columns}
    for words in _CHOSEN:
        if words <= folded.keys():
            return tuple(name for key, name in folded.items() if key in words)
    stems: dict[str, dict[str, str]] = {}
    for name in columns:
        found = _PAIR.fullmatch(name.strip())
        if found and kinds.get(name) is Kind.TEXT:
            stems.setdefault(found["stem"].casefold().strip(" _.-"), {})[found["mark"].casefold()] = name
    for sides in stems.values():
        has_votes = any(_VOTE.search(name) for name in columns if name not in sides.values())
        if set(sides) in _SIDES and has_votes and all(_is_long(columns[name]) for name in sides.values()):
            return tuple(sides.values())
    return ()


def _is_long(cells: Sequence[Any]) -> bool:
    texts = [cell for cell in cells[:_LOOK] if isinstance(cell, str)]
    return bool(texts) and sum(map(len, texts)) > 15 * len(texts)


def _raters(columns: Mapping[str, Sequence[Any]]) -> set[str]:
    """Columns numbered 1, 2, 3 (or a, b, c) that all hold verdicts, though it be yes and no: one per person."""
    stems: dict[str, list[str]] = {}
    for name in columns:
        if found := _NUMBERED.fullmatch(name.strip()):
            stems.setdefault(found["stem"].casefold(), []).append(name)
    return {
        name
        for names in stems.values()
        if len(names) > 1 and all(_holds_verdicts(name, columns[name], is_named=True) for name in names)
        for name in names
    }


def _holds_verdicts(name: str, cells: Sequence[Any], is_named: bool = False) -> bool:
    """True for a column of verdicts in any spelling, of which at least two different ones are meant."""
    filled = [cell for cell in cells[:_LOOK] if cell is not None]
    distinct = set(map(str, filled))
    if not filled or len(distinct) > _MOST_DISTINCT:
        return False
    meant = [parse_verdict(cell) for cell in filled]
    known = [verdict for verdict in meant if verdict is not None]
    is_named = is_named or bool(_LABEL_NAME.search(name))
    if len(known) < (0.6 if is_named else 0.9) * len(filled) or len(set(known)) < 2:
        return False
    return is_named or any(text.strip().casefold() not in _PLAIN_SIGNS for text in distinct)
