"""Web addresses: what is fetched, from where never, what is kept. Every server is on loopback, made for its test."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from attrib import cli
from attrib.analyzer import Analyzer
from attrib.errors import EmptyInput, InputError, OutputError, TooLong, UnreadableInput
from attrib.read import find_articles, kept, read_document, web
from attrib.read.kept import name_of
from attrib.read.web import Fetched, fetch, is_address
from attrib.types import Analysis, Document, Engine

ROOT = Path(__file__).parents[1]
TEXT = "“It will hold,” said Odile Vale. The board has denied that the bridge was ever in danger of falling down."
PAGE = f"<!DOCTYPE html><html><body><article><h1>The bridge</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Answer = Callable[[BaseHTTPRequestHandler], None]


def send(body: bytes = b"", status: int = 200, **headers: str) -> Answer:
    """Return what answers with these; a header's name has ``_`` for ``-``."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        for key, value in ({"Content-Length": str(len(body))} | given).items():
            if value:
                request.send_header(key, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def drip(*, head: bool) -> Answer:
    """Return what sends a byte every 30 ms, for ever, within the head or the body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        if not head:
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: " if head else b"<p>")
        while True:
            request.wfile.write(b"a")
            time.sleep(0.03)

    return answer


class Server(ThreadingHTTPServer):
    """A server whose `answers` are set by the test; `asked` is what it was asked, with the headers."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on a free port."""
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def place(self) -> tuple[str, int]:
        return "127.0.0.1", self.server_port

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients here go away in the middle."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.answers[self.path](self)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def get(server: Server) -> Callable[..., Fetched]:
    """Return what fetches a path of the server, which is allowed to be on loopback."""

    def got(path: str, answer: Answer | None = None, **options: Any) -> Fetched:  # noqa: ANN401 - fetch's own
        if answer:
            server.answers[path] = answer
        return fetch(server.address + path, allow={server.place}, **options)

    return got


def refused(kind: type[InputError], call: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as caught:
        call()
    assert type(caught.value) is kind
    assert caught.value.hint.endswith(".")
    assert "\n" not in caught.value.message
    return caught.value


def lead(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Make every name that is no number lead to the next of these IP addresses; return the list of names asked for."""
    asked: list[str] = []
    ask = socket.getaddrinfo

    def fake(host: str, port: int, **options: Any) -> Any:  # noqa: ANN401 - getaddrinfo's own
        asked.append(host)
        return ask(answers[min(len(asked), len(answers)) - 1], port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", fake)
    return asked


# --- what is fetched --------------------------------------------------------------------------------------------------


def test_a_page(get: Callable[..., Fetched], server: Server) -> None:
    server.answers["/news/bridge.html?id=1"] = send(PAGE.encode(), Content_Type="text/html; charset=utf-8")
    page = get("/news/bridge.html?id=1#top")
    assert page.data == PAGE.encode()
    assert page.sha256 == sha256(PAGE.encode()).hexdigest()
    assert (page.suffix, page.content_type) == (".html", "text/html; charset=utf-8")
    assert page.address == page.final_address == f"{server.address}/news/bridge.html?id=1#top"
    assert page.fetched.endswith("+00:00")
    [(_, headers)] = server.asked
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"
    assert headers["User-Agent"].startswith("attrib/")
    assert not headers.keys() & {"Cookie", "Authorization", "Referer"}


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [
        ("text/html", ".html"), ("TEXT/HTML;charset=x", ".html"), ("application/xhtml+xml", ".html"),
        ("text/plain", ".txt"), ("text/markdown", ".md"), ("application/pdf", ".pdf"), (DOCX, ".docx"),
    ],
)  # fmt: skip
def test_kinds_that_are_read(get: Callable[..., Fetched], kind: str, suffix: str) -> None:
    assert get("/a", send(b"x", Content_Type=kind)).suffix == suffix


@pytest.mark.parametrize("kind", ["image/png", "application/json", "application/octet-stream", "text/htmlx", ""])
def test_kinds_that_are_not(get: Callable[..., Fetched], kind: str) -> None:
    message = refused(UnreadableInput, lambda: get("/a", send(b"x", Content_Type=kind))).message
    assert (kind or "does not say what it is") in message


@pytest.mark.parametrize(
    ("how", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("identity", bytes),
    ],
)
def test_packed_pages(get: Callable[..., Fetched], how: str, pack: Callable[[bytes], bytes]) -> None:
    data = PAGE.encode() * 3000  # several pieces, packed too
    assert get("/a", send(pack(data), Content_Type="text/html", Content_Encoding=how)).data == data


def test_a_page_in_chunks(get: Callable[..., Fetched]) -> None:
    chunked = send(b"4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n", Content_Type="text/plain", Transfer_Encoding="chunked")

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.protocol_version = "HTTP/1.1"
        chunked(request)

    assert get("/a", answer).data == b"abcdef"


def test_an_address_in_another_script(get: Callable[..., Fetched], server: Server) -> None:
    server.answers["/caf%C3%A9/a%20b?q=%C3%BC%2F"] = send(b"x", Content_Type="text/plain")
    assert get("/café/a b?q=ü%2F").data == b"x"


def test_the_name_is_asked_for_once_and_sent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the second time (rebinding) gains nothing by it."""
    server.answers["/"] = send(b"x", Content_Type="text/plain")
    asked = lead(monkeypatch, "127.0.0.1", "10.0.0.1")
    assert fetch(f"http://Bridge.Example.:{server.server_port}", allow={server.place}).data == b"x"
    assert asked == ["bridge.example"]
    assert server.asked[0][1]["Host"] == f"bridge.example:{server.server_port}"


def test_the_next_address_of_a_name_is_tried(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answers["/"] = send(b"x", Content_Type="text/plain")
    ask, port = socket.getaddrinfo, server.server_port
    both = [*ask("127.0.0.2", port, type=socket.SOCK_STREAM), *ask("127.0.0.1", port, type=socket.SOCK_STREAM)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert fetch(f"http://bridge.example:{port}/", allow={server.place, ("127.0.0.2", port)}).data == b"x"


# --- where from never -------------------------------------------------------------------------------------------------

FORBIDDEN = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fec0::1", "fc00::1", "ff02::1",
    "ff0e::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:a00:1::1", "::ffff:0:7f00:1", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("ip", FORBIDDEN)
def test_addresses_that_are_never_fetched(ip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        pytest.fail("a connection was made")

    literal = f"[{ip}]" if ":" in ip else ip
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    monkeypatch.setattr(socket, "socket", connect)
    for address in (f"http://{literal}/", "http://bridge.example/"):  # a number, and a name that leads there
        assert ip in refused(UnreadableInput, partial(fetch, address)).message


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"])
def test_public_addresses(ip: str) -> None:
    assert web._is_public(ip)  # noqa: SLF001 - there is no network to fetch from


def test_one_forbidden_address_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    assert "10.0.0.1" in refused(UnreadableInput, partial(fetch, "http://bridge.example/")).message


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f000001", "2130706433", "[::1]"])
def test_other_spellings_of_this_machine(host: str) -> None:
    refused(UnreadableInput, partial(fetch, f"http://{host}/"))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ftp://bridge.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://ann:secret@bridge.example/", "has a user name"),
        ("http://bridge.example\\@127.0.0.1/", "has a user name"),
        ("http://bridge.example:22/", "port 22"),
        ("http://bridge.example:0/", "port 0"),
        ("http://bridge.example:99999/", "no web address"),
        ("http:///a", "no web address"),
        ("http://[broken", "no web address"),
        ("http://a..b/", "no web address"),
        ("http://a b/", "no web address"),
        ("http://bridge.example/\r\nX: y", "no web address"),
        ("http://bridge.example/\u202egnp", "no web address"),
    ],
)
def test_what_is_no_address(address: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lead(monkeypatch, "93.184.215.14")
    with pytest.raises(UnreadableInput) as caught:
        fetch(address)
    assert says in caught.value.message
    assert "secret" not in caught.value.message


# --- redirects --------------------------------------------------------------------------------------------------------


def to(location: str, status: int = 302) -> Answer:
    return send(status=status, Location=location)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect(get: Callable[..., Fetched], server: Server, status: int) -> None:
    server.answers |= {"/b/c": to("../d?x=1"), "/d?x=1": send(b"x", Content_Type="text/plain")}
    page = get("/a", to(f"{server.address}/b/c", status))
    assert (page.address, page.final_address) == (f"{server.address}/a", f"{server.address}/d?x=1")


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest",
        "//192.168.0.1/",
        "file:///etc",
    ],
)
def test_a_redirect_to_where_nothing_is_fetched(get: Callable[..., Fetched], location: str) -> None:
    message = refused(UnreadableInput, lambda: get("/a", to(location))).message
    assert "is not fetched" in message
    assert "/a leads" in message


def test_a_redirect_to_a_name_that_leads_here(
    get: Callable[..., Fetched], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(monkeypatch, "127.0.0.1", "10.9.8.7")
    assert "10.9.8.7" in refused(UnreadableInput, lambda: get("/a", to("http://bridge.example/"))).message
    assert len(server.asked) == 1


def test_a_circle(get: Callable[..., Fetched], server: Server) -> None:
    server.answers["/b"] = to("/a")
    assert "in a circle" in refused(UnreadableInput, lambda: get("/a", to("/b"))).message
    assert len(server.asked) == 2


def test_five_redirects_and_no_more(get: Callable[..., Fetched], server: Server) -> None:
    server.answers |= {f"/{number}": to(f"/{number - 1}") for number in range(1, 7)}
    server.answers["/0"] = send(b"x", Content_Type="text/plain")
    assert get("/5").data == b"x"
    assert "more than 5 times" in refused(UnreadableInput, lambda: get("/6")).message


# --- too much, too slow, broken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["", "1001"])  # unsaid, and said before
def test_too_large(get: Callable[..., Fetched], length: str) -> None:
    answer = send(b"x" * 1001, Content_Type="text/plain", Content_Length=length)
    assert "0.001 MB" in refused(TooLong, lambda: get("/a", answer, most=1000)).message
    assert len(get("/a", answer, most=1001).data) == 1001


def test_a_bomb_is_not_unpacked(get: Callable[..., Fetched]) -> None:
    """200 MB of zeros in 200 KB: no more than the limit is ever in memory."""
    import tracemalloc

    packer = zlib.compressobj(wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    answer = send(bomb, Content_Type="text/html", Content_Encoding="gzip")
    tracemalloc.start()
    refused(TooLong, lambda: get("/a", answer, most=5_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_packed_bytes_that_become_nothing_count_too(get: Callable[..., Fetched]) -> None:
    empty = b"\x1f\x8b\x08" + bytes(7) + b"\x00\x00\x00\xff\xff" * 400  # the head of gzip, and blocks of nothing
    answer = send(empty, Content_Type="text/html", Content_Encoding="gzip", Content_Length="")
    refused(TooLong, lambda: get("/a", answer, most=1000))


@pytest.mark.parametrize("head", [True, False])
def test_a_server_that_drips(get: Callable[..., Fetched], head: bool) -> None:  # noqa: FBT001 - pytest passes it
    before = time.monotonic()
    assert "0.4 seconds" in refused(UnreadableInput, lambda: get("/a", drip(head=head), seconds=0.4)).message
    assert time.monotonic() - before < 2


def test_redirects_share_the_time(get: Callable[..., Fetched], server: Server) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.2)
        to(f"/{int(request.path[1:]) + 1}")(request)

    server.answers |= {f"/{number}": slow for number in range(6)}
    assert "took longer" in refused(UnreadableInput, lambda: get("/0", seconds=0.5)).message


def test_a_name_that_is_never_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def wait(*_: object, **__: object) -> list[object]:
        over.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    assert "took longer" in refused(UnreadableInput, partial(fetch, "http://bridge.example/", seconds=0.1)).message
    over.set()


def test_a_name_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "Name or service" in refused(UnreadableInput, partial(fetch, "http://bridge.example/")).message


def test_nobody_listens(server: Server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = free.getsockname()
        address = f"http://127.0.0.1:{place[1]}/"
        assert "refused" in refused(UnreadableInput, partial(fetch, address, allow={place})).message
    assert not server.asked


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (404, "Check"),
        (403, "Open"),
        (451, "Open"),
        (503, "Try"),
        (204, "Open"),
        (206, "Open"),
        (304, "Open"),
        (302, ""),
    ],
)
def test_other_answers(get: Callable[..., Fetched], status: int, hint: str) -> None:
    error = refused(UnreadableInput, lambda: get("/a", send(b"", status, Content_Type="text/html")))
    assert f"answers {status}" in error.message
    assert error.hint.startswith(hint)


@pytest.mark.parametrize("how", ["identity", "gzip"])
def test_an_empty_page(get: Callable[..., Fetched], how: str) -> None:
    refused(EmptyInput, lambda: get("/a", send(b"", Content_Type="text/html", Content_Encoding=how)))


@pytest.mark.parametrize(
    "answer",
    [
        send(b"half", Content_Type="text/html", Content_Length="8"),
        send(gzip.compress(PAGE.encode())[:-20], Content_Type="text/html", Content_Encoding="gzip"),
        send(gzip.compress(b"a") + gzip.compress(b"b"), Content_Type="text/html", Content_Encoding="gzip"),
        send(b"this is not packed", Content_Type="text/html", Content_Encoding="gzip"),
        send(b"x", Content_Type="text/html", Content_Encoding="br"),
        lambda request: request.wfile.write(b"SSH-2.0-OpenSSH_9\r\n") and None,
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\nA: " + b"a" * 70_000) and None,
        lambda _request: None,
    ],
)
def test_broken_answers(get: Callable[..., Fetched], answer: Answer) -> None:
    refused(UnreadableInput, lambda: get("/a", answer))


# --- TLS --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a key and a certificate that nobody has signed, for bridge.example."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl")
    path = tmp_path / "certificate.pem"
    name = ["-subj", "/CN=bridge.example", "-addext", "subjectAltName=DNS:bridge.example"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name]
    subprocess.run([*command, "-keyout", path, "-out", tmp_path / "c"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (tmp_path / "c").read_bytes())
    return path


@pytest.fixture
def secure(server: Server, certificate: Path) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.answers["/"] = send(PAGE.encode(), Content_Type="text/html")
    return server


def test_a_certificate_that_nobody_signed(secure: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    lead(monkeypatch, "127.0.0.1")
    address = f"https://bridge.example:{secure.server_port}/"
    message = refused(UnreadableInput, partial(fetch, address, allow={secure.place})).message
    assert "does not prove" in message
    assert not secure.asked


def test_a_certificate_of_the_name_that_was_asked_for(
    secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(monkeypatch, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    address = f"https://{{}}.example:{secure.server_port}/"
    assert fetch(address.format("bridge"), allow={secure.place}).data == PAGE.encode()
    assert "mismatch" in refused(UnreadableInput, partial(fetch, address.format("other"), allow={secure.place})).message


def test_a_server_that_speaks_no_tls(server: Server) -> None:
    address = f"https://127.0.0.1:{server.server_port}/"
    assert "cannot be fetched" in refused(UnreadableInput, partial(fetch, address, allow={server.place})).message


# --- what is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://bridge.example/news/it-holds.html?x=/y", "it-holds"),
        ("https://bridge.example/news/it-holds/", "it-holds"),
        ("https://bridge.example/cost-of-2.5-million", "cost-of-2.5-million"),
        ("https://Bridge.Example:443", "bridge.example"),
        ("https://bridge.example/?p=1", "bridge.example"),
        ("https://bridge.example/caf%C3%A9.PHP", "café"),
        ("https://bridge.example/a%2F..%2F..%2Fetc%2Fpasswd", "a-..-..-etc-passwd"),
        ("https://bridge.example/a%00%0A%1b%5Cb", "a----b"),
        ("https://bridge.example/..", "bridge.example"),
        ("https://bridge.example/-rf", "rf"),
        ("https://bridge.example/.html", "bridge.example"),
        ("https://bridge.example/" + "é" * 100, "é" * 40),
        ("https://bridge.example/x" + "é" * 100, "x" + "é" * 39),
        ("http://[broken", "page"),
        ("http://", "page"),
    ],
)
def test_names(address: str, name: str) -> None:
    assert name_of(address) == name


def test_what_is_an_address() -> None:
    assert all(map(is_address, ("http://a", "HTTPS://a/b", "ftp://a")))
    assert not any(map(is_address, ("a.txt", "c://a", "c:\\a", "-", "", "www.bridge.example/a", "a/http://b")))


def page(data: bytes = b"x", address: str = "https://bridge.example/a") -> Fetched:
    return Fetched(data, ".html", address, address, "text/html", "2026-01-01T00:00:00+00:00")


def test_another_page_is_not_replaced(tmp_path: Path) -> None:
    keep = partial(kept.keep, folder=tmp_path, name="a", replace=False)
    assert keep(page()).name == keep(page()).name == "a.source.html"
    assert keep(page(b"y")).name == "a-2.source.html"
    assert keep(page(b"y", "https://other.example/a")).name == "a-3.source.html"
    (tmp_path / "a-4.source.json").write_text("[]")
    assert keep(page(b"z")).name == "a-5.source.html"
    assert (tmp_path / "a.source.html").read_bytes() == b"x"
    assert kept.keep(page(b"w"), tmp_path, "a", replace=True).read_bytes() == b"w"


def test_an_article_is_not_replaced(tmp_path: Path) -> None:
    article = tmp_path / "a.source.html"
    article.write_text("mine")
    with pytest.raises(OutputError):
        kept.keep(page(), tmp_path, "a", replace=True, inputs=[str(article)])
    assert article.read_text() == "mine"


def test_a_folder_s_articles_are_not_the_pages_that_were_kept(tmp_path: Path) -> None:
    for name in ("a.html", "a.source.html", "B.SOURCE.TXT", "c.source.md", "source.txt", "a.source.json"):
        (tmp_path / name).write_text(TEXT)
    assert [path.name for path in find_articles([tmp_path])] == ["a.html", "source.txt"]


def test_commands_that_take_files_alone_say_so() -> None:
    error = refused(UnreadableInput, partial(read_document, "https://bridge.example/a"))
    assert "only files are read here" in error.message
    assert "attrib factsheet, extract and review" in error.hint


def test_the_document_is_called_by_its_address() -> None:
    document = read_document("https://bridge.example/a.pdf", data=TEXT.encode(), suffix=".txt")
    assert document.path == "https://bridge.example/a.pdf"
    assert document.text == TEXT
    assert document.id == "sha256:" + sha256(TEXT.encode()).hexdigest()


def test_nothing_of_the_network_is_imported_before_an_address_is_fetched() -> None:
    code = "import sys, attrib.jobs; print(*{'http.client', 'ssl', 'socket', 'queue'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "\n"


# --- the commands -----------------------------------------------------------------------------------------------------

runner = CliRunner()


@pytest.fixture
def site(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Server:
    """Make a site with two pages, and commands that may fetch from it and find nothing in any article."""

    def stub(_self: Analyzer, document: Document) -> Analysis:
        return Analysis(document, Engine("0.1.0"), (), ())

    monkeypatch.setattr(web, "fetch", partial(fetch, allow={server.place}))
    monkeypatch.setattr(Analyzer, "analyze", stub)
    monkeypatch.setenv("ATTRIB_REVIEWER", "Ann")
    monkeypatch.chdir(tmp_path)
    server.answers |= {
        "/news/bridge.html": send(PAGE.encode(), Content_Type="text/html"),
        "/text/bridge": send(TEXT.encode(), Content_Type="text/plain"),
        "/french": send("Le pont tiendra, a déclaré la mairie. ".encode() * 9, Content_Type="text/plain"),
    }
    return server


def run(*arguments: str | Path, code: int = 0) -> Any:  # noqa: ANN401 - click's or Typer's
    result = runner.invoke(cli.app, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    return result


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_sheet_and_its_page(site: Server, tmp_path: Path) -> None:
    address = f"{site.address}/news/bridge.html"
    assert run("factsheet", address).stdout == "bridge.factsheet.html\n"
    assert names(tmp_path) == ["bridge.factsheet.html", "bridge.source.html", "bridge.source.json"]
    assert f'href="{address}"' in (tmp_path / "bridge.factsheet.html").read_text()
    data = (tmp_path / "bridge.source.html").read_bytes()
    assert data == PAGE.encode()
    record = json.loads((tmp_path / "bridge.source.json").read_bytes())
    assert record.pop("fetched")
    assert record == {
        "sha256": sha256(data).hexdigest(), "address": address, "final_address": address, "content_type": "text/html",
    }  # fmt: skip
    run("factsheet", address)
    assert len(names(tmp_path)) == 3
    assert len(site.asked) == 2


def test_two_pages_of_one_name(site: Server, tmp_path: Path) -> None:
    run("factsheet", f"{site.address}/news/bridge.html", f"{site.address}/text/bridge", "-o", "out/")
    assert names(tmp_path / "out") == [
        "bridge-2.factsheet.html", "bridge-2.source.json", "bridge-2.source.txt", "bridge.factsheet.html",
        "bridge.source.html", "bridge.source.json",
    ]  # fmt: skip


def test_on_standard_output_nothing_is_kept_and_a_line_says_so(site: Server, tmp_path: Path) -> None:
    result = run("extract", f"{site.address}/news/bridge.html", "-f", "json")
    assert json.loads(result.stdout)["document"]["path"] == f"{site.address}/news/bridge.html"
    assert result.stderr == "note: the page is not kept; -o FILE or -o FOLDER/ keeps pages beside the result\n"
    assert "not kept" in run("extract", f"{site.address}/text/bridge", "-o", "/dev/null").stderr
    assert not names(tmp_path)


def test_beside_a_file_its_page_has_its_name(site: Server, tmp_path: Path) -> None:
    run("extract", f"{site.address}/text/bridge", "-o", "one.v2.json")
    assert names(tmp_path) == ["one.v2.json", "one.v2.source.json", "one.v2.source.txt"]


def test_beside_a_file_of_many_each_page_has_its_own(site: Server, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(TEXT)
    run(
        "extract",
        tmp_path / "mine.txt",
        f"{site.address}/news/bridge.html",
        f"{site.address}/text/bridge",
        "-o",
        "all.csv",
    )
    assert names(tmp_path) == [
        "all.csv", "bridge-2.source.json", "bridge-2.source.txt", "bridge.source.html", "bridge.source.json",
        "mine.txt",
    ]  # fmt: skip


def test_what_cannot_be_fetched_stops_no_other(site: Server, tmp_path: Path) -> None:
    site.answers["/gone"] = send(b"", 404)
    result = run("factsheet", f"{site.address}/gone", f"{site.address}/french", f"{site.address}/text/bridge", code=1)
    assert "gone answers 404 Not Found." in result.stderr
    assert "is in French" in result.stderr
    assert names(tmp_path) == ["bridge.factsheet.html", "bridge.source.json", "bridge.source.txt"]


@pytest.mark.parametrize("command", ["factsheet", "extract", "review"])
def test_offline(site: Server, tmp_path: Path, command: str) -> None:
    more: list[str | Path] = ["--prepare", "--db", tmp_path / "a.db"] if command == "review" else []
    result = run(command, f"{site.address}/text/bridge", "--offline", *more, code=2)
    assert result.stderr == (
        f"attrib: {site.address}/text/bridge is a web address, and --offline fetches none\n"
        "hint: leave --offline out, or pass a file\n"
    )
    assert not site.asked


def test_loopback_is_refused_without_a_test_that_allows_it(
    site: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "fetch", fetch)
    assert "is not fetched" in run("factsheet", f"{site.address}/text/bridge", code=2).stderr
    assert not names(tmp_path)
    assert not site.asked


def test_review_keeps_pages_beside_the_decisions(site: Server, tmp_path: Path) -> None:
    address, db = f"{site.address}/text/bridge", tmp_path / "case" / "a.db"
    db.parent.mkdir()
    review = partial(run, "review", "--prepare", "--db", db)
    assert "the page is kept in" in review(address).stderr
    assert names(db.parent) == ["a.db", "bridge.source.json", "bridge.source.txt"]
    review(address, "--offline")  # stored: nothing is fetched
    assert len(site.asked) == 1
    site.answers["/text/bridge"] = send(f"{TEXT} {TEXT}".encode(), Content_Type="text/plain")
    assert "its text has changed" in review(address, "--reanalyse").stderr
    assert (db.parent / "bridge.source.txt").read_text() == TEXT
    assert (db.parent / "bridge-2.source.txt").read_text() == f"{TEXT} {TEXT}"
    review(db.parent / "bridge-2.source.txt")  # a copy: the article stays where it is
    [stored] = json.loads(run("status", "--db", db, "-f", "json").stdout)
    assert stored["path"] == address
    assert run("factsheet", "--reviewed", address, "--db", db).stdout == "bridge.factsheet.html\n"
