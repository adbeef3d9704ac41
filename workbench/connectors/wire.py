"""HTTP/1.1 on a pool of kept-alive connections, straight on the event loop's own transports: a transport for httpx.

With many calls at once, processor time is what limits a run, and the pool of httpx's own transport is where most of it
goes. So this takes its place: every call is an httpx.Request that is answered by an httpx.Response, whole or as it
comes, and an httpx.AsyncClient may be given this transport as any other. Measured here, 64 at once,
the best of forty rounds, processor time for each call: 0.04 ms for the bytes alone, 0.08 ms as httpx.Request and
httpx.Response (what `clients` does), 0.4 ms through httpx.AsyncClient on top. Everything else in a run takes 0.6 ms,
and with 256 calls at once of 200 ms each there are 1.2 ms in which all of it has to be done. What a call to a model
needs is here and no more; proxies are left to `proxied`.
"""

import asyncio
import socket
import ssl
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httptools
import httpx
from aiohappyeyeballs import start_connection

LARGEST_HEAD = 1024 * 1024
# Servers close connections that are idle for some seconds: an older one is not worth the risk.
LONGEST_IDLE_S = 15.0
_ADDRESSES_KNOWN_S = 30.0
_NEXT_ADDRESS_AFTER_S = 0.25
_ENDS_ITSELF = {b"content-length", b"transfer-encoding"}


class TooLarge(httpx.ReadError):
    """A body longer than is read; reading it has stopped."""


class _Unanswered(httpx.RemoteProtocolError):
    """A kept-alive connection turned out to be closed: nothing of the answer had come."""


class Origin(NamedTuple):
    """Where a connection leads."""

    host: str
    port: int
    is_tls: bool


class _Body(httpx.AsyncByteStream):
    """The body of an answer: what has come of it, and the rest as it comes."""

    def __init__(self, connection: "_Connection"):
        self._connection = connection
        self._parts: deque[bytes] = deque()
        self._more: asyncio.Future[None] | None = None
        self._has_ended = False
        self._trouble: Exception | None = None

    def add(self, part: bytes) -> None:
        self._parts.append(part)
        self._wake()

    def end(self, trouble: Exception | None = None) -> None:
        self._has_ended, self._trouble = True, trouble
        self._wake()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self  # no generator, which the loop would keep account of

    async def __anext__(self) -> bytes:
        while not self._parts:
            if self._trouble:
                raise self._trouble
            if self._has_ended:
                raise StopAsyncIteration
            self._more = asyncio.get_running_loop().create_future()
            await self._more
        return self._parts.popleft()

    async def aclose(self) -> None:
        if not self._has_ended:
            self._connection.give_up(httpx.ReadError("The answer was not read to its end."))

    def _wake(self) -> None:
        more, self._more = self._more, None
        if more and not more.done():
            more.set_result(None)


