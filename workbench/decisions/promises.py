"""What the Precision page promises, on what it looked, and what would void it: for someone who has to answer for it."""

from collections.abc import Sequence

from workbench.decisions.bar import bar_words
from workbench.decisions.certificates import Certificate, LimitsKind
from workbench.decisions.committing import ALPHA_RATE, TOTAL_ALPHA_RATE, number_of_test
from workbench.decisions.sentences import left_out_sentence
from workbench.decisions.verdict_sentences import ceiling_clause
from workbench.domain import DatasetVersion, Workflow
from workbench.domain.bar_tests import BarTest, TestDesign
from workbench.domain.formats import count, day, percent, plural

VALID_LIMITS = (
    "The two limits beside a rate turn the same test around, each at the test's risk: they hold at every look, and a "
    "certified candidate's lower limit never falls below the bar."
)
FIXED_LIMITS = (
    "A range beside a rate that the scorer gave is a two-sided 95 % Clopper–Pearson interval. It holds for one look "
    "at a number of answers settled beforehand, and only as far as the scorer can be trusted."
)
FUTURE_LIMITS = (
    "“Future questions like these” asks for more than this pool. Its ranges are two-sided 95 % Clopper–Pearson "
    "intervals, widened where not everything here is labelled. They hold if these items are a fair sample of what "
    "will be asked, drawn one by one; nobody can tell that from the numbers."
)


def promise_lines(
    certificates: Sequence[Certificate],
    workflow: Workflow,
    version: DatasetVersion,
    split: str | None,
    clusters: str = "",
) -> list[tuple[str, list[str]]]:
    """Headings with the sentences below them: the promise, what was looked at, what would void it, the words.

    `clusters`: a column whose values several items share, "" where none is known.
    """
    tests = list({one.test.bar_test_id: one.test for one in certificates if one.test}.values())
    where = (
        f"“{version.dataset_name}”, version {version.number}, {f'{split} split' if split else 'all items'}"
    )
    promised = [
        "Precision is correct ÷ (correct + incorrect): how often an answer is right when one is given. Coverage is "
        "answered ÷ (answered + no answer).",
        f"The claim about a candidate is: of the answers it gives to the items of {where}, at least "
        f"{bar_words(workflow.bar_rate)} are right. It is about these answers and no others.",
    ]
    looked: list[str] = []
    for test in tests:
        promised.append(_risk_line(test, certificates))
        if (number := number_of_test(test.alpha_rate)) > 1:
            promised.append(
                f"It is test number {count(number)} on these items. Every further test is a further chance to err, so "
                f"it risks less: the second a quarter of what the first does, the third a ninth, and so on. All of "
                f"them together, however many follow, err with a chance of at most {percent(TOTAL_ALPHA_RATE, 1)}."
            )
        looked += _looked_lines(test, certificates)
    if not tests:
        looked.append(
            "No test has begun: labels so far are facts about the answers they were given for and say nothing certain "
            "of the others. A test begins with the first label in the order “decide soonest” on the Label page."
        )
    standings = [one.standing for one in certificates]
    looked.append(left_out_sentence(standings) or "Nothing is left out of the rates.")
    if any(one.standing.differs_strictly for one in certificates):
        looked.append(
            "Texts that carry several expected answers count as right on any of them; “strictly” counts only the "
            "answer of the item itself."
        )
    return [
        ("What is promised", promised),
        ("What was looked at", looked),
        ("What would void it", _void_lines(certificates, clusters)),
        ("What the words and ranges mean", _word_lines(certificates)),
    ]


def _risk_line(test: BarTest, certificates: Sequence[Certificate]) -> str:
    inside = sorted(
        (one for one in certificates if one.test is test or one.test == test), key=lambda one: one.place
    )
    names = ", ".join(f"“{one.candidate_name}”" for one in inside)
    risk = bar_words(test.alpha_rate)
    said = (
        f"In the test begun on {day(test.started_at)} the chance that a candidate is certified though it stays below "
        f"{bar_words(test.bar_rate)} is at most {risk}, however often one looks and whenever one stops"
    )
    if len(inside) < 2:
        return f"{said} (tested: {names})."
    if test.design is TestDesign.TOP_DOWN:
        return (
            f"{said}. That holds for all of them together, because a candidate is certified only after all stronger "
            f"ones. The sequence was settled before the first label, from earlier results or prices: {names}."
        )
    return (
        f"{said}. It is shared among {names}, since nothing told beforehand which is the strongest; what a certified "
        "one no longer needs goes to the others."
    )


