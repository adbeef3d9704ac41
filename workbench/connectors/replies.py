"""What comes back from a call: an answer, or the sentence that says what is wrong with it."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple


class TokenChance(NamedTuple):
    """One token of an answer, and the natural logarithm of the probability the model gave it."""

    text: str
    log_probability: float


@dataclass(frozen=True)
class Reply:
    """The text of an answer ("" where the model abstained) and the tokens it took, where the server says so.

    `refusal`: the model's own words for why it does not answer, where it gives them apart from the answer.
    `input_tokens` counts all that was read; `cached_tokens` and `cache_write_tokens` are parts of it.
    `confidence` (0–1) and `cost_usd` only where the reply itself states them.
    """

    text: str
    refusal: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    token_chances: tuple[TokenChance, ...] = ()
    confidence: float | None = None
    cost_usd: float | None = None


@dataclass(frozen=True)
class Refusal:
    """A reply without an answer. `is_fatal`: every call would meet it; `is_passing`: the next one may not.

    `pause_s`: how long the server asks to wait, in seconds. `is_cut_off`: the model ran out of tokens.
    `status`: the one it would have had, where the response called itself a success. Tokens as in a Reply, where some
    were used up all the same.
    """

    sentence: str
    is_fatal: bool = False
    is_passing: bool = False
    pause_s: float | None = None
    is_cut_off: bool = False
    status: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None


CUT_OFF = Refusal(
    "The model used up its longest answer before it said anything. Raise the longest answer.", is_cut_off=True
)


def withheld(host: str) -> Refusal:
    """The provider's own filter held the answer back."""
    return Refusal(f"{host} withheld the answer because of its content filter.")


def instead_of(reply: Reply, refusal: Refusal) -> Refusal:
    """The refusal, with the tokens of the reply that it stands for: they are charged without an answer too."""
    return replace(
        refusal,
        input_tokens=reply.input_tokens,
        output_tokens=reply.output_tokens,
        cached_tokens=reply.cached_tokens,
        cache_write_tokens=reply.cache_write_tokens,
    )


def tidy(text: object) -> str:
    """Text as it can be stored: no NUL and no halves of characters, which JSON may carry."""
    whole = "" if text is None else str(text)
    return whole.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def joined_text(content: object) -> str:
    """The text of a message: as it stands, or joined from its text parts; "" for a message without text."""
    if content is None:
        return ""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return str(content)


# More than any call takes: a number beyond is a server's mistake, which no column could hold.
_MOST_TOKENS = 10**12


def token_count(count: object) -> int | None:
    """A number of tokens, or None where the server wrote something else."""
    if not isinstance(count, int) or isinstance(count, bool):
        return None
    return count if 0 <= count <= _MOST_TOKENS else None


def sum_of(*counts: object) -> int | None:
    """The sum of those counts that are there; None where none is."""
    known = [known for count in counts if (known := token_count(count)) is not None]
    return sum(known) if known else None


def chances(tokens: Any, text: str, log_probability: str) -> tuple[TokenChance, ...]:
    """Tokens with their log-probabilities from a list of objects; () where the list is of another form."""
    if not isinstance(tokens, list):
        return ()
    found = []
    for token in tokens:
        value = token.get(log_probability) if isinstance(token, dict) else None
        if not isinstance(value, int | float):
            return ()
        found.append(TokenChance(str(token.get(text) or ""), float(value)))
    return tuple(found)
