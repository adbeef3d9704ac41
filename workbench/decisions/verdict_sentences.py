"""What a certificate says in plain words: to the manager in one line, to the lawyer in a panel."""

from collections.abc import Sequence

from workbench.decisions.bar import bar_words
from workbench.decisions.certificates import Certificate, CertificateVerdict, LimitsKind
from workbench.decisions.sentences import (
    cheapest_words,
    finding_sentence,
    percent_beside,
    range_words,
    rate_words,
    standing_sentence,
    without_figure,
)
from workbench.domain import Workflow
from workbench.domain.formats import count, percent, plural

_FACTS = (CertificateVerdict.ALL_MEETS, CertificateVerdict.ALL_BELOW)
_SCORED = (
    CertificateVerdict.SCORED_MEETS,
    CertificateVerdict.SCORED_UNDECIDED,
    CertificateVerdict.SCORED_BELOW,
)


def certified_words(one: Certificate) -> str:
    """A certificate's rate with its counts and limits: "97 % (145 of 148; 95.1–99 %)", or "91 % (134 of 148, all
    labelled)" where nothing is left to be uncertain of."""
    if one.rate is None or one.low is None or one.high is None:
        return "–"
    if one.kind is LimitsKind.FACT:
        counts = f"{count(one.right)} of {count(one.answered)}, all labelled"
        return f"{percent_beside(one.rate, one.bar_rate)} ({counts})"
    if one.likely_rate is not None:
        counts = f"{count(one.right)} of {count(one.answered)} labelled"
        likely = percent_beside(one.likely_rate, one.bar_rate)
        return f"about {likely} ({counts}; {range_words(one.low, one.high, one.bar_rate)})"
    return rate_words(one.right, one.answered, one.low, one.high, one.bar_rate)


def future_words(one: Certificate) -> str:
    """The same for further questions like these."""
    low, high = one.future or (None, None)
    return rate_words(one.right, one.answered, low, high, one.bar_rate)


def certificate_sentence(one: Certificate, workflow: Workflow) -> str:
    """One candidate's finding, without a full stop at its end."""
    name, bar, so_far = f"“{one.candidate_name}”", bar_words(one.bar_rate), _so_far(one)
    match one.verdict:
        case CertificateVerdict.NOT_RUN:
            return f"{name} has not run on these items"
        case CertificateVerdict.NO_FIGURE:
            return f"{name} has no figure yet: {without_figure(one.standing)}"
        case CertificateVerdict.ALL_MEETS | CertificateVerdict.ALL_BELOW:
            side = "meets" if one.verdict.is_met else "is below"
            return f"{name} is right in {so_far}, all labelled{_coverage(one)}: in this pool it {side} the {bar} bar"
        case CertificateVerdict.CERTIFIED if one.kind is LimitsKind.CERTAIN:
            left = plural(one.pool_count - one.answered, "answer")
            return f"{name} meets the {bar} bar: right in {so_far}, enough whatever the other {left} turn out to be"
        case CertificateVerdict.CERTIFIED:
            least = percent_beside(one.low or 0, one.bar_rate)
            return f"{name} is certified at the {bar} bar: at least {least} of its {_pool(one)} are right ({so_far})"
        case CertificateVerdict.PROVEN_BELOW:
            most = percent_beside(one.high or 0, one.bar_rate)
            how = "whatever the rest turn out to be, " if one.kind is LimitsKind.CERTAIN else ""
            return f"{name} is proven below the {bar} bar: {how}at most {most} of its {_pool(one)} are right ({so_far})"
        case CertificateVerdict.DROPPED:
            return (
                f"{name} is dropped: right in {so_far}, it is unlikely to reach the {bar} bar, though that is not "
                "proven; its outputs are no longer offered for labelling"
            )
        case CertificateVerdict.REFUSED:
            return f"{name} cannot be decided on this set: {ceiling_clause(one)}"
        case CertificateVerdict.UNTESTED:
            return f"{name} is not tested yet: {_untested(one)}"
    if one.verdict in _SCORED:
        return f"{standing_sentence(one.standing, one.bar_rate)}, as the scorer has it"
    return (
        f"{name} is undecided against the {bar} bar: {so_far and f'right in {so_far}; '}{what_decides(one)}"
    )


def findings_of(certificates: Sequence[Certificate], workflow: Workflow) -> dict[int, str]:
    """Every candidate's sentence by candidate_id."""
    return {one.candidate_id: certificate_sentence(one, workflow) for one in certificates}


