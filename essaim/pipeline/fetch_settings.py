"""How downloads behave, and which addresses they may touch. Every address met is held to be hostile."""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from essaim import __version__
from essaim.pipeline.errors import FetchError


@dataclass(frozen=True)
class FetchSettings:
    """Settings of a download. Durations in seconds; `sleep` and `jitter` are given by tests."""

    contact_url: str = ""
    datagouv_url: str = "https://www.data.gouv.fr"
    year: int = field(default_factory=lambda: datetime.now(UTC).year)
    attempts: int = 6
    backoff: float = 1.0
    backoff_cap: float = 60.0
    retry_after_cap: float = 300.0
    silence: float = 30.0
    redirects: int = 5
    allow_loopback_http: bool = False
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    @property
    def user_agent(self) -> str:
        """Return the name we give to servers: version, and the address to write to when one is set."""
        contact = f" (+{self.contact_url})" if self.contact_url else ""
        return f"Essaim/{__version__}{contact}"

    def pause(self, failures: int, asked: float | None) -> float:
        """Return the wait before the next try: what the server asked (capped), else exponential with jitter."""
        if asked is not None:
            return min(max(asked, 0.0), self.retry_after_cap)
        return float(min(self.backoff * 2 ** (failures - 1), self.backoff_cap) * (0.5 + self.jitter() / 2))


@dataclass(frozen=True)
class FetchProgress:
    """What a download says while it runs: bytes received, bytes in all when known, or a French sentence."""

    source: str
    name: str
    done: int = 0
    total: int | None = None
    message: str | None = None


def addresses_of(url: str, *, hosts: Collection[str], settings: FetchSettings) -> list[str]:
    """Return the IP addresses of an allowed URL, IPv4 first.

    Raises FetchError when the URL is not https, when its host is not one of `hosts`, or when it leads to an address
    that is not public (loopback allowed in tests). OSError when the name is unknown for now. The caller connects to the
    addresses returned, so that a second resolution cannot give another answer.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise FetchError("Une adresse mal écrite a été refusée.") from None
    if parts.username or parts.password:
        raise FetchError(f"L’adresse sur {host} porte un identifiant\u00a0: refusée.")
    if host not in hosts:
        raise FetchError(f"L’hôte {host or 'vide'} n’est pas dans la carte de la source\u00a0: refusé.")
    loopback_http = settings.allow_loopback_http and parts.scheme == "http"
    if parts.scheme != "https" and not loopback_http:
        raise FetchError(f"L’adresse sur {host} n’est pas en https\u00a0: refusée.")
    found = socket.getaddrinfo(host, port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM)
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        ip = ipaddress.ip_address(address.split("%")[0])
        if settings.allow_loopback_http and ip.is_loopback:
            continue
        if loopback_http or not ip.is_global or ip.is_multicast:
            raise FetchError(f"L’hôte {host} mène à une adresse qui n’est pas publique\u00a0: refusé.")
    return addresses