def _looked_lines(test: BarTest, certificates: Sequence[Certificate]) -> list[str]:
    inside = [one for one in certificates if one.test == test]
    lines = [
        f"{plural(test.item_count, 'item')} in a random order that was drawn from seed {test.seed} and stored on "
        f"{day(test.started_at)}, before the test's first label. Equal answers of several candidates are labelled once."
    ]
    for one in inside:
        parts = [f"{plural(one.drawn.judged, 'answer')} drawn and labelled"]
        if one.known.judged:
            parts.append(
                f"{count(one.known.judged)} labelled before (facts, which prove nothing of the others)"
            )
        if one.ahead.judged:
            parts.append(f"{count(one.ahead.judged)} labelled ahead of their turn, which wait for it")
        if one.unlabelled:
            parts.append(f"{count(one.unlabelled)} not labelled")
        lines.append(f"“{one.candidate_name}”: {', '.join(parts)}.")
    unsure = sum(one.known.unsure + one.drawn.unsure for one in inside)
    if unsure:
        verb = "counts" if unsure == 1 else "count"
        lines.append(
            f"{plural(unsure, 'answer')} labelled unsure {verb} as incorrect until that is resolved."
        )
    if test.uses_scores and test.rho_squared is not None:
        lines.append(
            "The scorer and the agreement between candidates help to extrapolate: they explain "
            f"{percent(test.rho_squared)} of what was right and wrong in earlier labels (ρ²). They are never taken at "
            "their word."
        )
    lines += _second_look_lines([one for one in inside if one.confirmation])
    lines += [
        f"“{one.candidate_name}” was the last to be decided, so its answers are drawn more often where a label tells "
        "most. Each draw and its probability are stored before the answer is shown, and the limits make up for them; "
        "the share of right ones among the labels alone would mislead."
        for one in inside
        if one.is_weighted
    ]
    return lines


def _second_look_lines(inside: Sequence[Certificate]) -> list[str]:
    """Where the candidates' second looks stand, and why there are any."""
    if not inside:
        return []
    lines = [
        "An answer counts as incorrect once a second, unseen look says so too. To confirm only those would leave what "
        "a first look misses. So answers called correct, drawn beforehand, get a second look as well, and the "
        "certificates and their limits rest on answers that two looks agree on, and on nothing else."
    ]
    for one in inside:
        if found := one.confirmation:
            more = f", {count(found.doubted)} more to be confirmed (incorrect until then)"
            lines.append(
                f"“{one.candidate_name}”: {plural(found.confirmed, 'answer')} confirmed as incorrect"
                f"{more if found.doubted else ''}. Of those that a first look called correct, {count(found.rechecked)} "
                f"were looked at again and {count(found.missed)} found incorrect; {count(found.single)} had one look "
                "so far and count neither way."
            )
    return lines


def _void_lines(certificates: Sequence[Certificate], clusters: str) -> list[str]:
    lines = [
        "Another bar, other instructions for labelers, a rerun with other answers, or another version of the dataset: "
        "each ends the test and starts a new one, in which the labels so far are facts. The second test on the same "
        f"items risks a quarter of {bar_words(ALPHA_RATE)}, the third a ninth, and so on: together at most "
        f"{percent(TOTAL_ALPHA_RATE, 1)}.",
        "Labels that are wrong: the claim is about what the labelers say. A label changed or taken back later changes "
        "the verdict with it.",
    ]
    lines += [f"“{one.candidate_name}”: {one.ended}" for one in certificates if one.ended]
    if clusters:
        lines.append(
            f"Items that share the same “{clusters}” tend to be right or wrong together. The claim is limited to this "
            "pool, where that does no harm; for future questions the ranges are then too narrow."
        )
    ceiling = next((one for one in certificates if one.ceiling and one.ceiling.rate is not None), None)
    if ceiling:
        lines.append(f"How exact the labels are: {ceiling_clause(ceiling)}.")
    return lines


def _word_lines(certificates: Sequence[Certificate]) -> list[str]:
    kinds = {one.kind for one in certificates}
    lines = [
        "“Certified” and “proven below” are shown with the risk named above, or certain whatever the unlabelled "
        "answers are. “All labelled” is a plain fact about this pool, without any range.",
        "“Dropped” saves labels and proves nothing: after at least 30 draws the chance of reaching the bar looks "
        "smaller than 5 % (2 % for bars from 98 % on).",
    ]
    if LimitsKind.ALWAYS_VALID in kinds or LimitsKind.CERTAIN in kinds:
        lines.append(VALID_LIMITS)
    if LimitsKind.FIXED_LOOK in kinds:
        lines.append(FIXED_LIMITS)
    lines.append(FUTURE_LIMITS)
    return lines
