"""Which column is which in a file of outputs."""

from workbench.runs.outputs_columns import OutputsColumns, guess_columns
from workbench.spreadsheets.reading import read_table

KEYS = ["a1", "a2", "a3"]


def guessed(text: str) -> OutputsColumns:
    return guess_columns(read_table(text.encode(), "outputs.csv"), KEYS)


def test_the_item_column_is_the_one_that_holds_item_ids_whatever_it_is_called():
    found = guessed("validity,where,reply\nyes,a1,One\nno,a2,Two\nyes,a3,Three\n")
    assert found == OutputsColumns("where", "reply")


def test_expected_answers_beside_the_outputs_are_not_taken_for_them():
    found = guessed("id,gold_answer,model_answer,human_label\na1,One,Uno,incorrect\na2,Two,Two,correct\n")
    assert found == OutputsColumns("id", "model_answer", None, "human_label")


def test_a_label_column_that_holds_categories_is_no_verdict():
    assert guessed("id,label,answer\na1,Insurance,x\na2,Renewal,y\n").verdict is None


def test_a_column_of_few_names_is_the_candidate_and_one_of_many_values_is_not():
    few = "id,system,output\n" + "".join(f"a1,{name},x\n" for name in ("GPT", "Claude"))
    assert guessed(few).candidate == "system"
    many = "id,system,output\n" + "".join(f"a1,text number {n},x\n" for n in range(100))
    assert guessed(many).candidate is None


def test_names_decide_where_no_id_is_known():
    assert guessed("case,prediction\nq1,Yes\nq2,No\n") == OutputsColumns("case", "prediction")


def test_a_reviewers_column_of_verdicts_is_the_verdict():
    head = "id,Model,Answer,Reviewer A,Reviewer B\n"
    found = guessed(head + "a1,GPT,One,Correct Answer,y\na2,GPT,Two,Refusal,N\n")
    assert found == OutputsColumns("id", "Answer", "Model", "Reviewer A", None, ("Reviewer B",))
    noted = guessed(head.strip() + ",Comment\na1,GPT,One,Wrong,y,see note\na2,GPT,Two,Refusal,N,\n")
    assert (noted.comment, noted.others) == ("Comment", ("Reviewer B",))
    assert guessed("id,Answer,Reviewer\na1,One,Maria\na2,Two,Jonas\n").verdict is None
