"""A person at the desk of a page under AppTest: what the browser would send, and what it would show."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.framing import settled
from workbench.domain import Verdict


class AtDesk:
    """The desk of a page that is open. It answers like the desk in the browser: each event numbered, sent once."""

    def __init__(self, page: AppTest, client: str = "browser"):
        self.page = page
        self.client = client
        self.count = 0

    @property
    def data(self) -> dict[str, Any]:
        """What the desk was given to show."""
        [element] = self.page.get("bidi_component")
        return dict(json.loads(element.proto.mixed.json or element.proto.json))

    @property
    def tasks(self) -> dict[int, dict[str, Any]]:
        """The outputs that were handed over in full, by their number."""
        return {task["id"]: task for task in self.data["tasks"]}

    @property
    def task(self) -> dict[str, Any]:
        """The output to judge now."""
        return self.tasks[self.data["order"][0]]

    @property
    def left(self) -> int:
        """How many outputs are said to be left."""
        return int(self.data["status"]["left"])

    def do(self, act: str, **more: Any) -> "AtDesk":
        """Send one event and let the page answer it; nothing is held, so every output comes in full."""
        self.count += 1
        event = {"n": self.count, "act": act, "sitting": self.data["sitting"]} | more
        self.page.session_state["desk"] = {"sent": {"client": self.client, "events": [event], "have": []}}
        settled(self.page.run())
        return self

    def judge(self, verdict: Verdict, **written: Any) -> "AtDesk":
        """Judge the current output."""
        label = {"output": self.task["id"], "verdict": verdict.value, "also": [], "seconds": 2.5}
        return self.do("label", **label | written)
