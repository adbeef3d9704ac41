"""The HTTP client: httpx on aiohttp's transport, whose pool keeps up with hundreds of calls at once.

httpx's own pool is the bottleneck there: 2,000 calls of 0.2 s each, 64 at once, took 33 s on it and 6.7 s on this.
"""

import functools
import ssl
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions
from yarl import URL

from workbench.connectors.endpoints import EndpointSettings, is_local
from workbench.connectors.provider import Call

LONGEST_CONNECT_S = 10.0
LARGEST_BODY = 32 * 1024 * 1024


class TooLarge(Exception):
    """A body of more than LARGEST_BODY bytes; reading it has stopped."""


class _Transport(AiohttpTransport):
    """httpx-aiohttp's transport, except that addresses are sent as they are written.

    aiohttp would turn %3A into a colon, and a request signed for Amazon would no longer fit its signature.
    """

    def __init__(self, connections: int, trusts_proxies: bool):
        super().__init__(verify=_certificates())
        self._connections, self._trusts_proxies = connections, trusts_proxies

    def get_client(self) -> aiohttp.ClientSession:
        """A session with its pool; made at the first call, inside the event loop that uses it."""
        connector = aiohttp.TCPConnector(
            limit=self._connections, ssl=self.ssl_context, keepalive_timeout=15.0
        )
        return aiohttp.ClientSession(
            connector=connector, trust_env=self._trusts_proxies, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return its response with the body still to be read."""
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        limits: dict[str, Any] = request.extensions.get("timeout", {})
        with map_aiohttp_exceptions():
            response = await self.client.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers,
                data=request.content or None,
                allow_redirects=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(
                    sock_connect=limits.get("connect"), sock_read=limits.get("read")
                ),
            )
        return httpx.Response(
            response.status,
            headers=response.raw_headers,
            stream=AiohttpResponseStream(response),
            request=request,
        )


@functools.cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted, read once: reading them takes longer than a fast call."""
    return httpx.create_ssl_context()


class Client:
    """Sends calls over one pool of connections; used inside one event loop and closed at the end.

    httpx's own client is left out: cookies, redirects and sign-ins, none of which a call to a model needs, cost it as
    much time as the call itself does.
    """

    def __init__(self, settings: EndpointSettings, connections: int):
        # A company's proxy does not know this machine's own ports.
        self._transport = _Transport(connections, trusts_proxies=not is_local(settings.base_url))
        connect_s = min(LONGEST_CONNECT_S, settings.timeout_s)
        self._extensions = {"timeout": {"connect": connect_s, "read": settings.timeout_s}}
        self._urls: dict[str, httpx.URL] = {}

    async def send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in small letters) and the whole body, uncompressed. Raises TooLarge."""
        url = self._urls.get(call.url)
        if url is None:
            url = self._urls.setdefault(call.url, httpx.URL(call.url))
        headers = {"accept-encoding": "gzip, deflate"} | call.headers
        request = httpx.Request(
            call.method, url, headers=headers, content=call.body, extensions=self._extensions
        )
        response = await self._transport.handle_async_request(request)
        try:
            body = await _read_body(response)
        finally:
            await response.aclose()
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw
        }
        return response.status_code, headers, body

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.aclose()


async def _read_body(response: httpx.Response) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > LARGEST_BODY:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)


def is_certificate_trouble(error: BaseException) -> bool:
    """True where the other side did not prove who it is, or does not speak TLS."""
    return isinstance(_origin(error), aiohttp.ClientSSLError | aiohttp.ServerFingerprintMismatch)


def is_unconnected(error: BaseException) -> bool:
    """True where no connection came about at all, rather than breaking off later."""
    unconnected = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    return isinstance(_origin(error), unconnected) or isinstance(error, httpx.ProxyError)


def is_timeout(error: BaseException) -> bool:
    """True where the other side was too slow."""
    return isinstance(error, TimeoutError) or isinstance(_origin(error), TimeoutError)


def _origin(error: BaseException) -> BaseException:
    """What aiohttp raised: its transport reports an unmade connection and a broken one as the same error of httpx."""
    return error.__cause__ if isinstance(error, httpx.TransportError) and error.__cause__ else error
