"""The wire as the transport of an httpx client: bodies that stream, break off or are left unread."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest

from tests.connectors.test_wire import OK, Serve, answering, asked, loop_factory, run
from workbench.connectors.wire import Wire

__all__ = ["loop_factory"]


def streamed(
    serve: Serve, read_all: Callable[[httpx.AsyncClient, str], Coroutine[Any, Any, Any]], places: int = 1
) -> Any:
    """What `read_all` makes of an httpx client on the wire, and the URL of a server."""

    async def go() -> Any:
        server = await asyncio.start_server(lambda *ends: serve(1, *ends), "127.0.0.1", 0)
        wire = Wire(places, 5.0, 2.0, 10_000, ssl.create_default_context)
        try:
            async with httpx.AsyncClient(transport=wire) as client:
                return await read_all(client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        finally:
            server.close()

    return run(go())


def test_a_client_of_httpx_takes_it_as_its_transport():
    asked_for: list[bytes] = []

    async def serve(_number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await asked(reader):
            asked_for.append(said)
            writer.write(OK)
        writer.close()

    async def parts() -> AsyncIterator[bytes]:
        yield b"{"
        yield b"}"

    async def read_all(client: httpx.AsyncClient, url: str) -> list[str]:
        whole = await client.post(url, params={"a b": "c"}, json={})
        return [whole.text, (await client.post(url, content=parts())).text]

    assert streamed(serve, read_all) == ["Law", "Law"]
    assert asked_for[0].startswith(b"POST /?a+b=c HTTP/1.1\r\n")
    assert all(said.endswith(b"\r\n\r\n{}") for said in asked_for)


def test_a_body_is_read_as_it_comes_and_its_place_is_kept_until_its_end():
    may_end = asyncio.Event()

    async def serve(_number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await asked(reader):
            writer.write(OK[:-2])
            await may_end.wait()
            writer.write(OK[-2:])
        writer.close()

    async def read_all(client: httpx.AsyncClient, url: str) -> list[object]:
        async with client.stream("POST", url, content=b"{}") as response:
            second = asyncio.create_task(client.post(url, content=b"{}"))
            found: list[object] = []
            async for part in response.aiter_raw():
                found += [part, second.done()]
                may_end.set()
        return [*found, (await second).text]

    assert streamed(serve, read_all) == [b"L", False, b"aw", False, "Law"]


def test_a_body_that_is_not_read_to_its_end_gives_its_place_back():
    async def serve(_number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if b"whole" in await asked(reader):
            writer.write(OK)
        else:
            writer.write(OK[:-1])
            await reader.read()
        writer.close()

    async def read_all(client: httpx.AsyncClient, url: str) -> str:
        async with client.stream("POST", url, content=b"part"):
            pass
        return (await client.post(url, content=b"whole")).text

    assert streamed(serve, read_all) == "Law"


def test_a_body_that_breaks_off_says_so_after_what_has_come():
    async def read_all(client: httpx.AsyncClient, url: str) -> list[object]:
        found: list[object] = []
        async with client.stream("POST", url, content=b"{}") as response:
            try:
                async for part in response.aiter_raw():
                    found.append(part)
            except httpx.RemoteProtocolError as error:
                found.append(str(error))
        return found

    async def serve(_number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        writer.write(OK[:-1])
        writer.close()

    assert streamed(serve, read_all) == [b"La", "The connection ended before the answer was complete."]


def test_a_header_with_a_line_break_is_not_sent():
    async def read_all(client: httpx.AsyncClient, url: str) -> object:
        with pytest.raises(httpx.LocalProtocolError):
            await client.post(url, headers={"x-key": "a\r\nx-other: b"})

    streamed(answering(OK), read_all)