class _Connection(asyncio.Protocol):
    """One connection, which carries one call at a time."""

    def __init__(self, origin: Origin, largest_body: int):
        self.origin = origin
        self.deadline = self.idle_since = 0.0
        self.is_reusable = False
        self.on_end: Callable[[_Connection], None] | None = None
        self._largest_body = largest_body
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[httpx.Response] | None = None
        self._body: _Body | None = None
        self._is_first = True
        self._transport: Any = None
        self._clear()

    def _clear(self) -> None:
        self._response: httpx.Response | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._size = self._head_size = 0

    @property
    def is_busy(self) -> bool:
        """True until the answer has come to its end."""
        return self._body is not None

    def ask(self, request: bytes, answer: "asyncio.Future[httpx.Response]", deadline: float) -> None:
        """Send a request; its response, as soon as its head is there, or what went wrong is the result of `answer`."""
        self._answer, self._body = answer, _Body(self)
        self.deadline, self.is_reusable = deadline, False
        self._clear()
        self._transport.write(request)

    def give_up(self, trouble: Exception | None = None) -> None:
        """Close at once; whoever waits is told the trouble."""
        self.is_reusable = False
        answer, self._answer = self._answer, None
        if answer and not answer.done() and trouble:
            answer.set_exception(trouble)
        self._transport.abort()
        self._end(trouble)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._body is None:
            self.give_up()  # nothing was asked
            return
        if self._response is None:
            if self._head_size > LARGEST_HEAD:
                self.give_up(httpx.RemoteProtocolError("The head of the answer does not end."))
                return
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.give_up(_because("The answer is not HTTP.", error))
            return
        if self._response and self._answer:
            answer, self._answer = self._answer, None
            if not answer.done():
                answer.set_result(self._response)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_reusable = False
        if self._body is None:
            return
        if self._response and exc is None and not {name.lower() for name, _ in self._headers} & _ENDS_ITSELF:
            self._end()
            return
        is_fresh = self._is_first or self._head_size
        kind = httpx.RemoteProtocolError if is_fresh else _Unanswered
        self.give_up(_because("The connection ended before the answer was complete.", exc, kind))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= 200:
            self._response = httpx.Response(status, headers=self._headers, stream=self._body)

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > self._largest_body:
            self.give_up(TooLarge("The answer is longer than is read."))
        elif self._body:
            self._body.add(body)

    def on_message_complete(self) -> None:
        if self._response is None:
            self._clear()  # an interim word; the answer follows
            return
        self.is_reusable = self._body is not None and self._parser.should_keep_alive()
        self._is_first = False
        self._end()

    def _end(self, trouble: Exception | None = None) -> None:
        """No more of the answer comes, for this trouble or because it is whole."""
        body, self._body = self._body, None
        if body:
            body.end(trouble)
            on_end, self.on_end = self.on_end, None
            if on_end:
                on_end(self)


