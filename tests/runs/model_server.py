"""A model server in a process of its own that speaks chat completions, quickly or with every fault there is.

    python -m tests.runs.model_server --latency-s 0.2 [--faults 0.3]

Prints its base URL. GET /tally says how many calls it answered completely. Which fault a call meets depends only on
its prompt and on how often that prompt was asked, so that a run can be repeated.
"""

import argparse
import asyncio
import functools
import json
import random
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from workbench.connectors.loops import new_event_loop

FAULTS = (
    "delay", "reset", "reset_mid_body", "truncated_json", "html_502", "html_200", "503", "no_usage", "wrong_usage",
    "empty", "invalid_utf8", "ten_megabytes",
)  # fmt: skip
_TEN_MEGABYTES = 10_000_000
_STORM_EVERY_S = 4.0


class _Server:
    """What is shared by all connections."""

    def __init__(self, latency_s: float, fault_rate: float, storm_every_s: float = _STORM_EVERY_S):
        self.latency_s = latency_s
        self.fault_rate = fault_rate
        self.storm_every_s = storm_every_s
        self.asked: Counter[str] = Counter()
        self.tally: Counter[str] = Counter()
        self.answered = 0
        self.began_at = time.monotonic()

    def fault_for(self, prompt: str) -> str:
        """The fault this call meets, or ""."""
        self.asked[prompt] += 1
        storms, since_s = divmod(time.monotonic() - self.began_at, self.storm_every_s)
        if storms and since_s < self.storm_every_s / 8:
            return "429_with_pause" if storms % 2 else "429"
        chance = random.Random(f"{prompt}-{self.asked[prompt]}")
        return chance.choice(FAULTS) if chance.random() < self.fault_rate else ""


class _Connection(asyncio.Protocol):
    """One keep-alive connection; requests come one after the other."""

    def __init__(self, server: _Server):
        self._server = server
        self._buffer = b""
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        _, _, after = head.lower().partition(b"content-length:")
        length = int(after.partition(b"\r\n")[0] or 0)
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        if head.startswith(b"GET"):
            told = self._server.tally + Counter(answered=self._server.answered)
            self._send(200, json.dumps(told).encode())
        elif not self._server.fault_rate:
            asyncio.get_running_loop().call_later(
                self._server.latency_s, self._write, _ready(b"laws" in rest)
            )
        else:
            self._meet_fault(rest[:length])

    def _write(self, response: bytes) -> None:
        if self._transport.is_closing():
            self._server.tally["hung_up"] += 1
            return
        self._server.answered += 1
        self._transport.write(response)

    def _meet_fault(self, body: bytes) -> None:
        prompt = json.loads(body)["messages"][-1]["content"]
        fault = self._server.fault_for(prompt)
        delay_s = self._server.latency_s + (0.3 if fault == "delay" else 0.0)
        if delay_s:
            asyncio.get_running_loop().call_later(delay_s, self._answer, prompt, fault)
        else:
            self._answer(prompt, fault)

    def _answer(self, prompt: str, fault: str) -> None:
        if fault:
            self._server.tally[fault] += 1
        else:
            self._server.answered += 1
        text = "Law" if "laws" in prompt else "Cap"
        if fault == "reset":
            self._transport.abort()
        elif fault.startswith("429"):
            self._send(429, b'{"error": {"message": "slow down"}}', pause=b"0.4" if "pause" in fault else b"")
        elif fault == "503":
            self._send(503, b"overloaded", kind=b"text/plain")
        elif fault.startswith("html"):
            page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
            self._send(int(fault[-3:]), page, kind=b"text/html")
        elif fault == "invalid_utf8":
            self._send(200, _chat(text).replace(text.encode(), b"\xff\xfe" + text.encode()))
        elif fault == "truncated_json":
            self._send(200, _chat(text)[:-20])
        elif fault == "reset_mid_body":
            self._send(200, _chat(text), cut=True)
        else:
            answers = {"empty": "", "ten_megabytes": "x" * _TEN_MEGABYTES}
            self._send(200, _chat(answers.get(fault, text), fault))

    def _send(
        self,
        status: int,
        body: bytes,
        kind: bytes = b"application/json",
        pause: bytes = b"",
        cut: bool = False,
    ) -> None:
        if self._transport.is_closing():
            return
        after = b"retry-after: %s\r\n" % pause if pause else b""
        head = b"HTTP/1.1 %d x\r\ncontent-type: %s\r\n%scontent-length: %d\r\n\r\n" % (
            status,
            kind,
            after,
            len(body),
        )
        self._transport.write(head + (body[: len(body) // 2] if cut else body))
        if cut:
            self._transport.close()


@functools.cache
def _ready(is_law: bool) -> bytes:
    """A whole response, made once: what the server costs is taken from the same two processors."""
    body = _chat("Law" if is_law else "Cap")
    return (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    )


def _chat(text: str, fault: str = "") -> bytes:
    usage: dict[str, Any] = {"prompt_tokens": 20, "completion_tokens": 2, "total_tokens": 22}
    if fault == "wrong_usage":
        usage = {"prompt_tokens": -5, "completion_tokens": "many"}
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    # Other tools insist on what nobody reads.
    whole = {"id": "x", "object": "chat.completion", "created": 1, "model": "small", "choices": [choice]}
    return json.dumps(whole | ({} if fault == "no_usage" else {"usage": usage})).encode()


@contextmanager
def model_server(
    latency_s: float = 0.0, fault_rate: float = 0.0, storm_every_s: float = _STORM_EVERY_S
) -> Iterator[str]:
    """Serve in a process of its own; the value is its base URL. With faults, an eighth of the time is all 429."""
    command = [sys.executable, "-m", "tests.runs.model_server"]
    command += ["--latency-s", str(latency_s), "--faults", str(fault_rate)]
    command += ["--storm-every-s", str(storm_every_s)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def tally(base_url: str) -> dict[str, int]:
    """How often the server answered, and how often each fault was met."""
    with urllib.request.urlopen(f"{base_url}/tally", timeout=10) as response:
        return dict(json.loads(response.read()))


async def _serve(shared: _Server) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: _Connection(shared), "127.0.0.1", 0, backlog=1024
    )
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency-s", type=float, default=0.0)
    parser.add_argument("--faults", type=float, default=0.0)
    parser.add_argument("--storm-every-s", type=float, default=_STORM_EVERY_S)
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_serve(_Server(given.latency_s, given.faults, given.storm_every_s)))
