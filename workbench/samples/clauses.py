"""Contract clauses for the sample "Contract clauses": frames and slots written for this product, no one else's text.

A clause is a core sentence of its type, often opened by a lead-in and followed by a sentence that mentions
another topic (cross-references, survival, carve-outs). The type "Other" holds near misses: clauses that use the
words of a type without being one, such as termination for cause or liability that is expressly not capped.
"""

import random

CLAUSES_PER_CONTRACT = 10
CONTRACTS = 60

PARTIES = {
    "Distribution": ("Manufacturer", "Distributor"),
    "Licence": ("Licensor", "Licensee"),
    "Services": ("Provider", "Client"),
    "Supply": ("Supplier", "Buyer"),
    "Hosting": ("Host", "Subscriber"),
}
JURISDICTIONS = {
    "New York": "the State of New York",
    "Delaware": "the State of Delaware",
    "England": "England and Wales",
    "Ontario": "the Province of Ontario",
    "Singapore": "the Republic of Singapore",
}

CORES: dict[str, tuple[str, ...]] = {
    "Anti-assignment": (
        "{A} may not assign or transfer this Agreement, in whole or in part, without the prior written consent of {B}",
        "Neither party shall assign any of its rights or delegate any of its duties under this Agreement unless the other party has agreed in writing beforehand",
        "Any purported transfer of this Agreement by {A}, including by operation of law or change of control, is void unless {B} has approved it",
        "The rights granted here are personal to {A} and shall not pass to any successor or third party without {B}'s approval",
        "{B} may withhold its consent to any transfer by {A} of its position under this Agreement in its sole discretion",
        "This Agreement shall not be novated, sold or otherwise made over to another person by {A}, save to an affiliate that {B} has accepted in writing",
        "A merger in which {A} is not the surviving entity is treated as a transfer that requires the consent of {B}",
        "{A} must obtain the agreement of {B} before it hands its place under this Contract to anybody else",
        "No interest in this Agreement may be pledged, charged or passed on by {A} until {B} has signed a deed of consent",
        "Subcontracting of a substantial part and the sale of {A}'s business to a competitor of {B} each call for the latter's permission",
        "Should {A} come under the control of another person without {B}'s leave, {B} may treat the contract as repudiated",
        "The benefit and the burden of this Agreement stay with the original signatories",
    ),
    "Audit rights": (
        "{B} may, on {days} days' notice and not more than {few} a year, examine the books and records of {A} relating to this Agreement",
        "{A} shall keep accurate accounts of all sums due and shall let {B}'s accountants inspect them during business hours",
        "An independent auditor chosen by {B} is entitled to verify the statements delivered by {A}; a shortfall above {pct} per cent is paid with the cost of the review",
        "{A} grants {B} access to its premises, systems and personnel so that compliance with this Agreement can be checked",
        "For {years} years after each payment {B} is entitled to inspect and copy the records that support it",
        "{B} may review {A}'s usage logs to confirm that the number of users does not exceed the number paid for",
        "{A} will on request make its financial records available to {B} or its representatives for examination",
        "{B}'s staff may visit the plant of {A} during working hours to see for themselves how royalties are computed",
        "If a check shows that less was paid than was due, {A} makes good the difference and bears the examiner's fee",
        "{A} shall make its ledgers, vouchers and shipping papers open to {B} upon request",
        "Once a year a certified public accountant may go through the figures on which the reports rest",
        "{B} can require evidence, including logs and interviews, that the security measures agreed here are in place",
    ),
    "Cap on liability": (
        "The aggregate liability of {A} under this Agreement shall not exceed the fees paid by {B} in the {months} months before the claim",
        "In no event will either party be liable for more than ${amount} in total, whatever the cause of action",
        "{A}'s total exposure arising out of this Agreement is limited to an amount equal to {pct} per cent of the annual charges",
        "Neither party is answerable to the other for lost profits or for indirect, special or consequential damages",
        "{B} agrees that the most it can recover from {A}, in contract, tort or otherwise, is the price of the goods concerned",
        "The maximum sum payable by {A} for all claims together is the greater of ${amount} and the charges for the preceding {months} months",
        "Damages of every kind are restricted to direct losses and, in the aggregate, to ${amount}",
        "Whatever goes wrong, {A} owes {B} no more than it has received from {B} in the past {months} months",
        "Recovery is confined to repair or replacement of the goods and never extends to loss of business or goodwill",
        "The parties have agreed on a ceiling of ${amount} for everything that {A} may have to pay",
        "{B}'s sole remedy in money is a credit of up to {pct} per cent of the monthly charge",
        "No claim for loss of revenue, data or opportunity lies against {A}, even if it knew that such loss was possible",
    ),
    "Confidentiality": (
        "Each party shall hold the other's Confidential Information in strict confidence and use it only to perform this Agreement",
        "{A} shall not disclose to any person the technical or commercial information that it receives from {B}",
        "Information marked as proprietary, or that a reasonable person would understand to be secret, may be shared only with employees who need to know it",
        "The receiving party will return or destroy all materials of the disclosing party within {days} days of a request and keep no copies",
        "The duty of secrecy lasts {years} years after this Agreement ends and does not cover information that is or becomes public",
        "{A} undertakes to protect the trade secrets of {B} with no less care than it uses for its own",
        "No party will reveal the terms of this Agreement except to its professional advisers, who must be bound to the same discretion",
        "What one side learns about the other's customers, prices and methods stays between them",
        "{A} will make its staff sign an undertaking of silence before they see {B}'s drawings",
        "Samples, formulas and forecasts received from {B} are to be kept apart and locked away",
        "If a court orders disclosure, {A} warns {B} at once so that a protective order can be sought",
        "Neither the existence nor the subject of these negotiations may be mentioned to outsiders",
    ),
    "Governing law": (
        "This Agreement is governed by and construed in accordance with the laws of {law}, without regard to its conflict of laws rules",
        "The validity, interpretation and performance of this Agreement shall be determined under the law of {law}",
        "{law_cap} law applies to this Agreement and to any matter arising out of it; the Convention on the International Sale of Goods is excluded",
        "All questions concerning the construction of this Agreement are to be decided by the law in force in {law}",
        "The parties choose the substantive laws of {law} to rule their relationship under this Agreement",
        "Any controversy under this Agreement is settled in accordance with the laws of {law}, and the courts there have jurisdiction",
        "For all purposes this Agreement is deemed made in {law} and its statutes control",
        "The rules on choice of law are set aside and the domestic law of {law} decides",
        "{A} and {B} submit to the statutes and the common law of {law} as regards everything in this document",
        "As to substance, a tribunal shall apply what is in force in {law}",
        "This instrument takes effect as a contract made and to be performed in {law}",
        "Rights and duties that arise here are measured by the legislation of {law} and no other",
    ),
    "Insurance": (
        "{A} shall maintain commercial general liability insurance of at least ${amount} per occurrence",
        "Throughout the term {A} will carry, at its own cost, product liability cover with a reputable insurer and name {B} as an additional insured",
        "Within {days} days of signature {A} shall deliver to {B} certificates that evidence the coverage required here",
        "The policies of {A} must not be cancelled or reduced without {days} days' written notice to {B}",
        "{A} undertakes to keep in force workers' compensation and professional indemnity policies with limits not below ${amount}",
        "Each party shall procure cover against the risks of loss of or damage to the goods in transit, with an underwriter rated A or better",
        "{B} may buy the required cover and recover the premium from {A} if {A} lets a policy lapse",
        "{A} has to hold a policy that pays at least ${amount} for any one event and to show proof of it each year",
        "Cover for cyber incidents of not less than ${amount} must be in place before the service starts",
        "The goods are covered by {A} from warehouse to warehouse for {pct} per cent above invoice value",
        "An endorsement waiving subrogation against {B} is added to each of the policies",
        "{A} pays all premiums and deductibles and tells {B} of any claim that would use up the limits",
    ),
    "Renewal term": (
        "On expiry of the initial term this Agreement renews automatically for successive periods of {years} years unless a party gives {days} days' notice that it does not wish to go on",
        "{B} may extend the term for two further periods of {months} months each by written notice",
        "This Agreement shall be prolonged by {months} months at a time, on the same conditions, if neither party objects before the end of the current period",
        "The parties may agree in writing to continue this Agreement beyond its first {years} years",
        "{B} has an option to renew for an additional {years} years at the prices then in effect",
        "After the first period the arrangement rolls over from year to year until a party sends a notice of non-renewal",
        "An extension takes effect only if {B} exercises its option at least {days} days before the expiration date",
        "When the first {years} years are over, the contract goes on for as long again if nobody speaks up {days} days earlier",
        "{B} can prolong the arrangement once by another {months} months on the terms that apply today",
        "Silence of both parties at the end of a period means that a new period of equal length begins",
        "Talks about a further period start no later than {days} days before the last day of the current one",
        "Each anniversary starts a fresh twelve-month period, save where a letter to the contrary has arrived",
    ),
    "Termination for convenience": (
        "Either party may terminate this Agreement at any time, for any reason or none, on {days} days' written notice",
        "{B} is free to end this Agreement without cause by giving {A} {days} days' notice",
        "{B} may cancel any order or this entire Agreement at its discretion, paying only for what was delivered before the date of cancellation",
        "Notwithstanding the agreed duration, {B} can withdraw from this Agreement whenever it sees fit, on {months} months' notice and without penalty",
        "Each party has the right to bring this Agreement to a close without giving grounds, upon {days} days' prior notice",
        "{B} may discontinue the work for its own convenience; {A} then receives the price of work performed and no more",
        "This Agreement can be ended by {B} on {days} days' notice even if {A} is not in default",
        "{B} need give no grounds if it wants to stop; {days} days' warning in writing is enough",
        "A change of business plan is sufficient for {B} to step out of this Agreement against payment of a fee of ${amount}",
        "The parties can part company before the end date whenever one of them so chooses, provided that {months} months' notice is given",
        "{B} reserves the right to call off all remaining deliveries without having to explain why",
        "Orders not yet shipped may be withdrawn at will by {B} up to {days} days before dispatch",
    ),
    "Other": (
        "{B} may terminate this Agreement if {A} commits a material breach and does not cure it within {days} days of notice",
        "This Agreement ends automatically if a party becomes insolvent or makes an assignment for the benefit of its creditors",
        "Nothing in this Agreement limits or excludes the liability of {A} for wilful misconduct, which is unlimited",
        "{A} shall indemnify {B} against all claims, damages and costs that arise from the infringement of third-party rights",
        "{A} may freely assign this Agreement to any person, and the assignee takes over all rights and duties",
        "{A} assigns to {B} all right, title and interest in the work product and will sign the documents needed to record it",
        "{A} shall retain its records for {years} years and deliver a monthly report of quantities sold",
        "Notices are given in writing and take effect {days} days after dispatch to the address of the other party",
        "Disputes are first referred to the senior managers of the parties, who shall meet within {days} days to seek a settlement",
        "This Agreement expires after {years} years; it is not renewed and no course of dealing extends it",
        "{A} warrants that the goods conform to the specification for {months} months and will replace those that do not",
        "{A} may issue a press release about this Agreement and name {B} as a customer",
        "A party is excused from performance while an event beyond its control prevents it, and the term is extended by the same period",
        "{A} shall comply with all laws that apply to the export of the goods and obtain the permits required",
        "{B} shall pay each invoice within {days} days; late sums bear interest at {pct} per cent a year",
        "Each party bears its own risk of loss and neither is required to insure the goods of the other",
        "If {A} is late by more than {days} days, {B} may treat the order as cancelled for default and claim its loss",
        "Each month {A} sends {B} a statement from which the royalty can be seen",
        "Title to the goods passes on payment, risk on delivery",
        "This Agreement is the whole understanding of the parties and replaces earlier ones; changes need a signed writing",
        "If one provision is void under the law that applies, the others stay in force",
        "{A} may hand over single tasks to subcontractors and answers for them as for itself",
        "All taxes and duties levied in {law} on the price are borne by {B}",
        "{A} sets up the service by the agreed date and trains {few} a year the people named by {B}",
        "The parties act as independent traders and neither can bind the other",
        "Legal proceedings are brought only after a mediator appointed in {law} has tried to help the parties settle",
    ),
}  # fmt: skip

