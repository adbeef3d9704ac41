"""A browser's side of Streamlit without a browser: one WebSocket that asks for runs and reads what is drawn."""

import json
from types import TracebackType
from typing import Any

import aiohttp
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class StreamlitClient:
    """One session on a page. Use as `async with StreamlitClient(url, page) as client`."""

    def __init__(self, url: str, page: str = "", query: str = "", cookies: dict[str, str] | None = None):
        self.url = url
        self.page = page
        self.query = query
        self.elements: dict[str, Any] = {}  # by id, and texts by their path: what the last runs drew
        self.fragments: dict[str, str] = {}  # by element: the fragment that drew it
        self._states: dict[str, Any] = {}
        self._cookies = cookies or {}

    async def __aenter__(self) -> "StreamlitClient":
        self._http = aiohttp.ClientSession(cookies=self._cookies, cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._http.cookie_jar.update_cookies(self._cookies)
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await self._http.ws_connect(address, max_msg_size=0, protocols=["streamlit"])
        await self.run()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()
        await self._http.close()

    async def run(self, fragment_id: str = "", **trigger: Any) -> None:
        """Ask for a run of the page, or of one fragment, and wait until it has ended."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.query
        asked.page_name = self.page
        asked.fragment_id = fragment_id
        for element_id, value in self._states.items():
            state = asked.widget_states.widgets.add(id=element_id)
            state.json_value = json.dumps(value)
        if trigger:
            asked.widget_states.widgets.add(id=trigger["button"], trigger_value=True)
        await self._socket.send_bytes(message.SerializeToString())
        await self._read()

    async def press(self, label: str) -> None:
        """Press the button with these words and wait until what follows is drawn."""
        button = next(one for one in self.elements.values() if getattr(one, "label", None) == label)
        await self.run(self.fragments[button.id], button=button.id)

    async def send(self, state: dict[str, Any]) -> None:
        """Set the state of the page's component and wait until what follows is drawn."""
        component = self.component
        self._states[component.id] = state
        await self.run(self.fragments[component.id])

    @property
    def component(self) -> Any:
        """The page's component."""
        return next(one for one in self.elements.values() if hasattr(one, "component_name"))

    @property
    def data(self) -> dict[str, Any]:
        """What the page's component was given."""
        return dict(json.loads(self.component.mixed.json or self.component.json))

    async def _read(self) -> None:
        while True:
            received = await self._socket.receive(timeout=60)
            if received.type is not aiohttp.WSMsgType.BINARY:
                raise ConnectionError(f"The server ended the connection: {received}")
            message = ForwardMsg()
            message.ParseFromString(received.data)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._take_in(message)
            if kind == "script_finished":
                return

    def _take_in(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        drawn = getattr(element, element.WhichOneof("type"))
        element_id = getattr(drawn, "id", "") or str(list(message.metadata.delta_path))
        self.elements[element_id] = drawn
        self.fragments[element_id] = message.delta.fragment_id