def what_decides(one: Certificate) -> str:
    """What would bring a verdict: "certified if the next 31 are right; about 60–110 more labels expected"."""
    if one.is_cut_off:
        return f"“{one.waits_for}”, taken for the stronger, was not certified, and the sequence ends there"
    if one.waits_for:
        return f"it comes after “{one.waits_for}”, the stronger one"
    if one.confirmation and not one.unlabelled:
        single = plural(one.confirmation.single, "answer")
        return f"all labelled; only second looks at the {single} that got one look can tell"
    if one.next_right is None:
        return f"only {plural(one.unlabelled, 'more label')} can tell, so many are left"
    about = "about " if one.is_weighted else ""  # which ones come next rests on the labels until then
    said = f"certified if {about}the next {count(one.next_right)} are right"
    if one.next_right == 1:
        said = "certified if the next one is right"
    if one.confirmation:
        said = said.replace("are right", "are right at every look").replace(
            "is right", "is right at every look"
        )
        if one.next_right == 0:
            said = f"certified if the {plural(one.confirmation.waiting, 'second look')} to come find no error"
        elif one.confirmation.waiting:
            said += f", and so are the {count(one.confirmation.waiting)} that wait for a second look"
    expected = expected_words(one)
    return f"{said}; {expected}" if expected else said


def expected_words(one: Certificate) -> str:
    """ "about 60–110 more labels expected", or "" where too little is known to expect anything."""
    if one.expected is None:
        return ""
    low, high = one.expected.low, one.expected.high
    if low >= one.unlabelled:
        return "about all that are left will be needed"
    span = count(low) if low == high else f"{count(low)}–{count(high)}"
    return f"about {span} more {'label' if span == '1' else 'labels'} expected"


def decides_words(one: Certificate) -> str:
    """What would bring a verdict, short enough for a table; "" where there is one, or none to come."""
    if one.verdict is CertificateVerdict.UNDECIDED:
        return begin(what_decides(one))
    if one.verdict in (CertificateVerdict.UNTESTED, CertificateVerdict.SCORED_UNDECIDED) and one.next_right:
        return f"Certified if {count(one.next_right)} in a row, drawn at random, are right"
    return ""


def future_verdict(one: Certificate) -> str:
    """Where a candidate stands for further questions like these, for one look."""
    if one.future is None:
        return one.verdict.value
    if one.future.low >= one.bar_rate:
        return "meets the bar"
    return "below the bar" if one.future.high < one.bar_rate else "undecided"


def verdict_chart_sentence(certificates: Sequence[Certificate]) -> str:
    """The finding of the chart: how many candidates stand where against the bar."""
    return _chart_sentence(certificates, [one.verdict.value for one in certificates], "")


def future_chart_sentence(certificates: Sequence[Certificate]) -> str:
    """The same for further questions like these."""
    return _chart_sentence(
        certificates, [future_verdict(one) for one in certificates], ", for future questions like these"
    )


def _chart_sentence(certificates: Sequence[Certificate], verdicts: list[str], about: str) -> str:
    bar = bar_words(certificates[0].bar_rate)
    said = ", ".join(f"{count(verdicts.count(verdict))} {verdict}" for verdict in dict.fromkeys(verdicts))
    return f"{plural(len(verdicts), 'candidate')} against the {bar} bar{about}: {said}"


def certified_measure(certificates: Sequence[Certificate], is_future: bool) -> str:
    """What the precision chart measures, on how many answers, and what its ranges are."""
    judged = plural(sum(one.answered for one in certificates), "judged answer")
    if is_future:
        return f"Precision: correct of answered, with 95 % interval for further questions; {judged} in all"
    kinds = {one.kind for one in certificates} - {LimitsKind.FACT, LimitsKind.NONE}
    ranges = {
        LimitsKind.ALWAYS_VALID: "limits that hold at every look",
        LimitsKind.CERTAIN: "what the missing labels leave possible",
        LimitsKind.FIXED_LOOK: "95 % interval for one look",
    }
    with_ranges = " or ".join(words for kind, words in ranges.items() if kind in kinds)
    shown = f", with {with_ranges}" if with_ranges else ", all labelled"
    return f"Precision: correct of answered{shown}; {judged} in all"


def future_finding(certificates: Sequence[Certificate]) -> str:
    """The overall finding for further questions like these."""
    figured = [one for one in certificates if one.future]
    if not figured:
        return "There is no figure yet for future questions like these."
    bar = bar_words(figured[0].bar_rate)
    met = [one for one in figured if future_verdict(one) == "meets the bar"]
    best = max(met or figured, key=lambda one: (one.future.low if one.future else 0, one.rate or 0))
    shown = f"“{best.candidate_name}” at {future_words(best)}"
    start = "For future questions like these"
    if len(met) == 1:
        return f"{start}, one candidate meets the {bar} bar: {shown}."
    if met:
        many = f"{count(len(met))} of {plural(len(figured), 'candidate')}"
        return f"{start}, {many} meet the {bar} bar; surest is {shown}."
    if all(future_verdict(one) == "below the bar" for one in figured):
        return f"{start}, every candidate is below the {bar} bar; closest is {shown}."
    return f"{start}, no candidate meets the {bar} bar yet; closest is {shown}."


