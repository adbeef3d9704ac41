"""Rename, archive and delete, the same everywhere: deleting counts what goes along and needs the name typed."""

from collections.abc import Callable, Mapping

import streamlit as st

from workbench.domain.formats import plural
from workbench.errors import BadSetting
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain


def lifecycle(
    noun: str,
    name: str,
    attached: Mapping[str, int],
    on_rename: Callable[[str], None] | None,
    on_archive: Callable[[bool], None],
    on_delete: Callable[[], None],
    archived: bool = False,
    key: str = "",
) -> None:
    """A popover with the three actions for one thing.

    `attached`: counts by key such as `label_count`, of what deleting takes along. `on_archive` gets True to
    archive, False to bring back. `key` tells two of these on one page apart.
    """
    key = f"lifecycle-{noun}-{key or name}"
    with st.popover("Rename, archive, delete" if on_rename else "Archive, delete", key=key), sentences():
        if on_rename:
            new_name = st.text_input("Name", value=name, key=f"{key}-name").strip()
            if st.button("Rename", key=f"{key}-rename"):
                if not new_name or new_name == name:
                    raise BadSetting(f"Type another name for “{name}” first.")
                on_rename(new_name)
                _done(f"“{name}” is now called “{new_name}”.")
        st.caption(
            "Archiving hides it from the pages; nothing is lost."
            if not archived
            else "It is archived: hidden from the pages."
        )
        if st.button("Bring back" if archived else "Archive", key=f"{key}-archive"):
            on_archive(not archived)
            _done(f"“{name}” is {'back' if archived else 'archived'}.")
        st.divider()
        st.markdown(plain(f"Deleting “{name}” also deletes {_what_goes(attached)}. This cannot be undone."))
        typed = st.text_input(
            f"Type the name of the {noun} to delete it", key=f"{key}-typed", placeholder=name, live=True
        ).strip()
        if st.button(
            f"Delete this {noun}", key=f"{key}-delete", type="primary", disabled=typed != name.strip()
        ):
            on_delete()
            _done(f"“{name}” was deleted.")


def _what_goes(attached: Mapping[str, int]) -> str:
    parts = [
        plural(number, noun.removesuffix("_count").replace("_", " "))
        for noun, number in attached.items()
        if number
    ]
    if not parts:
        return "nothing else"
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _done(sentence: str) -> None:
    notice(sentence)
    st.rerun()
