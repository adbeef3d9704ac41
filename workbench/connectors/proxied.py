"""Calls through a company's proxy: httpx on aiohttp's transport, which knows the ways of proxies.

aiohttp is imported at the first such call: it takes longer to import than all the rest of the connectors.
"""

import asyncio
import functools
import ssl
from typing import Any

import httpx

from workbench.connectors.provider import Call
from workbench.connectors.wire import Broken, Response, TooLarge, Unconnected, Undecodable


@functools.cache
def _transport_class() -> type[httpx.AsyncBaseTransport]:
    """httpx-aiohttp's transport, except that addresses are sent as they are written.

    aiohttp would turn %3A into a colon, and a request signed for Amazon would no longer fit its signature.
    """
    import aiohttp
    from httpx_aiohttp import AiohttpTransport
    from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions
    from yarl import URL

    class Transport(AiohttpTransport):
        def __init__(self, connections: int, certificates: ssl.SSLContext):
            super().__init__(verify=certificates)
            self._connections = connections

        def get_client(self) -> aiohttp.ClientSession:
            connector = aiohttp.TCPConnector(
                limit=self._connections, ssl=self.ssl_context, keepalive_timeout=15.0
            )
            return aiohttp.ClientSession(
                connector=connector, trust_env=True, cookie_jar=aiohttp.DummyCookieJar()
            )

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if not isinstance(self.client, aiohttp.ClientSession):
                self.client = self.get_client()  # inside the event loop that uses it
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

    return Transport


class ProxiedPool:
    """Sends calls through the proxy that the environment names; used inside one event loop."""

    def __init__(
        self,
        connections: int,
        timeout_s: float,
        connect_s: float,
        largest_body: int,
        certificates: ssl.SSLContext,
    ):
        make: Any = _transport_class()
        self._transport: httpx.AsyncBaseTransport = make(connections, certificates)
        self._timeout_s = timeout_s
        self._largest_body = largest_body
        self._extensions = {"timeout": {"connect": connect_s, "read": timeout_s}}

    async def send(self, call: Call, headers: dict[str, str]) -> Response:
        """The response to a call, its body uncompressed. Raises what the wire raises, and Undecodable."""
        request = httpx.Request(
            call.method, call.url, headers=headers, content=call.body, extensions=self._extensions
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                response = await self._transport.handle_async_request(request)
                try:
                    body = await self._read(response)
                finally:
                    await response.aclose()
        except httpx.DecodingError as error:
            raise Undecodable(str(error)) from error
        except (TooLarge, TimeoutError):
            raise
        except Exception as error:
            trouble, cause = _as_on_the_wire(error)
            raise trouble from cause
        told = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw
        }
        return Response(response.status_code, told, body)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.aclose()

    async def _read(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        async for part in response.aiter_bytes():
            size += len(part)
            if size > self._largest_body:
                raise TooLarge
            parts.append(part)
        return b"".join(parts)


def _as_on_the_wire(error: Exception) -> tuple[Exception, BaseException]:
    """The same trouble in the words of the wire, and its cause; a mistake of ours stays one."""
    import aiohttp

    if not isinstance(error, httpx.TransportError | aiohttp.ClientError | OSError):
        return RuntimeError(str(error)), error
    # The transport reports an unmade connection and a broken one as the same error of httpx.
    origin = error.__cause__ if isinstance(error, httpx.TransportError) and error.__cause__ else error
    if isinstance(origin, aiohttp.ClientSSLError | aiohttp.ServerFingerprintMismatch):
        return Unconnected(str(error)), ssl.SSLError(str(origin))
    unmade = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    if isinstance(error, httpx.ProxyError) or isinstance(origin, unmade):
        return Unconnected(str(error)), origin
    return (TimeoutError() if isinstance(origin, TimeoutError) else Broken(str(error))), origin