SYNONYMS = (
    ("this Agreement", ("this Contract", "these Terms", "the present agreement", "this Deed")),
    ("shall", ("will", "must", "has to", "undertakes to")),
    ("written notice", ("notice in writing", "a letter", "notification")),
    ("terminate", ("end", "cancel", "bring to an end")),
    ("consent", ("approval", "agreement", "permission")),
    ("liability", ("responsibility", "obligation to pay damages")),
    ("records", ("documents", "papers")),
    ("term", ("duration", "period")),
    ("party", ("side", "Party")),
)

LEAD_INS = (
    "Except as otherwise provided in this Agreement, ",
    "Subject to Section {n}, ",
    "Notwithstanding anything to the contrary in Section {n}, ",
    "During the term and for {months} months thereafter, ",
    "To the extent permitted by applicable law, ",
    "Unless the parties agree otherwise in a signed writing, ",
)
# Sentences that speak of another topic than the clause's own; keyed by the topic they would mislead to.
DISTRACTORS: dict[str, tuple[str, ...]] = {
    "Anti-assignment": (
        "This does not affect the restrictions on assignment in Section {n}.",
        "The same applies to a permitted assignee of {A}.",
    ),
    "Audit rights": (
        "Records of the above are open to inspection under Section {n}.",
        "{B}'s right to audit under Section {n} remains unaffected.",
    ),
    "Cap on liability": (
        "The limitation of liability in Section {n} does not apply to this Section.",
        "Claims under this paragraph count towards the maximum liability stated in Section {n}.",
    ),
    "Confidentiality": (
        "All information exchanged for this purpose is Confidential Information.",
        "The obligations of confidentiality in Section {n} continue to apply.",
    ),
    "Governing law": (
        "This provision applies irrespective of the governing law of this Agreement.",
        "The laws of {law} may prescribe longer periods.",
    ),
    "Insurance": (
        "Proceeds of the insurance held under Section {n} are credited first.",
        "{A} shall inform its insurer accordingly.",
    ),
    "Renewal term": (
        "The same holds during any renewal term.",
        "This continues to apply if the term is extended under Section {n}.",
    ),
    "Termination for convenience": (
        "This Section survives termination of this Agreement for any reason.",
        "It applies also where {B} terminates without cause under Section {n}.",
    ),
    "Other": (
        "Notices under this Section are sent to the addresses on the signature page.",
        "Failure to enforce this provision is not a waiver of it.",
        "For the avoidance of doubt, headings are for convenience only.",
    ),
}


