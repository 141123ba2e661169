"""A web address to the bytes of its page: the only module that reaches for the network.

What an address may lead to is decided before anything is sent, and again at every redirect: a name is asked for once,
and the connection goes to the very addresses that were checked, so a page cannot send attrib to a printer, a router or
a file server of the newsroom. For the same reason no proxy is used. The standard library does all of it: pinning an
address is a line with a socket of one's own, and a subclass of a pool's adapter with a library on top of it.
"""

from __future__ import annotations

import io
import re
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import quote, urljoin, urlsplit

from attrib.errors import EmptyInput, TooLong, UnreadableInput, one_line
from attrib.version import VERSION

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Collection
    from http.client import HTTPResponse

MOST_BYTES: Final = 20_000_000
SECONDS: Final = 30.0
_HOPS: Final = 5
_PATIENCE: Final = 10.0  # seconds for one of a name's addresses, so that one that never answers leaves time for another
_PIECE: Final = 1 << 16

_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TYPES: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_SAVE: Final = "Open it in a browser, save the page as .html, and pass the file."

_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # two letters: c:// is a disk
_HOST: Final = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it was sent, unpacked: `data` are its bytes, `suffix` says what they are (``.html``).

    `address` is what was asked for, `final_address` where redirects led; `fetched` is the time in ISO form, UTC;
    `content_type` is the header, with its charset if it has one.
    """

    data: bytes = field(repr=False)
    suffix: str
    address: str
    final_address: str
    content_type: str
    fetched: str

    @property
    def sha256(self) -> str:
        """The sha256 of the bytes, in hexadecimal: that of the document's id."""
        return sha256(self.data).hexdigest()


def is_address(name: str) -> bool:
    """Whether `name` is a web address, of whatever scheme: no path has ``://`` after a word."""
    return _ADDRESS.match(name) is not None


def fetch(
    address: str,
    *,
    allow: Collection[tuple[str, int]] | None = None,
    most: int = MOST_BYTES,
    seconds: float = SECONDS,
) -> Fetched:
    """Fetch a page, once: at most `most` bytes, unpacked or not, in at most `seconds` for everything together.

    Only http and https, on their own ports, and never an address of this machine, of a private network or of several
    machines; `allow` names exceptions as (IP address, port), for tests that have a server of their own.

    Raises UnreadableInput when the address may not be fetched, or the page cannot be had or is of no kind that attrib
    reads; TooLong when there is more than `most` of it, EmptyInput when there is nothing.
    """
    import ssl
    import zlib
    from http.client import HTTPException

    left, here, hops, shown = _clock(seconds), address, [address], _short(address)
    try:
        while True:
            shown = _short(here) if here == address else f"{_short(here)} (where {_short(address)} leads)"
            scheme, host, port, target = _parse(here, shown)
            with closing(_connect(_resolve(host, port, left), scheme, host, shown, left, allow or ())) as connection:
                response = _ask(_Wire(connection, left), host, port, scheme, target)
                location = response.headers["Location"] if response.status in _REDIRECTS else None
                if not location:
                    suffix, content_type = _kind(response, shown)
                    data = _body(response, most, shown)
                    now = datetime.now(UTC).isoformat(timespec="seconds")
                    return Fetched(data, suffix, address, here, content_type, now)
            here = urljoin(here, location.encode("latin-1").decode("utf-8", "replace"))  # http.client's to undo
            if here in hops or len(hops) > _HOPS:
                circle = "in a circle" if here in hops else f"more than {_HOPS} times"
                _refuse(f"{_short(address)} redirects {circle}.", _SAVE)
            hops.append(here)
    except TimeoutError as error:
        raise UnreadableInput(f"{shown} took longer than {seconds:g} seconds.", f"Try again. {_SAVE}") from error
    except ssl.SSLCertVerificationError as error:
        message = f"{shown} does not prove that it is who it says: {error.verify_message.rstrip('.').lower()}."
        raise UnreadableInput(message, "Check the address, and the clock of this computer.") from error
    except (OSError, HTTPException, zlib.error, ValueError) as error:
        # ValueError: a chunk whose size is no number, a redirect to what is no address
        reason = one_line(getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200].rstrip(".")
        raise UnreadableInput(f"{shown} cannot be fetched: {reason}.", "Check the address and the network.") from error


def _refuse(message: str, hint: str) -> NoReturn:
    raise UnreadableInput(message, hint)


def _short(address: str) -> str:
    return address if len(address) <= 200 else f"{address[:200]}…"  # noqa: PLR2004 - a redirect may lead to 64 KB


def _clock(seconds: float) -> Callable[[], float]:
    """Return what says how many seconds are left, and raises TimeoutError when none is."""
    end = time.monotonic() + seconds

    def left() -> float:
        if (rest := end - time.monotonic()) <= 0:
            raise TimeoutError
        return rest

    return left


