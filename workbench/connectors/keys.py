"""Keys by the name of the variable that holds them; the key itself is never stored, logged or shown."""

import os
import re
from collections.abc import Callable

from workbench.errors import BadSetting

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
# What keys look like: a provider's prefix and a long run of letters and digits that no one names a variable.
_KEY_LIKE = re.compile(r"(sk|pk|hf|gsk|xai|key|AIza|Bearer)[-_ ]?[A-Za-z0-9][\w-]{15,}")
_lookups: list[Callable[[str], str | None]] = [os.environ.get]


def register_lookup(lookup: Callable[[str], str | None]) -> None:
    """Add another place where keys may stand, such as Streamlit's secrets."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def key_for(variable: str) -> str | None:
    """The key held by this variable, without outer spaces, or None where it is not set."""
    if not variable:
        return None
    found = (value.strip() for lookup in _lookups if (value := lookup(variable)))
    return next((value for value in found if value), None)


def check_key_variable(variable: str) -> None:
    """Raise BadSetting where this is not the name of a variable, for instance because it is a key itself."""
    if variable and _KEY_LIKE.fullmatch(variable) and variable != variable.upper():
        raise BadSetting(
            "The field for the key's variable seems to hold a key itself. Put the key into an environment "
            "variable where the app runs, and enter that variable's name, such as OPENAI_API_KEY."
        )
    if variable and not _NAME.fullmatch(variable):
        raise BadSetting(
            f"“{variable}” cannot be the name of an environment variable. Use letters, digits and underscores, "
            "such as OPENAI_API_KEY."
        )