class Wire(httpx.AsyncBaseTransport):
    """Connections kept alive for further calls; used inside one event loop and closed at the end.

    The time limit is that of a whole call, its body included; limits that a request carries are not looked at. What
    goes wrong is raised as httpx names it, ConnectError with its cause, and TooLarge.
    """

    def __init__(
        self,
        connections: int,
        timeout_s: float,
        connect_s: float,
        largest_body: int,
        certificates: Callable[[], ssl.SSLContext],
    ):
        """`timeout_s` limits a whole call, `connect_s` the making of a connection."""
        self._places = asyncio.Semaphore(connections)
        self._timeout_s, self._connect_s = timeout_s, connect_s
        self._largest_body = largest_body
        self._certificates = certificates
        self._idle: dict[Origin, list[_Connection]] = defaultdict(list)
        self._busy: set[_Connection] = set()
        self._addresses: dict[Origin, tuple[float, asyncio.Future[Any]]] = {}
        self._watch: asyncio.TimerHandle | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response to a request as soon as its head is there; its stream gives the body as it comes."""
        loop = asyncio.get_running_loop()
        has_body = isinstance(request.stream, httpx.ByteStream)
        body = request.read() if has_body else await request.aread()
        origin, written = _origin_of(request.url), _written(request, body)
        deadline = loop.time() + self._timeout_s
        await self._places.acquire()
        try:
            kept = self._kept(origin, loop.time())
            if kept:
                try:
                    return await self._ask(kept, written, deadline, loop)
                except _Unanswered:
                    pass  # closed while it was idle: a fresh one tells more
            return await self._ask(await self._connect(origin, deadline), written, deadline, loop)
        except BaseException:
            self._places.release()
            raise

    async def aclose(self) -> None:
        """Close every connection."""
        if self._watch:
            self._watch.cancel()
        for connection in [*self._busy, *(one for idle in self._idle.values() for one in idle)]:
            connection.give_up(httpx.ReadError("The connection was closed."))
        self._idle.clear()
        await asyncio.sleep(0)  # the transports close when the loop comes round

    async def _ask(
        self, connection: _Connection, request: bytes, deadline: float, loop: asyncio.AbstractEventLoop
    ) -> httpx.Response:
        """The response; from here on its place is given back when its body has come to its end."""
        answer: asyncio.Future[httpx.Response] = loop.create_future()
        connection.ask(request, answer, deadline)
        self._busy.add(connection)
        if self._watch is None:
            self._look_again(loop)
        try:
            response = await answer
        except BaseException:
            self._busy.discard(connection)
            connection.give_up()
            raise
        if connection.is_busy:
            connection.on_end = self._let_go
        else:
            self._let_go(connection)
        return response

    def _let_go(self, connection: _Connection) -> None:
        self._busy.discard(connection)
        self._places.release()
        if connection.is_reusable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle[connection.origin].append(connection)
        else:
            connection.give_up()

    def _kept(self, origin: Origin, at: float) -> _Connection | None:
        """An idle connection, the one used last; those that have been idle for long are closed."""
        idle = self._idle[origin]
        while idle:
            connection = idle.pop()
            if connection.is_reusable and at - connection.idle_since < LONGEST_IDLE_S:
                return connection
            connection.give_up()
        return None

    def _look_again(self, loop: asyncio.AbstractEventLoop) -> None:
        # One look at all calls in turn costs less than a timer for each.
        self._watch = loop.call_later(min(0.25, self._timeout_s / 8), self._end_overdue, loop)

    def _end_overdue(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watch = None
        at = loop.time()
        for connection in [one for one in self._busy if at >= one.deadline]:
            connection.give_up(httpx.ReadTimeout("The answer did not come in time."))
        if self._busy:
            self._look_again(loop)

    async def _connect(self, origin: Origin, deadline: float) -> _Connection:
        loop = asyncio.get_running_loop()
        found: socket.socket | None = None
        try:
            async with asyncio.timeout_at(min(deadline, loop.time() + self._connect_s)):
                addresses = await self._resolve(origin, loop)
                found = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER_S)
                _, connection = await loop.create_connection(
                    lambda: _Connection(origin, self._largest_body),
                    sock=found,
                    ssl=self._certificates() if origin.is_tls else None,
                    server_hostname=origin.host if origin.is_tls else None,
                )
        except (OSError, UnicodeError) as error:
            self._addresses.pop(origin, None)
            if found:
                found.close()
            kind = httpx.ConnectTimeout if isinstance(error, TimeoutError) else httpx.ConnectError
            raise kind(str(error)) from error
        return connection

    async def _resolve(self, origin: Origin, loop: asyncio.AbstractEventLoop) -> Any:
        """The addresses of a host, asked for once for all the connections that are made together."""
        known = self._addresses.get(origin)
        if known is None or known[0] < loop.time():
            asked = asyncio.ensure_future(loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM))
            known = self._addresses[origin] = (loop.time() + _ADDRESSES_KNOWN_S, asked)
        return await asyncio.shield(known[1])


def _origin_of(url: httpx.URL) -> Origin:
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.UnsupportedProtocol(f"{url} is no web address")
    is_tls = url.scheme == "https"
    return Origin(url.raw_host.decode("ascii"), url.port or (443 if is_tls else 80), is_tls)


def _written(request: httpx.Request, body: bytes) -> bytes:
    """The bytes of a request."""
    headers = request.headers.raw
    lines = b"".join([name + b": " + value + b"\r\n" for name, value in headers])
    if b"transfer-encoding:" in lines.lower():  # a body in parts; here it is known whole
        headers = [one for one in headers if one[0].lower() not in _ENDS_ITSELF]
        headers.append((b"content-length", b"%d" % len(body)))
        lines = b"".join([name + b": " + value + b"\r\n" for name, value in headers])
    if not lines.count(b"\n") == lines.count(b"\r") == len(headers):
        raise httpx.LocalProtocolError("A header holds a line break.")
    return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (request.method.encode(), request.url.raw_path, lines, body)


def _because(
    words: str, cause: BaseException | None, kind: type[httpx.TransportError] = httpx.RemoteProtocolError
) -> httpx.TransportError:
    trouble = kind(words)
    trouble.__cause__ = cause
    return trouble
