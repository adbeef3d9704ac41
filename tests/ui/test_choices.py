"""Choices in the URL: a link chooses, a person's own choice wins over an old link, nonsense falls back."""

from streamlit.testing.v1 import AppTest

PAGE = """
import streamlit as st
from workbench.ui.choices import settle_choice, show_choice
options = st.session_state.get("offered", ["a", "b", "c"])
settle_choice("letter", "picked", options, "b")
show_choice("letter", st.selectbox("Letter", options, key="picked", persist_state="session"))
"""


def opened(**query: str) -> AppTest:
    page = AppTest.from_string(PAGE)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def in_url(page: AppTest) -> str:
    value = page.query_params["letter"]
    return value if isinstance(value, str) else value[0]


def test_without_a_link_the_default_is_chosen_and_shown() -> None:
    page = opened()
    assert (page.selectbox[0].value, in_url(page)) == ("b", "b")


def test_a_link_chooses_and_nonsense_does_not() -> None:
    assert opened(letter="c").selectbox[0].value == "c"
    astray = opened(letter="z")
    assert (astray.selectbox[0].value, in_url(astray)) == ("b", "b")


def test_ones_own_choice_wins_over_the_link_that_opened_the_page() -> None:
    page = opened(letter="c")
    page.selectbox[0].select("a").run()
    assert (page.selectbox[0].value, in_url(page)) == ("a", "a")
    page.query_params["letter"] = "c"
    page.run()
    assert page.selectbox[0].value == "c", "going back in the browser takes the choice back"


def test_a_choice_that_is_no_longer_offered_gives_way() -> None:
    page = opened(letter="c")
    page.session_state["offered"] = ["a", "b"]
    page.run()
    assert (page.selectbox[0].value, in_url(page)) == ("b", "b")
