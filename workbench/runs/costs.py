"""What asking about items should cost, from their real prompts and the prices that hold: always a range."""

from collections.abc import Sequence

from workbench.connectors.shapes import instruction
from workbench.domain import Candidate, CandidateKind, DatasetVersion, Item, Workflow
from workbench.runs.asking import question_for
from workbench.runs.prices import is_priced, price_per_item, token_prices, with_list_prices
from workbench.runs.prompts import prompt_for

PROMPTED = (CandidateKind.ENDPOINT, CandidateKind.SMALL_MODEL)
_CHARACTERS_PER_TOKEN = 4.0  # English prose; the range allows for other texts
_FEWEST_ANSWER_TOKENS = 2
_SAMPLED = 200


def samples_of(candidate: Candidate) -> int:
    """How often each item is asked."""
    return max(1, int(candidate.settings.get("samples") or 1))


def longest_answer(candidate: Candidate) -> int:
    """The most tokens that one answer can have."""
    return int(candidate.settings.get("max_tokens") or 256)


def input_tokens(
    candidate: Candidate, workflow: Workflow, version: DatasetVersion, items: Sequence[Item]
) -> float:
    """About how many tokens the prompts of all items have together, judged from a sample of real ones."""
    if candidate.kind not in PROMPTED or not items:
        return 0.0
    sample = evenly(items, _SAMPLED)
    characters = sum(_question_length(candidate, workflow, version, item) for item in sample) / len(sample)
    return characters / _CHARACTERS_PER_TOKEN * len(items) * samples_of(candidate)


def evenly(items: Sequence[Item], number: int) -> Sequence[Item]:
    """About so many of the items, spread over all of them."""
    return items[:: max(1, len(items) // number)]


def cost_range(
    candidate: Candidate, tokens: float, calls: float, own_prices: str = ""
) -> tuple[float | None, float | None]:
    """The least and the most that so many calls should cost, in US dollars; (None, None) without a price.

    `own_prices`: the workspace's own price list.
    """
    settings = candidate.settings
    if candidate.kind is not CandidateKind.ENDPOINT:
        price = price_per_item(settings) or 0.0
        return price * calls, price * calls
    settings = with_list_prices(settings, own_prices)
    if not is_priced(settings):
        return None, None
    per_input, per_output = token_prices(settings)
    per_item = (price_per_item(settings) or 0.0) * calls
    low = per_item + 0.8 * tokens * per_input + _FEWEST_ANSWER_TOKENS * calls * per_output
    return low, per_item + 1.3 * tokens * per_input + longest_answer(candidate) * calls * per_output


def _question_length(candidate: Candidate, workflow: Workflow, version: DatasetVersion, item: Item) -> int:
    """Characters that leave for one item, system text and form of the answer included."""
    if candidate.kind is not CandidateKind.ENDPOINT:
        return len(prompt_for(workflow, version, item))
    question = question_for(workflow, version, item, candidate.settings)
    return len(question.system) + len(question.prompt) + len(instruction(question.shape))
