"""What holds for every provider: many calls at once, broken bodies, lessons learnt together, what is kept of text."""

import asyncio
import gzip
import json
import subprocess
import sys
import time

import pytest

from tests.connectors.calls import CATEGORIES, ask_as
from tests.connectors.stub_server import Reply, StubServer, chat, free_port, serving
from workbench.connectors import clients
from workbench.connectors.calling import Endpoint, EndpointRefusal, Passing
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.questions import Question
from workbench.domain import Answer


def ask_all(stub: StubServer, calls: int, connections: int, **settings: object) -> list[Answer]:
    chosen = read_settings({"base_url": stub.base_url, "model": "m"} | settings)

    async def go() -> list[Answer]:
        endpoint = Endpoint(chosen, first_pause_s=0.01, connections=connections)
        try:
            questions = (Question(f"q{n}", "", {}, CATEGORIES) for n in range(calls))
            return list(await asyncio.gather(*(endpoint.answer(question) for question in questions)))
        finally:
            await endpoint.close()

    return asyncio.run(go())


def test_as_many_calls_go_at_once_as_there_are_connections():
    with serving(Reply(body=chat("Law").body, delay_s=0.3)) as stub:
        started = time.monotonic()
        answers = ask_all(stub, 60, connections=30)
        took = time.monotonic() - started
    assert [answer.text for answer in answers] == ["Law"] * 60
    assert 0.6 <= took < 3  # two rounds of thirty, where one call after the other takes 18 s


def test_calls_in_flight_together_all_learn_the_same_lesson():
    def script(body: dict[str, object]) -> Reply:
        if "response_format" in body:
            time.sleep(0.1)
            return Reply(400, {"error": {"message": "response_format json_schema is not supported"}})
        return chat('{"answer": "Law"}')

    with serving(script=script) as stub:
        answers = ask_all(stub, 8, connections=8)
    assert [answer.text for answer in answers] == ["Law"] * 8


def test_one_attempt_tells_what_a_server_asks_for():
    async def go(base_url: str) -> Passing:
        endpoint = Endpoint(read_settings({"base_url": base_url, "model": "m"}))
        try:
            await endpoint.attempt("hello")
        except Passing as trouble:
            return trouble
        finally:
            await endpoint.close()
        raise AssertionError("no trouble")

    with serving(Reply(429, {}, {"retry-after": "9"})) as stub:
        trouble = asyncio.run(go(stub.base_url))
    assert (trouble.status, trouble.pause_s, trouble.is_timeout) == (429, 9.0, False)
    assert len(stub.requests) == 1


def test_halves_of_characters_and_invalid_bytes_are_replaced():
    body = json.dumps(chat("La\ud800w\0 é").body).encode().replace(b"\\u00e9", b"\xff")
    with serving(Reply(body=body)) as stub:
        answer = ask_as("openai_compatible", stub.base_url)
    assert answer.text == "La\ufffdw \ufffd"


def test_a_compressed_answer_is_read():
    body = gzip.compress(json.dumps(chat("Law").body).encode())
    with serving(Reply(body=body, headers={"content-encoding": "gzip"})) as stub:
        assert ask_as("openai_compatible", stub.base_url).text == "Law"


def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clients, "LARGEST_BODY", 100_000)
    with serving(chat("x" * 300_000)) as stub:
        assert "more than 32 MB" in ask_as("openai_compatible", stub.base_url).failure_reason


def test_a_slow_drip_ends_at_the_time_limit():
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n")
        try:
            for _ in range(100):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            pass

    async def go() -> Answer:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        settings = read_settings({"base_url": f"http://127.0.0.1:{port}/v1", "model": "m", "timeout_s": 0.4})
        endpoint = Endpoint(settings, first_pause_s=0.01)
        try:
            return await endpoint.answer("hello")
        finally:
            await endpoint.close()
            server.close()

    started = time.monotonic()
    answer = asyncio.run(go())
    assert "no answer within 0.4 s" in answer.failure_reason
    assert time.monotonic() - started < 2.5


def test_this_machine_is_called_without_a_proxy(monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(chat("Law")) as stub:
        assert ask_as("openai_compatible", stub.base_url).text == "Law"


def test_another_host_is_called_through_the_proxy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(chat("Law")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url.removesuffix("/v1"))
        answer = ask_as("openai_compatible", "http://model.invalid/v1")
    assert answer.text == "Law"
    assert proxy.paths == ["http://model.invalid/v1/chat/completions"]


def test_a_server_without_a_certificate_that_counts_is_named():
    with serving(chat("Law")) as stub, pytest.raises(EndpointRefusal, match="does not prove who it is"):
        ask_as("openai_compatible", stub.base_url.replace("http://", "https://"), timeout_s=2)


def test_a_proxy_that_does_not_answer_is_told_as_an_endpoint_out_of_reach(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(EndpointRefusal, match="refuses the connection"):
        ask_as("openai_compatible", "http://model.invalid/v1")


def test_calling_is_imported_without_the_client_for_proxies():
    code = "import sys, workbench.connectors.calling; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