def ceiling_clause(one: Certificate) -> str:
    """Why the bar is out of reach: experts disagree more often than it allows for."""
    ceiling, bar = one.ceiling, bar_words(one.bar_rate)
    if ceiling is None or ceiling.disagreement_rate is None or ceiling.rate is None:
        return f"labels are not exact enough for a bar of {bar}"
    agreed = ceiling.overlap_count - ceiling.disputed_count
    return (
        f"the experts themselves agree only {percent_beside(1 - ceiling.disagreement_rate, None)} of the time ("
        f"{count(agreed)} of {count(ceiling.overlap_count)} answers that two or more have labelled), so that even a "
        f"perfect candidate would look only {percent_beside(ceiling.rate, None)} right; the bar is {bar}"
    )


def certified_finding(certificates: Sequence[Certificate], workflow: Workflow) -> str:
    """The overall finding, as the first sentence of the Precision page."""
    bar = bar_words(workflow.bar_rate)
    ran = [one for one in certificates if one.verdict is not CertificateVerdict.NOT_RUN]
    figured = [one for one in ran if one.answered]
    if not figured:
        return finding_sentence([one.standing for one in ran], workflow.bar_rate)
    met = [one for one in figured if one.verdict.is_met]
    if len(met) == 1:
        return f"{begin(certificate_sentence(met[0], workflow))}."
    if met:
        many = f"{count(len(met))} of {plural(len(ran), 'candidate')}"
        surest = max(met, key=lambda one: one.low or 0)
        which = cheapest_words([one.standing for one in met]) or _closest(surest, "the surest")
        return f"{many} meet the {bar} bar; {which}."
    if any(one.verdict in _SCORED for one in figured):
        return f"By the scorer alone: {_lower(finding_sentence([one.standing for one in ran], workflow.bar_rate))}"
    still = [one for one in ran if one.verdict.is_open]
    if len(ran) == 1:
        return f"{certificate_sentence(ran[0], workflow)}."
    if not still:
        nearest = _closest(max(figured, key=lambda one: (one.low or 0, one.rate or 0)))
        below = all(one.verdict.is_below for one in ran)
        start = f"Every candidate is below the {bar} bar" if below else f"No candidate meets the {bar} bar"
        return f"{start}; {nearest}."
    tested = [one for one in still if one.verdict is CertificateVerdict.UNDECIDED and not one.waits_for]
    if tested:
        return f"No candidate is certified at the {bar} bar yet. {certificate_sentence(tested[0], workflow)}."
    closest = max(figured, key=lambda one: (one.rate or 0, one.answered))
    decides = decides_words(closest)
    ending = f": {_lower(decides)}" if decides else ""
    return f"No candidate meets the {bar} bar yet; {_closest(closest)}{ending}."


def _untested(one: Certificate) -> str:
    if not one.answered:
        said = f"none of its {_pool(one)} has a label"
    else:
        left = plural(one.unlabelled, "answer has", "answers have") if one.unlabelled else ""
        unsure = plural(one.standing.unsure, "is", "are") + " labelled unsure" if one.standing.unsure else ""
        rest = " and ".join(filter(None, (left and f"{left} no label", unsure)))
        said = f"right in {_so_far(one)}; {rest}"
    if one.next_right:
        return f"{said}. Drawn at random, the next {count(one.next_right)} right in a row would certify it"
    return said


def _so_far(one: Certificate) -> str:
    """ "118 of the 120 answers labelled so far (98 %; 94–99.5 %)"."""
    if not one.answered or one.rate is None:
        return ""
    rate = percent_beside(one.rate, one.bar_rate)
    if one.kind is LimitsKind.FACT:
        return f"{count(one.right)} of the {plural(one.answered, 'answer')} it gives ({rate})"
    said = f"{count(one.right)} of {plural(one.answered, 'answer')} labelled so far"
    if one.is_weighted and one.likely_rate is not None:
        likely = percent_beside(one.likely_rate, one.bar_rate)
        return f"{said}, drawn where a label tells most; about {likely} of all"
    if one.is_mostly_ahead and one.likely_rate is not None:
        likely = percent_beside(one.likely_rate, one.bar_rate)
        return f"{said}, most of them as answers that others gave too; about {likely} of all"
    return f"{said}, {rate}"


def _pool(one: Certificate) -> str:
    return f"{plural(one.pool_count, 'answer')} here"


def _coverage(one: Certificate) -> str:
    rate = one.standing.coverage_rate
    return "" if rate is None else f", and answers {percent(rate)} of questions"


def _closest(one: Certificate, how: str = "closest") -> str:
    return f"{how} is “{one.candidate_name}” at {certified_words(one)}"


def begin(sentence: str) -> str:
    """A sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
