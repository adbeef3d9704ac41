"""Text from files and models is shown as text."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.ui import plain


def test_markdown_html_latex_directives_and_addresses_lose_their_power():
    shown = plain("*a* :red[b] <b>c</b> $x$ `d` https://evil.example ~~e~~")
    for powerful in ("*a*", ":red[", "<b>", "$x$", "`d`", "https://", "~~e~~"):
        assert powerful not in shown


@given(st.text())
def test_every_special_sign_is_escaped_and_words_stay(body):
    shown = plain(body)
    assert "\n" not in shown and ":" not in shown.replace("&#58;", "")
    bare = shown.replace("&#58;", "")
    for sign in "`*_[]<$":
        assert bare.count(sign) == bare.count("\\" + sign)


def test_a_number_keeps_its_sign_on_its_line_and_other_spaces_become_one():
    assert plain("95\N{NO-BREAK SPACE}%\t of\n  all\u2028") == "95\N{NO-BREAK SPACE}% of all"