def clause_items(seed: int) -> list[dict[str, str]]:
    """All clauses: clause, contract, contract_type, jurisdiction, text, clause_type; the same for the same seed."""
    draw = random.Random(seed)
    rows: list[dict[str, str]] = []
    for number in range(1, CONTRACTS + 1):
        contract_type = draw.choice(sorted(PARTIES))
        jurisdiction = draw.choice(sorted(JURISDICTIONS))
        for clause_type in _types_of_contract(draw):
            rows.append(
                {
                    "clause": f"C{len(rows) + 1:04}",
                    "contract": f"{contract_type} agreement {number:02}",
                    "contract_type": contract_type,
                    "jurisdiction": jurisdiction,
                    "text": _clause(draw, clause_type, contract_type, jurisdiction),
                    "clause_type": clause_type,
                }
            )
    return rows


def _types_of_contract(draw: random.Random) -> list[str]:
    kinds = sorted(CORES)
    drawn = draw.sample([kind for kind in kinds if kind != "Other"], 7) + [
        "Other",
        "Other",
        draw.choice(kinds),
    ]
    draw.shuffle(drawn)
    return drawn[:CLAUSES_PER_CONTRACT]


def _clause(draw: random.Random, clause_type: str, contract_type: str, jurisdiction: str) -> str:
    parties = PARTIES[contract_type]
    first, second = parties if draw.random() < 0.7 else parties[::-1]
    slots = {
        "A": first,
        "B": second,
        "law": JURISDICTIONS[jurisdiction],
        "law_cap": JURISDICTIONS[jurisdiction].replace("the ", "The ", 1),
        "days": str(draw.choice((10, 15, 30, 45, 60, 90, 120))),
        "months": str(draw.choice((3, 6, 12, 18, 24))),
        "years": str(draw.choice((2, 3, 4, 5, 7))),
        "few": draw.choice(("once", "twice")),
        "pct": str(draw.choice((2, 3, 5, 10, 50, 100))),
        "amount": f"{draw.choice((250, 500, 1000, 2000, 5000)) * 1000:,}",
        "n": str(draw.randint(2, 24)),
    }
    core = _core(draw, clause_type, slots)
    if draw.random() < 0.35:
        core = draw.choice(LEAD_INS).format(**slots) + _lowered(core, parties)
    sentences = [core + "."]
    if draw.random() < 0.25:
        sentences.append(_core(draw, clause_type, slots) + ".")
    if draw.random() < 0.55:
        other = draw.choice([topic for topic in sorted(DISTRACTORS) if topic != clause_type])
        aside = draw.choice(DISTRACTORS[other]).format(**slots)
        sentences.insert(0 if draw.random() < 0.3 else len(sentences), aside)
    return f"{draw.randint(2, 24)}.{draw.randint(1, 9)} " + " ".join(dict.fromkeys(sentences))


def _core(draw: random.Random, clause_type: str, slots: dict[str, str]) -> str:
    """One core sentence: a few wordings are common, many are rare, as in real contracts."""
    wordings = CORES[clause_type]
    weights = [1 / (rank + 2) for rank in range(len(wordings))]
    wording = draw.choices(wordings, weights)[0].format(**slots)
    for common, others in SYNONYMS:
        if draw.random() < 0.4:
            wording = wording.replace(common, draw.choice(others))
    return wording


def _lowered(sentence: str, parties: tuple[str, str]) -> str:
    """The sentence as it reads after a lead-in: its first word in lower case unless it names a party."""
    if sentence.startswith(parties):
        return sentence
    return sentence[0].lower() + sentence[1:]
