from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from build_bench import Bench, counts
from conftest import ESSEX, KENT

from ingest.fetch import Fetcher
from rag.errors import ReadError


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, tuple[int, bytes]]]]:
    """A server on this machine that answers with what the test puts into the mapping."""
    pages: dict[str, tuple[int, bytes]] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = pages.get(self.path, (404, b"none"))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body.decode())
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_read_and_known_again(
    bench: Bench,
    site: tuple[str, dict[str, tuple[int, bytes]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.intake.Fetcher", lambda: Fetcher(pause_s=0))
    address, pages = site
    pages["/kent.txt"] = (200, KENT.encode())
    pages["/moved"] = (302, b"/essex.txt")
    pages["/essex.txt"] = (200, ESSEX.encode())
    given = (f"{address}/kent.txt#part", f"{address}/moved", f"{address}/none")
    report = bench.build(*given)
    assert bench.ids() == ["23-000-002", "24-000-001"]
    [(label, reason)] = report.failed
    assert label == f"{address}/none"
    assert reason.startswith("the server answered 404 Not Found")
    library = bench.open()
    assert library.documents()[0].source == f"{address}/kent.txt"
    library.close()
    assert counts(bench.build(*given)) == (0, 0, 2, 0)


def answer(reply: Callable[[httpx.Request], httpx.Response]) -> Fetcher:
    return Fetcher(pause_s=0, most_bytes=100, transport=httpx.MockTransport(reply))


def test_a_request_names_who_asks() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=request.headers["user-agent"])

    with answer(reply) as fetcher:
        assert fetcher.fetch("http://x/").data.startswith(b"Upheld/")


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (lambda _: httpx.Response(200, content=b"x" * 101), "larger than 0.0001 MB"),
        (lambda _: httpx.Response(503), "503 Service Unavailable"),
        (lambda _: httpx.Response(302, headers={"Location": "http://x/"}), "redirects"),
        (lambda _: httpx.Response(302, headers={"Location": "file:///etc/x"}), "could not be"),
    ],
)
def test_what_cannot_be_fetched_is_told(
    reply: Callable[[httpx.Request], httpx.Response], message: str
) -> None:
    with answer(reply) as fetcher, pytest.raises(ReadError, match=message):
        fetcher.fetch("http://x/")


@pytest.mark.parametrize("error", [httpx.ConnectTimeout("slow"), httpx.ConnectError("refused")])
def test_a_server_that_does_not_answer_is_told(error: httpx.HTTPError) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        raise error

    with answer(reply) as fetcher, pytest.raises(ReadError, match="http://x/: "):
        fetcher.fetch("http://x/")


def test_an_address_that_is_none_is_told() -> None:
    with Fetcher() as fetcher, pytest.raises(ReadError):
        fetcher.fetch("http://x:y/")


# --- the real steps -----------------------------------------------------------------------------
