"""Reading an address that somebody typed, as if it were an enemy's.

Only public addresses are connected to: the name is resolved once, every answer is checked, and the connection is made
to the checked address itself (no second resolution to lie in between). Redirects are followed by hand and checked the
same way. Size, time and number of redirects are bounded; nothing compressed is accepted.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

from essaim.web.events.errors import FetchRefused

LARGEST = 2 * 1024 * 1024
SECONDS = 10.0
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
AGENT = "Essaim (agenda)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was read. body: None when it has not changed since `etag`; url: where it was, after redirects."""

    body: bytes | None
    content_type: str
    etag: str
    url: str


def fetch(url: str, *, etag: str = "") -> Fetched:
    """Read an address. Raises FetchRefused, in French, for whatever is not a public, small and prompt web answer."""
    try:
        return asyncio.run(_within(url, etag))
    except TimeoutError:
        raise FetchRefused(f"Le site n’a pas répondu en {SECONDS:.0f}\u00a0secondes.", "url") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchRefused(f"Le site ne répond pas ({type(error).__name__}).", "url") from error


async def _within(url: str, etag: str) -> Fetched:
    async with asyncio.timeout(SECONDS):
        for _ in range(MOST_REDIRECTS + 1):
            found = await _once(url, etag)
            if isinstance(found, Fetched):
                return found
            if urlsplit(url).scheme == "https" and urlsplit(found).scheme == "http":
                raise FetchRefused("Le site renvoie d’une adresse sûre vers une adresse qui ne l’est pas.", "url")
            url = found
    raise FetchRefused(f"Le site renvoie plus de {MOST_REDIRECTS} fois vers une autre adresse.", "url")


async def _once(url: str, etag: str) -> Fetched | str:
    """One request: what was read, or the address it sends to."""
    host, port, address = await _checked(url)
    parts = urlsplit(url)
    literal = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{literal}:{port}", fragment="").geturl()
    headers = {
        "Host": host if port == PORTS[parts.scheme] else f"{host}:{port}",
        "User-Agent": AGENT,
        "Accept": "text/calendar, application/ld+json, text/html;q=0.8",
        "Accept-Encoding": "identity",
        **({"If-None-Match": etag} if etag else {}),
    }
    # trust_env: a proxy named in the environment would resolve the name again, elsewhere.
    async with (
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=SECONDS) as client,
        client.stream("GET", target, headers=headers, extensions={"sni_hostname": host}) as answer,
    ):
        if answer.is_redirect:
            return urljoin(url, answer.headers.get("Location", ""))
        if answer.status_code == 304:
            return Fetched(None, "", etag, url)
        if answer.status_code != 200:
            raise FetchRefused(f"Le site répond par l’erreur {answer.status_code}.", "url")
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise FetchRefused("Le site envoie un contenu compressé, qui n’est pas lu.", "url")
        body = bytearray()
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > LARGEST:
                raise FetchRefused(f"Le flux dépasse {LARGEST // 1024 // 1024}\u00a0Mo.", "url")
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Fetched(bytes(body), kind, answer.headers.get("ETag", "")[:200], url)


async def _checked(url: str) -> tuple[str, int, str]:
    """Return host, port and the address to connect to. Raises FetchRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise FetchRefused("Cette adresse est mal écrite.", "url") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise FetchRefused("Une adresse commence par https:// ou http://, et ne contient pas de mot de passe.", "url")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    # For the tests alone, which have no public address to read (settings: an empty set).
    allowed = f"{host}:{port}" in settings.ESSAIM_FETCH_ALLOWED
    if port != PORTS[parts.scheme] and not allowed:
        raise FetchRefused("Seuls les ports 80 et 443 sont lus.", "url")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchRefused(f"Le nom «\u00a0{host}\u00a0» n’existe pas.", "url") from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses or (not allowed and not all(is_public(one) for one in addresses)):
        raise FetchRefused("Cette adresse n’est pas sur l’internet public\u00a0: elle n’est pas lue.", "url")
    return host, port, addresses[0]


def is_public(address: str) -> bool:
    """True for an address of the public internet, whatever other address it hides (mapped, 6to4, Teredo, NAT64).

    >>> is_public("93.184.215.14"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in ipaddress.ip_network("64:ff9b::/96"):
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
    return found.is_global and not found.is_multicast
