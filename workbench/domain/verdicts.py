"""Verdicts: what a person says of one output, and the many ways people spell them."""

from enum import StrEnum


class Verdict(StrEnum):
    """A human judgement of one output."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    NO_ANSWER = "no_answer"
    UNSURE = "unsure"

    @property
    def words(self) -> str:
        """The verdict as it stands on the screen: "no answer"."""
        return self.value.replace("_", " ")


# Spellings that stand in columns of other questions, too: alone they do not tell a column of verdicts.
PLAIN_SIGNS = frozenset({
    "0", "1", "true", "false", "yes", "no", "ja", "nein", "oui", "non", "sí", "wahr", "vrai", "faux",
})  # fmt: skip

_SPELLINGS: dict[Verdict, tuple[str, ...]] = {
    Verdict.CORRECT: (
        "correct", "correct answer", "right", "ok", "okay", "yes", "y", "true", "1", "pass", "passed",
        "good", "accept", "accepted", "✓", "✔", "✅", "☑", "👍", "tp", "richtig", "korrekt", "ja", "wahr",
        "juste", "vrai", "oui", "correcto", "corretto", "sí", "thumbs up", "is correct",
    ),
    Verdict.INCORRECT: (
        "incorrect", "incorrect answer", "wrong", "no", "n", "false", "0", "fail", "failed", "bad",
        "error", "reject", "rejected", "not correct", "✗", "✘", "❌", "☒", "👎", "x", "fp", "falsch",
        "nicht korrekt", "nein", "inkorrekt", "faux", "non", "incorrecto", "errato",
        "not right", "not ok", "nok", "thumbs down", "is incorrect",
    ),
    Verdict.NO_ANSWER: (
        "no answer", "no_answer", "noanswer", "refusal", "refused", "refuse", "n/a", "na", "none",
        "abstain", "abstained", "abstention", "did not answer", "not answered", "unanswered", "blank", "keine antwort",
        "nicht beantwortet", "pas de réponse", "sin respuesta", "no response", "declined", "k.a", "k. a",
        "keine angabe",
    ),
    Verdict.UNSURE: ("unsure", "unclear", "maybe", "not sure", "undecided", "ambiguous", "?"),
}  # fmt: skip

_BY_SPELLING = {spelling: verdict for verdict, spellings in _SPELLINGS.items() for spelling in spellings}


def parse_verdict(text: object) -> Verdict | None:
    """The verdict a cell means, or None when the spelling is not known.

    >>> parse_verdict("CORRECT "), parse_verdict("incorrect - see note"), parse_verdict(1.0)
    (<Verdict.CORRECT: 'correct'>, <Verdict.INCORRECT: 'incorrect'>, <Verdict.CORRECT: 'correct'>)
    """
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    spelling = " ".join(str(text).casefold().split()).strip(" .!")
    if spelling in _BY_SPELLING:
        return _BY_SPELLING[spelling]
    first = spelling.replace("–", "-").split(" - ")[0].split(";")[0].split(",")[0].strip()
    return _BY_SPELLING.get(first)
