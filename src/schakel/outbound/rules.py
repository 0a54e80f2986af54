"""Which addresses may be asked; plain Python, and none of it trusts the library's own idea of "global".

Python's ``ipaddress`` calls ::169.254.169.254 and 64:ff9b::a9fe:a9fe global. So this is a list of what there is
instead: the IANA registries of special-purpose addresses (RFC 6890, as they stand in 2026).
"""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from schakel.kernel.refusal import Refusal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 2000
PORTS = {"http": 80, "https": 443}

_SPECIAL_4 = [
    ipaddress.IPv4Network(written)
    for written in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # public, and yet the metadata service of a large cloud
    )
]  # fmt: skip
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
"""All that was ever given out. Mapped, compatible, NAT64, local and multicast addresses lie outside."""
_SPECIAL_6 = [
    ipaddress.IPv6Network(written)
    for written in (
        "2001::/23",  # protocols, Teredo and ORCHID among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]
_PRIVATE = [
    ipaddress.ip_network(written)
    for written in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "fc00::/7",
        "::1/128",
    )
]
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the name that was asked for, its port, and what is asked of it."""

    scheme: str
    host: str
    port: int
    path: str
    is_allowed: bool
    """An administrator named this host: it may be one of the own network."""

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.path}"


def target_of(url: str, *, allowed: Collection[str] = ()) -> Target:
    """What an address asks for. Raises a Refusal for one that is not asked, whoever gave it.

    ``allowed`` names hosts, or hosts with a port (``figures.intern:8443``), that may be asked though they are private.
    """
    if len(url) > LONGEST_URL or _NOT_IN_AN_ADDRESS.search(url):
        raise Refusal("address-not-usable")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refusal("address-not-usable") from error
    if parts.scheme not in PORTS:
        raise Refusal("address-not-http")
    if parts.username is not None or parts.password is not None:
        raise Refusal("address-with-password")
    host = _host(parts.hostname or "")
    is_named = host in allowed and port in (None, *PORTS.values())
    is_named = is_named or f"{host}:{port or PORTS[parts.scheme]}" in allowed
    if port not in (None, *PORTS.values()) and not is_named:
        raise Refusal("address-of-other-port")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~-._[]')}" if parts.query else ""
    )
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path, is_named)


def _host(written: str) -> str:
    """The name in the form in which it is looked up, or the address in its one proper form."""
    if "%" in written:  # a zone of this machine (fe80::1%eth0), or letters in disguise
        raise Refusal("address-not-usable")
    if ":" in written:
        try:
            return str(ipaddress.IPv6Address(written))
        except ValueError as error:
            raise Refusal("address-not-usable") from error
    try:
        name = written.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise Refusal("address-not-usable") from error
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise Refusal("address-not-usable")
    if _NUMBER.fullmatch(labels[-1]):  # 2130706433, 0x7f.1 and 0177.0.0.1 are addresses to the system
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise Refusal("address-not-usable") from error
    return name


def may_connect(address: str, *, is_allowed: bool) -> bool:
    """Whether an address is one of the open internet; for a host that was allowed, of the own network as well."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return is_global(parsed) or (is_allowed and any(parsed in network for network in _PRIVATE))


def is_global(address: Address) -> bool:
    """Whether everybody reaches the same machine at this address."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    return address in _GLOBAL_6 and not any(address in network for network in _SPECIAL_6)
