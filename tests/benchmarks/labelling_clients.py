"""Labelers without a browser: the Label page over the server's own WebSocket, in Streamlit's own messages.

How to use it, from a coroutine:

    async with DeskClient(serving.url, "Clauses", "Ada") as desk:   # serving: tests.app_process.Serving
        await desk.open()                                           # the page is drawn and shows its first output
        seconds = await desk.label("correct")                       # until the next output is there and confirmed
        desk.current, desk.left, desk.confirmed                     # output_id or None; outputs left; events stored

`label` does what the desk in the browser does (`workbench/ui/desk.js`): it sends every event that is not confirmed yet
and takes an event for stored only when the server says so. `send` sends without waiting, `settle` waits until all is
confirmed; both raise `Disconnected` when the server goes away, after which `open` begins anew on the same events, as a
page does that outlives the process it spoke to. `unconfirmed` holds what the labeler is told is not saved.
"""

import asyncio
import json
import time
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

_COMPONENT = "workbench_desk"
_MOST_KEPT = 20
_AGAIN_S = (
    6.0  # without a word from the server, what is not confirmed is sent again, and after twice that once more
)
_LONGEST_AGAIN_S = 48.0


class Disconnected(Exception):
    """The server went away, or does not answer."""


class DeskClient:
    """One labeler at the desk of one workflow; `query`: further parameters of the page's address."""

    def __init__(self, url: str, workflow: str, labeler: str, timeout_s: float = 60, **query: str):
        self._address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
        self._labeler, self._timeout_s = labeler, timeout_s
        self._query = urlencode({"workflow": workflow} | query)
        self.client = f"{labeler}-{time.monotonic_ns()}"
        self.events: dict[int, dict[str, Any]] = {}  # every event by its number
        self.confirmed = 0
        self.shown: dict[str, Any] | None = None  # the desk's data as it was drawn last
        self._tasks: dict[int, dict[str, Any]] = {}
        self._count = 0
        self._socket: ClientConnection | None = None
        self._widget_id = self._fragment_id = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave, as closing the tab does."""
        if self._socket:
            await self._socket.close()
            self._socket = None

    @property
    def order(self) -> list[int]:
        """The outputs to judge next, without those that are judged here and not confirmed yet."""
        gone = {event["output"] for event in self.unconfirmed if "output" in event}
        return [one for one in (self.shown or {}).get("order", ()) if one not in gone]

    @property
    def current(self) -> int | None:
        """The output on the screen, or None when there is none."""
        return next(iter(self.order), None)

    @property
    def task(self) -> dict[str, Any] | None:
        """What is shown of the current output (see `workbench.ui.desk_sheet.task_sheet`)."""
        return self._tasks.get(self.current or 0)

    @property
    def left(self) -> int:
        """Outputs left, as the page says."""
        return int((self.shown or {}).get("status", {}).get("left", 0))

    @property
    def unconfirmed(self) -> list[dict[str, Any]]:
        """Events that the server has not confirmed: the page says of them that they are not saved."""
        return [event for number, event in self.events.items() if number > self.confirmed]

    async def open(self) -> float:
        """Open the page (anew); returns the seconds until its desk was drawn. Raises Disconnected."""
        await self.close()
        began = time.perf_counter()
        self._widget_id = self._fragment_id = ""
        try:
            self._socket = await connect(
                self._address,
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers={"Cookie": f"labeler={quote(self._labeler, safe='')}"},
                max_size=None,
                open_timeout=self._timeout_s,
                ping_interval=None,
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise Disconnected(str(error)) from error
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = "label"
        await self._tell(message)
        await self._hear_until(lambda: bool(self._widget_id))
        if self.unconfirmed:
            await self._transmit()
        return time.perf_counter() - began

    async def label(self, verdict: str, seconds: float = 1.0, **written: Any) -> float:
        """Judge the current output; returns the seconds until that was confirmed. Raises Disconnected."""
        began = time.perf_counter()
        await self.send("label", output=self.current, verdict=verdict, seconds=seconds, **written)
        await self.settle()
        return time.perf_counter() - began

    async def send(self, act: str, **event: Any) -> int:
        """Do something without waiting; returns the event's number. Raises Disconnected."""
        self._count += 1
        sitting = (self.shown or {}).get("sitting")
        self.events[self._count] = {"n": self._count, "sitting": sitting, "act": act, **event}
        await self._transmit()
        return self._count

    async def settle(self) -> None:
        """Wait until everything sent is confirmed and what is shown follows from it. Raises Disconnected."""
        await self._hear_until(lambda: not self.unconfirmed)

    async def _transmit(self) -> None:
        have = list(self._tasks)[-_MOST_KEPT:]
        sent = {"client": self.client, "events": self.unconfirmed, "have": have, "again": time.monotonic()}
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.fragment_id = self._fragment_id
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.json_value = self._widget_id, json.dumps({"sent": sent})
        await self._tell(message)

    async def _tell(self, message: BackMsg) -> None:
        if self._socket is None:
            raise Disconnected("The page is not open.")
        try:
            await self._socket.send(message.SerializeToString())
        except (OSError, WebSocketException) as error:
            raise Disconnected(str(error)) from error

    async def _hear_until(self, is_enough: Any) -> None:
        again_s = _AGAIN_S
        try:
            async with asyncio.timeout(self._timeout_s):
                while not is_enough():
                    if self._socket is None:
                        raise Disconnected("The page is not open.")
                    try:
                        received = await asyncio.wait_for(self._socket.recv(), again_s)
                    except TimeoutError:
                        again_s = min(again_s * 2, _LONGEST_AGAIN_S)
                        if self._widget_id and self.unconfirmed:
                            await self._transmit()
                        continue
                    if isinstance(received, bytes):
                        self._hear(ForwardMsg.FromString(received))
        except (OSError, TimeoutError, WebSocketException) as error:
            raise Disconnected(str(error) or "The server does not answer.") from error

    def _hear(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") != "delta":
            return
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise AssertionError(f"The page shows an error: {element.exception.message}")
        if element.WhichOneof("type") != "bidi_component":
            return
        component = element.bidi_component
        if not component.component_name.endswith(_COMPONENT):
            return
        self._widget_id = component.id
        self._fragment_id = message.delta.fragment_id
        data: dict[str, Any] = json.loads(component.json or component.mixed.json)
        self._tasks.update({task["id"]: task for task in data["tasks"]})
        self.confirmed = max(self.confirmed, int(data["confirmed"].get(self.client, 0)))
        self.shown = data