def _parse(address: str, shown: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and what to ask for. Raises UnreadableInput when it is not to be fetched."""
    whole = "Copy it whole from the browser, with its https://."
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        port = _PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError as error:
        raise UnreadableInput(f"{shown} is no web address.", whole) from error
    if parts.scheme not in _PORTS:
        _refuse(f"{shown} is not fetched: only http and https are.", "Save it in a file, and pass that.")
    if "@" in parts.netloc:  # not shown: there may be a password in it
        _refuse(f"The address of {host} has a user name in it.", "Take out what stands before the @.")
    if not address.isprintable() or not _HOST.fullmatch(host):
        _refuse(f"{shown} is no web address.", whole)
    safe = "%/:=&?~+!$,;'@()*[]|"
    target = quote(parts.path or "/", safe=safe) + (f"?{quote(parts.query, safe=safe)}" if parts.query else "")
    return parts.scheme, host, port, target


def _resolve(host: str, port: int, left: Callable[[], float]) -> list[Any]:
    """Return what getaddrinfo says of the name; in a thread, since it knows no time limit. Raises OSError."""
    import queue
    import socket
    import threading

    answers: queue.SimpleQueue[list[Any] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put([*socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except OSError as error:
            answers.put(error)
        except UnicodeError as error:
            answers.put(OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _connect(  # noqa: PLR0913, PLR0917 - whereto, by what rules
    found: list[Any],
    scheme: str,
    host: str,
    shown: str,
    left: Callable[[], float],
    allow: Collection[tuple[str, int]],
) -> socket.socket:
    """Return a connection to the first of the addresses that answers. Raises UnreadableInput if any is forbidden."""
    import socket
    import ssl

    for *_, (ip, port, *_) in found:
        if (ip, port) in allow:
            continue
        if port not in _PORTS.values():
            _refuse(f"{shown} is not fetched: port {port} is none of web pages.", _SAVE)
        if not _is_public(ip):
            _refuse(f"{shown} is not fetched: {ip} is of this machine or a private network.", _SAVE)
    failure = OSError("no address")
    for family, kind, protocol, _, place in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(min(left(), _PATIENCE))
            connection.connect(place)
            connection.settimeout(left())
            if scheme == "http":
                return connection
            return ssl.create_default_context().wrap_socket(connection, server_hostname=host)
        except ssl.SSLError:
            connection.close()
            raise
        except OSError as error:
            connection.close()
            failure = error
            left()
    raise ConnectionError(failure.strerror or "no answer") from failure


def _is_public(ip: str) -> bool:
    """Whether an address is one of the public internet; one that stands for an IPv4 address is what that is."""
    import ipaddress

    place = ipaddress.ip_address(ip)
    if isinstance(place, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(int(place) & 0xFFFFFFFF)
        inner = translated if place in ipaddress.ip_network("64:ff9b::/96") else place.ipv4_mapped or place.sixtofour
        if inner is None and place.is_site_local:
            return False
        place = inner or place
    return place.is_global and not (place.is_multicast or place.is_reserved)


class _Wire(io.RawIOBase):
    """A connection as http.client uses one; each wait ends when the time is over. Closing it is left to others."""

    def __init__(self, connection: socket.socket, left: Callable[[], float]) -> None:
        self._connection, self._left = connection, left

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(self._left())
        self._connection.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever can be written to
        self._connection.settimeout(self._left())
        return self._connection.recv_into(buffer)

    def close(self) -> None:
        """Do nothing: http.client closes a connection when it has read the head, and goes on to read the body."""


def _ask(wire: _Wire, host: str, port: int, scheme: str, target: str) -> HTTPResponse:
    from http.client import HTTPConnection

    asked = HTTPConnection(host, port)
    asked.sock = wire
    literal = f"[{host}]" if ":" in host else host
    headers = {
        "Host": literal if port == _PORTS[scheme] else f"{literal}:{port}",
        "User-Agent": f"attrib/{VERSION}",
        "Accept": ", ".join(_TYPES),
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    asked.request("GET", target, headers=headers)
    return asked.getresponse()


def _kind(response: HTTPResponse, shown: str) -> tuple[str, str]:
    """Return the suffix and the content type. Raises UnreadableInput unless it is a page that attrib reads."""
    from http import HTTPStatus
    from http.client import responses

    if response.status != HTTPStatus.OK:
        hint = _SAVE
        if response.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            hint = "Check the address."
        elif response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            hint = "Try again later."
        phrase = responses.get(response.status, "")
        _refuse(f"{shown} answers {response.status} {phrase}".rstrip() + ".", hint)
    content_type = response.headers.get("Content-Type", "").strip()
    suffix = _TYPES.get(content_type.partition(";")[0].strip().lower())
    if suffix is None:
        what = f"is {content_type[:80]}" if content_type else "does not say what it is"
        _refuse(f"{shown} {what}; attrib reads web pages, text, PDF and Word files.", "Pass the article itself.")
    return suffix, content_type


def _body(response: HTTPResponse, most: int, shown: str) -> bytes:
    """Return the body, unpacked. Raises TooLong as soon as it is too much, packed or unpacked."""
    import zlib

    packed = response.headers.get("Content-Encoding", "").strip().lower()
    if packed not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        _refuse(f"{shown} is packed in a way that was not asked for: {packed[:40]}.", _SAVE)
    unpack = None
    body, received = bytearray(), 0
    too_long = TooLong(f"{shown} is over {most / 1e6:g} MB; that is no article.", "Save the article alone, pass that.")
    if (response.length or 0) > most:
        raise too_long
    while piece := response.read(_PIECE):
        received += len(piece)
        if packed in {"", "identity"}:
            body += piece
        else:
            # 47: gzip or zlib, by its first bytes; some servers send deflate without any.
            unpack = unpack or zlib.decompressobj(-15 if packed == "deflate" and piece[0] & 15 != 8 else 47)  # noqa: PLR2004
            body += unpack.decompress(piece, most + 1 - len(body))
        if max(len(body), received) > most:
            raise too_long
    if response.length or (unpack and (not unpack.eof or unpack.unused_data)):
        _refuse(f"{shown} did not arrive whole.", f"Try again. {_SAVE}")
    if not body:
        raise EmptyInput(f"{shown} is an empty page.", _SAVE)
    return bytes(body)
