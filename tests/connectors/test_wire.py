"""What the wire does beneath every provider: kept-alive connections that die, odd framing, TLS, time limits."""

import asyncio
import re
import shutil
import ssl
import subprocess
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from workbench.connectors.loops import new_event_loop
from workbench.connectors.wire import TooLarge, Wire

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nLaw"
Serve = Callable[[int, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


_loops: list[Callable[[], asyncio.AbstractEventLoop]] = []


@pytest.fixture(autouse=True, params=[asyncio.new_event_loop, new_event_loop], ids=["Python's loop", "ours"])
def loop_factory(request: pytest.FixtureRequest) -> Iterator[None]:
    _loops.append(request.param)
    yield
    _loops.clear()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=_loops[0]) as runner:
        return runner.run(work)


def answering(*parts: bytes, then_close: bool = False) -> Serve:
    """A connection on which each request is answered by these bytes, part by part."""

    async def serve(_number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await asked(reader):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0.01)
            if then_close:
                return

    return serve


async def asked(reader: asyncio.StreamReader) -> bytes:
    """The next request, b"" after the last."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        return head + await reader.readexactly(int(length[1]) if length else 0)
    except asyncio.IncompleteReadError:
        return b""


def ask(
    serve: Serve, calls: int = 1, at_once: bool = False, pause_s: float = 0.0, **limits: float
) -> list[object]:
    """Responses, or what was raised, of calls to a server that handles its connections by `serve`."""
    return run(_ask(serve, calls, at_once, pause_s, limits))


async def _ask(
    serve: Serve, calls: int, at_once: bool, pause_s: float, limits: dict[str, float],
    tls: ssl.SSLContext | None = None, trusted: ssl.SSLContext | None = None,
) -> list[object]:  # fmt: skip
    number = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal number
        number += 1
        try:
            await serve(number, reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    wire = Wire(
        connections=4, timeout_s=limits.get("timeout_s", 5.0), connect_s=2.0,
        largest_body=int(limits.get("largest_body", 10_000)),
        certificates=lambda: trusted or ssl.create_default_context(),
    )  # fmt: skip

    async def one() -> object:
        try:
            return await read(wire, f"{'https' if tls else 'http'}://localhost:{port}/")
        except httpx.TransportError as error:
            return error

    try:
        if at_once:
            return list(await asyncio.gather(*(one() for _ in range(calls))))
        found = []
        for _ in range(calls):
            found.append(await one())
            await asyncio.sleep(pause_s)
        return found
    finally:
        await wire.aclose()
        server.close()


async def read(wire: Wire, url: str) -> httpx.Response:
    response = await wire.handle_async_request(httpx.Request("POST", url, content=b"{}"))
    await response.aread()
    return response


def bodies(found: list[object]) -> list[object]:
    return [one.content if isinstance(one, httpx.Response) else one for one in found]


def test_calls_use_one_connection_one_after_the_other():
    numbers: list[int] = []

    async def serve(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await asked(reader):
            numbers.append(number)
            writer.write(OK)

    assert bodies(ask(serve, 3)) == [b"Law"] * 3
    assert numbers == [1, 1, 1]


def test_no_more_connections_than_allowed():
    numbers: set[int] = set()

    async def serve(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        numbers.add(number)
        await answering(OK)(number, reader, writer)

    assert bodies(ask(serve, 20, at_once=True)) == [b"Law"] * 20
    assert numbers == {1, 2, 3, 4}


def test_a_connection_that_closes_upon_the_next_request_is_replaced_at_once():
    calls: list[int] = []

    async def serve(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The first connection takes the second request and closes without a word: closed while idle, found out late.
        for _ in range(1 if number == 1 else 9):
            if not await asked(reader):
                return
            calls.append(number)
            writer.write(OK)
        await asked(reader)

    assert bodies(ask(serve, 3)) == [b"Law"] * 3
    assert calls == [1, 2, 2]


def test_a_connection_closed_while_idle_is_not_used():
    assert bodies(ask(answering(OK, then_close=True), 3, pause_s=0.1)) == [b"Law"] * 3


def test_a_fresh_connection_that_closes_without_a_word_is_broken():
    async def serve(_number: int, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asked(reader)

    assert isinstance(ask(serve)[0], httpx.RemoteProtocolError)


def test_an_answer_that_breaks_off_on_a_kept_connection_is_not_asked_again_unseen():
    calls: list[int] = []

    async def serve(number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        writer.write(OK)
        await asked(reader)
        calls.append(number)
        writer.write(OK[:-1])
        await writer.drain()

    found = ask(serve, 2)
    assert isinstance(found[1], httpx.RemoteProtocolError) and calls == [1]


@pytest.mark.parametrize(
    "parts",
    [
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nLa\r\n", b"1\r\nw\r\n0\r\n\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", OK),
        (OK[:5], OK[5:20], OK[20:]),
        (b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nLaw",),
    ],
    ids=["chunked", "interim", "in pieces", "no reason"],
)
def test_framings_of_an_answer(parts: tuple[bytes, ...]):
    assert bodies(ask(answering(*parts), 2)) == [b"Law"] * 2


def test_an_answer_without_length_ends_with_the_connection():
    parts = (b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nLa", b"w")
    assert bodies(ask(answering(*parts, then_close=True), 2)) == [b"Law"] * 2


def test_a_connection_that_the_server_will_close_is_not_kept():
    reply = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert bodies(ask(answering(reply, then_close=True), 3)) == [b"Law"] * 3


@pytest.mark.parametrize(
    "reply", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n"]
)
def test_what_is_not_http_is_broken(reply: bytes):
    assert isinstance(ask(answering(reply))[0], httpx.RemoteProtocolError)


def test_a_head_without_end_is_not_read_to_its_end():
    head = (b"HTTP/1.1 200 OK\r\n", *[b"x-filler: %s\r\n" % (b"x" * 60_000)] * 40)
    assert isinstance(ask(answering(*head))[0], httpx.RemoteProtocolError)


def test_a_body_beyond_what_is_read_stops():
    reply = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    assert isinstance(ask(answering(reply, reply.partition(b"\r\n\r\n")[2], reply))[0], TooLarge)


def test_a_silent_server_is_given_up_in_time():
    async def serve(_number: int, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        await reader.read()

    found = ask(serve, 3, at_once=True, timeout_s=0.2)
    assert all(isinstance(one, httpx.ReadTimeout) for one in found)


def test_a_call_that_is_cancelled_leaves_no_answer_behind_for_the_next():
    async def go() -> list[object]:
        has_asked, may_answer, calls = asyncio.Event(), asyncio.Event(), 0

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal calls
            calls += 1
            is_first = calls == 1
            await asked(reader)
            has_asked.set()
            if is_first:
                await may_answer.wait()
            writer.write(OK.replace(b"Law", b"Cap") if is_first else OK)
            writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        wire = Wire(1, 5.0, 2.0, 10_000, ssl.create_default_context)
        first = asyncio.create_task(read(wire, url))
        await has_asked.wait()
        first.cancel()
        may_answer.set()
        response = await read(wire, url)
        await wire.aclose()
        server.close()
        return [response.content]

    assert run(go()) == [b"Law"]


def test_nobody_listening_and_no_such_host_are_told_apart_from_a_broken_answer():
    async def go(url: str) -> object:
        wire = Wire(1, 5.0, 2.0, 10_000, ssl.create_default_context)
        try:
            return await read(wire, url)
        except httpx.ConnectError as error:
            return type(error.__cause__)
        finally:
            await wire.aclose()

    assert run(go("http://127.0.0.1:9/")) is ConnectionRefusedError
    assert issubclass(run(go("http://no-such-host.invalid/")), OSError)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl here to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
        ], check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize("is_trusted", [True, False])
def test_tls_is_spoken_with_those_who_prove_who_they_are(certificate: tuple[Path, Path], is_trusted: bool):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    trusted = ssl.create_default_context(cafile=str(certificate[0]) if is_trusted else None)
    found = run(_ask(answering(OK), 3, False, 0.0, {}, tls, trusted))
    if is_trusted:
        assert bodies(found) == [b"Law"] * 3
    else:
        causes = [one.__cause__ for one in found if isinstance(one, httpx.ConnectError)]
        assert len(causes) == 3 and all(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)
