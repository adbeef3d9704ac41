"""A download that is made only when asked for, with the time it takes and what went wrong said below its button."""

import logging
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.domain.formats import duration, file_size, percent
from workbench.errors import WorkbenchError
from workbench.ui.text import plain

_log = logging.getLogger("workbench.ui")
_POLL_S = 0.2
# A press whose request never arrives (a lost connection) must not leave the page waiting.
_LONGEST_SILENCE_S = 15


@dataclass
class Making:
    """What became of the last file asked for: filled by the thread that makes it, read by the page."""

    started_count: int = 0
    ended_count: int = 0
    told_count: int = 0
    is_asked: bool = False
    made: str = ""
    failure: str = ""
    share: float | None = None  # of the file that is made, where that is told
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell_share(self, share: float) -> None:
        """Note how much of the file is made, 0–1."""
        self.share = share

    def ask(self) -> None:
        """Note that the button was pressed."""
        self.is_asked = True

    def run(self, make: Callable[[Path], None], file_name: str) -> bytes:
        """Make the file in a folder of its own and return its content, whatever happens noting how it ended."""
        with self.lock:
            self.started_count += 1
            self.made = self.failure = ""
            self.share = None
            try:
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / file_name
                    make(path)
                    content = path.read_bytes()
                self.made = f"“{file_name}” is ready, {file_size(len(content))}."
                return content
            except WorkbenchError as error:
                self.failure = str(error)
                raise
            except Exception:
                _log.exception("A file could not be made for download")
                self.failure = (
                    "The file could not be made. Nothing stored is lost. Try again; if it happens again, tell the "
                    "person who runs the app to look at its log."
                )
                raise
            finally:
                self.ended_count += 1


@st.fragment
def download(
    label: str,
    make: Callable[[Path], None],
    file_name: str,
    key: str,
    busy: str,
    mime: str = "application/octet-stream",
    icon: str = ":material/download:",
    is_primary: bool = False,
) -> None:
    """A button that makes a file and hands it over, and below it how far that is. `make` writes the file to the path
    it gets, in a thread of its own."""
    making = draw_button(label, make, file_name, key, mime, icon, "primary" if is_primary else "secondary")
    tell(making, busy)


def making_of(key: str) -> Making:
    """What is known of the file behind the button with this key; `make` tells its share there."""
    making: Making = st.session_state.setdefault(f"{key}-making", Making())
    return making


def draw_button(
    label: str,
    make: Callable[[Path], None],
    file_name: str,
    key: str,
    mime: str,
    icon: str = ":material/download:",
    look: Literal["primary", "secondary", "tertiary"] = "secondary",
) -> Making:
    """The button alone, for a fragment that tells elsewhere what became of the file."""
    making = making_of(key)
    st.download_button(
        label,
        data=lambda: making.run(make, file_name),
        file_name=file_name,
        mime=mime,
        key=key,
        icon=icon,
        type=look,
        on_click=making.ask,
    )
    return making


def tell(making: Making, busy: str) -> None:
    """Where the button was just pressed: stay until the file is made, then say how that ended.

    Every line drawn meanwhile lets another click interrupt the waiting.
    """
    if not making.is_asked:
        return
    began = time.monotonic()
    line = st.empty()
    while making.ended_count == making.told_count:
        waited = time.monotonic() - began
        if making.started_count == making.told_count and waited > _LONGEST_SILENCE_S:
            break
        if waited >= _POLL_S:
            _tell_progress(line, making.share, busy, waited)
        time.sleep(_POLL_S)
    making.is_asked = False
    making.told_count = making.ended_count
    if making.failure:
        line.error(plain(making.failure), icon=":material/error:")
    elif making.made:
        line.caption(f":material/check: {plain(making.made)}")
    else:
        line.empty()


def _tell_progress(line: DeltaGenerator, share: float | None, busy: str, waited: float) -> None:
    """How far the file is: a bar with the time left where its share is told, else the time it takes."""
    if not share:
        line.caption(f":material/hourglass_top: {plain(busy)}, {waited:.0f} s")
        return
    left = duration(waited * (1 - share) / share)
    line.progress(share, f"{plain(busy)}, {percent(share)} after {waited:.0f} s, about {left} left")
