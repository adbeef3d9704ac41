"""A real HTTP server on a loopback port that answers chat completions by script: what a provider does on the wire."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """One scripted response. `cut`: send only half of the body; `close`: close the connection without a word."""

    status: int = 200
    body: bytes | str | dict[str, Any] = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    cut: bool = False
    close: bool = False
    delay_s: float = 0.0


def chat(text: str | None, prompt_tokens: int = 10, completion_tokens: int = 2, **message: Any) -> Reply:
    """A complete answer as OpenAI's chat completions have it."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text} | message,
        "finish_reason": "stop",
    }
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens}
    return Reply(body={"id": "x", "choices": [choice], "usage": usage})


@dataclass
class StubServer:
    """Where the stub listens, what it was sent, and how it answers (`script` gets the request's body).

    Header names are in small letters.
    """

    base_url: str
    script: Callable[[dict[str, Any]], Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def serving(*replies: Reply, script: Callable[[dict[str, Any]], Reply] | None = None) -> Iterator[StubServer]:
    """Serve the replies in order, the last one again and again; or whatever `script` says."""
    left = list(replies)
    lock = threading.Lock()

    def next_reply(_body: dict[str, Any]) -> Reply:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                stub.requests.append(body)
                stub.keys.append(self.headers.get("authorization", ""))
                stub.paths.append(self.path)
                stub.headers.append({name.lower(): value for name, value in self.headers.items()})
            self._send(stub.script(body))

        def _send(self, reply: Reply) -> None:
            if reply.delay_s:
                done.wait(reply.delay_s)
            raw = json.dumps(reply.body) if isinstance(reply.body, dict) else reply.body
            payload = raw.encode() if isinstance(raw, str) else raw
            self.send_response(reply.status)
            self.send_header("content-type", reply.content_type)
            self.send_header("content-length", str(len(payload)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload[: len(payload) // 2] if reply.cut else payload)
            if reply.cut or reply.close:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    done = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub = StubServer(f"http://127.0.0.1:{server.server_port}/v1", script or next_reply)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        done.set()
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """A loopback port on which nothing listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_port
