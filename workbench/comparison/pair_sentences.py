"""What two candidates' difference comes to, in sentences of plain text."""

from workbench.comparison.pairs import ALPHA, Basis, Cell, Pair
from workbench.domain.formats import count, percent, plural

NBSP = "\N{NO-BREAK SPACE}"


def finding_words(pair: Pair) -> str:
    """The first sentence: which one is right more often, or that they cannot be told apart, or that nothing is
    compared."""
    first, second = pair.first.candidate_name, pair.second.candidate_name
    if not pair.compared:
        return f"“{first}” and “{second}” cannot be compared yet: no item has a verdict on both."
    if pair.first_only == pair.second_only == 0:
        items = f"on all {count(pair.compared)} compared"
        return f"“{first}” and “{second}” are right and wrong on the same items, {items}."
    apart = f"{difference_words(pair)} on {plural(pair.compared, 'item')}"
    if pair.is_leaning:
        return (
            f"“{first}” and “{second}” cannot be told apart by these labels, some of which were drawn where errors "
            f"were likely: {apart}."
        )
    if pair.better:
        other = second if pair.better is pair.first else first
        return f"“{pair.better.candidate_name}” is right more often than “{other}”: {apart}."
    return f"“{first}” and “{second}” cannot be told apart on these items: {apart}."


def difference_words(pair: Pair) -> str:
    """The first's share less the second's with its interval: "+3.1 points (−4.2 to +10.3)"."""
    if pair.difference is None or pair.interval is None:
        return "no difference known"
    low, high = pair.interval
    return f"{points(pair.difference)}{NBSP}points ({points(low)} to {points(high)})"


def points(difference: float) -> str:
    """A difference of two rates in percentage points, with its sign: "+3.1"."""
    rounded = round(difference * 100, 1)
    if rounded == 0:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):g}"


def cell_words(pair: Pair, cell: Cell) -> str:
    """What a cell holds: "only “Rules” is right"."""
    return {
        Cell.BOTH: "both are right",
        Cell.FIRST: f"only “{pair.first.candidate_name}” is right",
        Cell.SECOND: f"only “{pair.second.candidate_name}” is right",
        Cell.NEITHER: "neither is right",
    }[cell]


def cell_count(pair: Pair, cell: Cell) -> int:
    """How many items a cell holds."""
    return {
        Cell.BOTH: pair.both, Cell.FIRST: pair.first_only, Cell.SECOND: pair.second_only, Cell.NEITHER: pair.neither,
    }[cell]  # fmt: skip


def rates_sentence(pair: Pair) -> str:
    """Both shares on the compared items, with their counts."""
    if not pair.compared:
        return ""
    said = [
        f"“{one.candidate_name}” {percent(right / pair.compared)} ({count(right)} of {count(pair.compared)})"
        for one, right in ((pair.first, pair.first_right), (pair.second, pair.second_right))
    ]
    among = (
        "no answer counts as not right" if pair.basis is Basis.ALL else "among the items that both answered"
    )
    return f"Right on these items: {said[0]}, {said[1]}; {among}."


def left_out_sentence(pair: Pair) -> str:
    """Which items are not compared, and why; "" where all are."""
    if not pair.left_out:
        return ""
    total = sum(one.count for one in pair.left_out)
    are = "is" if total == 1 else "are"
    parts = "; ".join(f"{count(one.count)} because {one.why}" for one in pair.left_out)
    return f"{plural(total, 'item')} {are} not compared: {parts}."


def certainty_sentences(pair: Pair) -> list[str]:
    """How sure the difference is: at every look, and for a single look settled beforehand."""
    if not pair.first_only + pair.second_only:
        return []
    only = (
        f"They differ on {plural(pair.first_only + pair.second_only, 'item')}: {count(pair.first_only)} for "
        f"“{pair.first.candidate_name}”, {count(pair.second_only)} for “{pair.second.candidate_name}”. Were both right "
        "equally often, each such item would be a coin toss."
    )
    always = (
        f"However often one looks: p = {p_words(pair.anytime_p)} (an e-process over these items, both directions). "
        f"Below {ALPHA:g} the page calls one of them better."
    )
    if pair.is_leaning:
        return [
            only,
            f"On {plural(pair.weighted, 'item')} a label was drawn where one of the two was likely wrong, so what is "
            "labelled leans against it, and no p-value would hold. Label the rest in random order, or see each against "
            "the bar on the Precision page, which makes up for how its labels were drawn.",
        ]
    once = (
        f"For one look at a number of items settled beforehand: p = {p_words(pair.fixed_look.mid_p)} (McNemar, mid-p; "
        f"exact {p_words(pair.fixed_look.exact)}), and the interval of the difference is Newcombe's 95{NBSP}%."
    )
    return [only, always, once]


def p_words(p: float) -> str:
    """A p-value as it is shown: three decimals, never 0."""
    return f"{p:.3f}" if p >= 0.001 else "less than 0.001"
