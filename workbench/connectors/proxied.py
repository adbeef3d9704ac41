"""Calls through a company's proxy: httpx on aiohttp's transport, which knows the ways of proxies.

aiohttp is imported at the first such call: it takes longer to import than all the rest of the connectors.
"""

import functools
import ssl
from collections.abc import AsyncIterator
from typing import Any

import httpx


def proxied_transport(
    connections: int, timeout_s: float, connect_s: float, certificates: ssl.SSLContext
) -> httpx.AsyncBaseTransport:
    """A transport through the proxy that the environment names; used inside one event loop and closed at the end.

    What goes wrong is raised as httpx names it, a connection that did not come about as ConnectError or
    ConnectTimeout with its cause. The limits are seconds, for making a connection and between two parts of an answer.
    """
    make: Any = _transport_class()
    transport: httpx.AsyncBaseTransport = make(connections, timeout_s, connect_s, certificates)
    return transport


@functools.cache
def _transport_class() -> type[httpx.AsyncBaseTransport]:
    """httpx-aiohttp's transport, except that addresses are sent as they are written.

    aiohttp would turn %3A into a colon, and a request signed for Amazon would no longer fit its signature.
    """
    import aiohttp
    from httpx_aiohttp import AiohttpTransport
    from yarl import URL

    class Transport(AiohttpTransport):
        def __init__(
            self, connections: int, timeout_s: float, connect_s: float, certificates: ssl.SSLContext
        ):
            super().__init__(verify=certificates)
            self._connections = connections
            self._timeout = aiohttp.ClientTimeout(sock_connect=connect_s, sock_read=timeout_s)

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
            try:
                response = await self.client.request(
                    request.method,
                    URL(str(request.url), encoded=True),
                    headers=request.headers,
                    data=await request.aread() or None,
                    allow_redirects=False,
                    auto_decompress=False,
                    timeout=self._timeout,
                )
            except (aiohttp.ClientError, OSError) as error:
                raise _as_httpx(error) from _cause_of(error)
            return httpx.Response(
                response.status, headers=response.raw_headers, stream=_Body(response), request=request
            )

    return Transport


class _Body(httpx.AsyncByteStream):
    """The body of a response of aiohttp's, as it comes."""

    def __init__(self, response: Any):
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        import aiohttp

        try:
            async for part in self._response.content.iter_any():
                yield part
        except (aiohttp.ClientError, OSError) as error:
            raise _as_httpx(error) from _cause_of(error)

    async def aclose(self) -> None:
        self._response.close()


def _as_httpx(error: Exception) -> httpx.TransportError:
    """The same trouble in httpx's words; httpx-aiohttp calls an unmade connection and a broken one the same."""
    import aiohttp

    told = str(error)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return httpx.ConnectTimeout(told)
    unmade = (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ServerFingerprintMismatch)
    if isinstance(error, unmade):
        return httpx.ConnectError(told)
    return httpx.ReadTimeout(told) if isinstance(error, TimeoutError) else httpx.ReadError(told)


def _cause_of(error: Exception) -> Exception:
    """What lies beneath: an SSLError where the other side did not prove who it is."""
    import aiohttp

    is_unproven = isinstance(error, aiohttp.ClientSSLError | aiohttp.ServerFingerprintMismatch)
    return ssl.SSLError(str(error)) if is_unproven else error
