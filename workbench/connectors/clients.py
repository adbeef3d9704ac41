"""The HTTP client: every call an httpx.Request, straight to the endpoint or through the proxy that is set for it."""

import asyncio
import functools
import ssl
import urllib.request
import zlib

import httpx

from workbench.connectors.endpoints import EndpointSettings, is_local
from workbench.connectors.provider import Call
from workbench.connectors.proxied import proxied_transport
from workbench.connectors.wire import TooLarge, Wire

LONGEST_CONNECT_S = 10.0
LARGEST_BODY = 32 * 1024 * 1024
_OWN_HEADERS = {"accept-encoding": "gzip, deflate", "user-agent": "eval-workbench"}


class Client:
    """Sends calls over one pool of connections; used inside one event loop and closed at the end."""

    def __init__(self, settings: EndpointSettings, connections: int):
        self._connections, self._timeout_s = connections, settings.timeout_s
        self._connect_s = min(LONGEST_CONNECT_S, settings.timeout_s)
        self._largest_body = LARGEST_BODY
        self._wire = Wire(connections, self._timeout_s, self._connect_s, LARGEST_BODY, _certificates)
        self._through: httpx.AsyncBaseTransport | None = None
        self._before: tuple[str, dict[str, str], httpx.URL, httpx.Headers] | None = None
        # A company's proxy does not know this machine's own ports.
        self._proxies = {} if is_local(settings.base_url) else urllib.request.getproxies()

    async def send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in small letters) and the whole body, uncompressed.

        Raises the errors of httpx, and TooLarge.
        """
        # Not through httpx.AsyncClient: see the figures in `wire`.
        request = self._request_for(call)
        if self._proxies and self._is_proxied(request.url):
            try:
                async with asyncio.timeout(self._timeout_s):
                    response, body = await self._sent(self._proxied(), request)
            except TimeoutError as error:
                raise httpx.ReadTimeout("The answer did not come in time.") from error
        else:
            response, body = await self._sent(self._wire, request)
        # Each look into httpx's headers takes as long as to write all of them down.
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw
        }
        coding = headers.get("content-encoding")
        return response.status_code, headers, _decoded(body, coding, self._largest_body) if coding else body

    async def close(self) -> None:
        """Let go of the connections."""
        await self._wire.aclose()
        if self._through:
            await self._through.aclose()

    async def _sent(
        self, transport: httpx.AsyncBaseTransport, request: httpx.Request
    ) -> tuple[httpx.Response, bytes]:
        """The response and its body as it came, still compressed where it was."""
        response = await transport.handle_async_request(request)
        stream, parts, size = response.stream, [], 0
        assert isinstance(stream, httpx.AsyncByteStream)
        try:
            async for part in stream:
                size += len(part)
                if size > self._largest_body:
                    raise TooLarge("The answer is longer than is read.")
                parts.append(part)
        finally:
            await stream.aclose()
        return response, parts[0] if len(parts) == 1 else b"".join(parts)

    def _request_for(self, call: Call) -> httpx.Request:
        # An address and headers as in the call before are not taken apart again, and the body is given as a stream, to
        # which httpx adds no header of its own: otherwise this would be a third of what a call takes.
        if self._before is None or self._before[:2] != (call.url, call.headers):
            url = httpx.URL(call.url)
            told = {"host": url.netloc.decode("ascii"), **_OWN_HEADERS, **call.headers}
            self._before = call.url, call.headers, url, httpx.Headers(told, encoding="utf-8")
        *_, url, headers = self._before
        request = httpx.Request(call.method, url, headers=headers, stream=httpx.ByteStream(call.body))
        if call.body or call.method != "GET":
            request.headers["content-length"] = str(len(call.body))
        return request

    def _is_proxied(self, url: httpx.URL) -> bool:
        port = url.port or (443 if url.scheme == "https" else 80)
        return url.scheme in self._proxies and not urllib.request.proxy_bypass(f"{url.host}:{port}")

    def _proxied(self) -> httpx.AsyncBaseTransport:
        if self._through is None:
            self._through = proxied_transport(
                self._connections, self._timeout_s, self._connect_s, _certificates()
            )
        return self._through


def _decoded(body: bytes, coding: str, largest: int) -> bytes:
    """The body without its compression, never more than `largest` bytes. Raises DecodingError, TooLarge."""
    for name in reversed([name.strip().lower() for name in coding.split(",")]):
        if name in ("", "identity"):
            continue
        if name not in ("gzip", "x-gzip", "deflate"):
            raise httpx.DecodingError(name)
        bare_deflate = name == "deflate" and body[:1] not in (b"\x78", b"\x58", b"\x68", b"\x48", b"\x38")
        opened = zlib.decompressobj(-zlib.MAX_WBITS if bare_deflate else zlib.MAX_WBITS | 32)
        try:
            body = opened.decompress(body, largest + 1)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from error
        if len(body) > largest:
            raise TooLarge("The answer is longer than is read.")
        if not opened.eof:
            raise httpx.DecodingError("the body ends too early")
    return body


@functools.cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted, read once: reading them takes longer than a fast call."""
    return httpx.create_ssl_context()


def is_certificate_trouble(error: BaseException) -> bool:
    """True where the other side did not prove who it is, or does not speak TLS."""
    return isinstance(error, httpx.ConnectError) and isinstance(error.__cause__, ssl.SSLError)


def is_unconnected(error: BaseException) -> bool:
    """True where no connection came about at all, rather than breaking off later."""
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)


def is_timeout(error: BaseException) -> bool:
    """True where the other side was too slow."""
    return isinstance(error, httpx.TimeoutException)
