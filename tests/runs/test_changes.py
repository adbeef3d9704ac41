from dataclasses import replace

from workbench.domain import AnswerType, Candidate, CandidateKind
from workbench.runs.changes import INSTRUCTIONS, changes_between, changes_words, marked, word_parts

MODEL = Candidate(1, 1, "Model", CandidateKind.ENDPOINT, 1, 1, {"model": "small", "temperature": 0.0})


def changed(candidate: Candidate, **settings: object) -> Candidate:
    return replace(candidate, settings=candidate.settings | settings)


def told(before: Candidate, after: Candidate) -> list[tuple[str, str, str]]:
    return [(one.words, one.before, one.after) for one in changes_between(before, after)]


def test_each_setting_is_told_as_the_screen_names_it():
    after = changed(MODEL, temperature=0.7, model="large", structured=True, confidence="log_probabilities")
    assert told(MODEL, after) == [
        ("Model", "small", "large"),
        ("Temperature", "0", "0.7"),
        ("Form of the answer", "free", "a form to fill in"),
        ("Confidence", "nothing", "log probabilities"),
    ]
    assert changes_words(changes_between(MODEL, changed(MODEL, model="large"))) == "Model small → large"


def test_a_default_written_out_is_no_change_and_nothing_is_not_nought():
    assert told(MODEL, changed(MODEL, max_tokens=256, system="", samples=1)) == []
    assert told(MODEL, changed(MODEL, temperature=None)) == [("Temperature", "0", "nothing")]
    priced = changed(MODEL, usd_per_item=0.0)
    assert told(MODEL, priced) == [("USD per item", "nothing", "0")]


def test_long_texts_are_compared_word_by_word():
    before = changed(MODEL, system="Answer with one word.\nBe brief.")
    after = changed(MODEL, system="Answer with the category's name.\nBe brief.")
    [change] = changes_between(before, after)
    assert marked(change.parts) == "Answer with [-one word-][+the category's name+].\nBe brief."
    assert changes_words([change]) == "System text: 2 words out, 3 words in"


def test_instructions_count_where_both_are_known():
    asked = replace(MODEL, prompt_template="Sort {text}")
    other = replace(MODEL, prompt_template="File {text}")
    [change] = changes_between(asked, other)
    assert (change.words, marked(change.parts)) == (INSTRUCTIONS, "[-Sort-][+File+] {text}")
    assert changes_between(MODEL, other) == changes_between(asked, asked) == []


def test_what_else_of_the_workflow_is_asked_by_counts_where_both_ask_by_it():
    before = replace(
        MODEL, answer_form={"answer_type": "category", "categories": ["Law", "Cap"], "task": "Sort."}
    )
    form = {"answer_type": "category", "categories": ["Law", "Late fees"], "task": "Sort."}
    [change] = changes_between(before, replace(MODEL, answer_form=form))
    assert (change.words, marked(change.parts)) == ("The workflow's categories", "Law\n[-Cap-][+Late fees+]")
    number = replace(MODEL, answer_form={"answer_type": "number", "unit": "EUR"})
    assert told(before, number) == [("Kind of answer", AnswerType.CATEGORY.words, AnswerType.NUMBER.words)]
    assert told(number, replace(MODEL, answer_form={"answer_type": "number", "unit": ""})) == [
        ("The workflow's unit", "EUR", "nothing")
    ]
    assert told(MODEL, before) == []


def test_rules_are_compared_line_by_line():
    rules = [{"pattern": "laws", "answer": "Law"}, {"pattern": "fees", "answer": "Cap"}]
    before = Candidate(1, 1, "Rules", CandidateKind.RULES, 1, 1, {"rules": rules})
    after = changed(before, rules=[rules[0], {"pattern": "fees paid", "answer": "Cap"}])
    [change] = changes_between(before, after)
    assert marked(change.parts) == "laws → Law\nfees [+paid +]→ Cap"


def test_texts_that_share_nothing_and_equal_ones():
    assert marked(word_parts("a b", "c d")) == "[-a b-][+c d+]"
    assert marked(word_parts("same words", "same words")) == "same words"
    assert marked(word_parts("", "new")) == "[+new+]"
