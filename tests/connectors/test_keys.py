import pytest

from workbench.connectors import keys
from workbench.connectors.keys import check_key_variable, key_for, register_lookup
from workbench.errors import BadSetting


def test_finds_a_key_in_the_environment_first_then_where_registered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keys, "_lookups", list(keys._lookups))
    register_lookup({"A_KEY": "from secrets", "B_KEY": "also"}.get)
    monkeypatch.setenv("A_KEY", "from environment")
    assert (key_for("A_KEY"), key_for("B_KEY"), key_for("C_KEY"), key_for("")) == (
        "from environment", "also", None, None,
    )  # fmt: skip


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("A_KEY", "  ")
    assert key_for("A_KEY") is None


@pytest.mark.parametrize("pasted", ["sk-proj-abcdefghij0123456789", "hf_abcdefghijklmnopqrstuv"])
def test_a_pasted_key_is_noticed(pasted: str):
    with pytest.raises(BadSetting, match="hold a key itself"):
        check_key_variable(pasted)


def test_names_of_variables_pass_and_other_texts_do_not():
    check_key_variable("OPENAI_API_KEY")
    check_key_variable("")
    with pytest.raises(BadSetting, match="cannot be the name"):
        check_key_variable("my key")
