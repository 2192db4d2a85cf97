"""Who may change the library, which machines are asked for pages, and which names files get."""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import KENT
from imitated_site import Site
from plain_steps import plain_steps
from shelves import Shelf, copied, ended

from app.api.writing import why_closed
from app.builds import public_fetcher
from app.kept_files import KeptFiles, safe_name
from ingest.fetch import Fetcher, PublicOnly
from ingest.reach import is_public, public_place
from rag.config import Settings, load_settings
from rag.errors import ConfigError, ReadError

FILE = [("files", ("kent.txt", KENT.encode()))]
OPEN = "http://pages.example/a"


@pytest.fixture
def make(tiny_index: Path, tmp_path: Path) -> Callable[..., Shelf]:
    index = copied(tiny_index, tmp_path)
    return lambda **more: Shelf(Settings(index=index, **more), plain_steps())


# --- who may change it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "writes", "closed"),
    [
        ("127.0.0.1", "local", None),
        ("localhost", "local", None),
        ("::1", "local", None),
        ("0.0.0.0", "local", "UPHELD_LIBRARY_WRITES=on"),
        ("::", "local", "UPHELD_LIBRARY_WRITES=on"),
        ("192.168.1.7", "local", "upheld ingest"),
        ("upheld.example", "local", "UPHELD_LIBRARY_WRITES=on"),
        ("0.0.0.0", "on", None),
        ("127.0.0.1", "off", "upheld ingest"),
    ],
)
def test_a_service_that_others_reach_is_closed_until_the_operator_opens_it(
    host: str, writes: str, closed: str | None
) -> None:
    told = why_closed(Settings(api_host=host, library_writes=writes))
    assert (told is None) == (closed is None)
    assert (closed or "") in (told or "")


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "/v1/library/files", {"files": FILE}),
        ("POST", "/v1/library/sources", {"json": {"sources": ["/etc"]}}),
        ("DELETE", "/v1/library/documents/24-000-001", {}),
        ("GET", "/v1/library/jobs/x", {}),
        ("POST", "/v1/library/jobs/x/cancel", {}),
    ],
)
def test_a_closed_service_refuses_every_change_and_hides_paths(
    make: Callable[..., Shelf], method: str, path: str, more: dict[str, Any]
) -> None:
    shelf = make(api_host="0.0.0.0")
    (shelf.settings.index / "last-run.json").write_text(
        '{"at": "2026-01-01", "failed": [["/home/me/letter.pdf", "is locked"]]}'
    )
    with shelf.client("10.0.0.5") as client:
        reply = client.request(method, path, **more)
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_allowed")
        assert "UPHELD_LIBRARY_WRITES" in reply.json()["error"]["message"]
        known = client.get("/v1/library").json()
        assert known["writing"]["allowed"] is False
        assert known["last_run"]["failures"] == 1
        assert "letter" not in str(known)
        assert client.get("/v1/library/documents").json()["total"] == 4
    assert not shelf.settings.index.with_name("index-files").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},  # a name that was made to mean this machine
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
    ],
)
def test_other_sites_and_proxies_change_nothing(
    make: Callable[..., Shelf], headers: dict[str, str]
) -> None:
    with make().client() as client:
        reply = client.post("/v1/library/files", files=FILE, headers=headers)
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_allowed")
        same = {"Origin": "http://127.0.0.1"}
        assert client.post("/v1/library/files", files=FILE, headers=same).status_code == 202


def test_an_open_service_takes_what_comes_from_another_machine(
    make: Callable[..., Shelf],
) -> None:
    with make(api_host="0.0.0.0", library_writes="on").client("upheld.example") as client:
        ended(client, client.post("/v1/library/files", files=FILE))


def test_bad_settings_are_told() -> None:
    with pytest.raises(ConfigError, match="local, on or off"):
        load_settings({"UPHELD_LIBRARY_WRITES": "yes"})
    with pytest.raises(ConfigError, match="yes or no"):
        load_settings({"UPHELD_LIBRARY_PRIVATE": "1"})
    given = {"UPHELD_LIBRARY_WRITES": "on", "UPHELD_LIBRARY_PRIVATE": "yes"}
    settings = load_settings({**given, "UPHELD_LIBRARY_MOST_MB": "3"})
    assert (settings.library_writes, settings.library_private) == ("on", True)
    assert settings.library_most_mb == 3


# --- sizes --------------------------------------------------------------------------------------


def test_files_that_are_too_large_are_refused_with_the_limit(make: Callable[..., Shelf]) -> None:
    shelf = make(library_most_mb=1)
    with shelf.client() as client:
        large = [("files", ("a.txt", b"x" * 1_200_000))]
        reply = client.post("/v1/library/files", files=large)
        assert reply.status_code == 413
        assert "1 MB" in reply.json()["error"]["message"]
        assert "UPHELD_LIBRARY_MOST_MB" in reply.json()["error"]["message"]
        request = client.build_request("POST", "/v1/library/files", files=large)
        parts = request.read()
        unsized = client.post(
            "/v1/library/files",
            content=iter([parts[:600_000], parts[600_000:]]),
            headers={"Content-Type": request.headers["content-type"]},
        )
        assert unsized.status_code == 413
        assert "1 MB" in unsized.json()["error"]["message"]
        assert client.post("/v1/ask", content=b"x" * 2_100_000).status_code == 413
    assert not shelf.settings.index.with_name("index-files").exists()


def test_a_closed_service_reads_no_large_body(make: Callable[..., Shelf]) -> None:
    with make(library_writes="off").client() as client:
        large = [("files", ("a.txt", b"x" * 2_100_000))]
        assert client.post("/v1/library/files", files=large).status_code == 413
        assert client.post("/v1/library/files", files=FILE).status_code == 403


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("decision.pdf", "decision.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\system.txt", "system.txt"),
        ("/etc/cron.d/x.html", "x.html"),
        ("..", "document"),
        ("", "document"),
        (".hidden.txt", "hidden.txt"),
        ("a\0b\n.txt", "ab.txt"),
        ("cod\u202etxt.exe", "codtxt.exe"),
        ("C:evil.txt", "C-evil.txt"),
        ("  Final   decision . docx", "Final decision.docx"),
        ("é" * 300 + ".pdf", "é" * 110 + ".pdf"),
        ("名" * 300 + ".pdf", "名" * 73 + ".pdf"),
        ("24-018-294.source.json", "24-018-294.source.json"),
    ],
)
def test_names_of_files_are_made_safe(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_a_file_lies_in_its_folder_whatever_its_name(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path / "index")
    given = ["../x.txt", "x.txt", "/x.txt", "a/../../x.txt", "..", ".", "x" * 400]
    places = [kept.receive("run", name, io.BytesIO(b"1")) for name in given]
    kept.place("run")
    assert len(set(places)) == len(given)
    assert all(place.parent == kept.folder and place.is_file() for place in places)
    outside = tmp_path / "other.txt"
    outside.write_text("mine")
    kept.delete([str(outside), str(kept.folder / ".." / "other.txt"), "https://x.org/a"])
    assert outside.exists()


def test_a_run_may_be_placed_again_after_an_interruption(tmp_path: Path) -> None:
    kept = KeptFiles(tmp_path / "index")
    (place,) = [kept.receive("1", "a.txt", io.BytesIO(b"old"))]
    kept.place("1")
    kept.settle("1", [place], [])
    kept.receive("2", "a.txt", io.BytesIO(b"new"))
    kept.place("2")
    kept.place("2")
    assert place.read_bytes() == b"new"
    kept.settle("2", [place], [place])
    assert place.read_bytes() == b"old"
    assert [path.name for path in kept.folder.rglob("*") if path.is_file()] == ["a.txt"]


def test_a_record_beside_a_file_cannot_be_sent(make: Callable[..., Shelf]) -> None:
    with make().client() as client:
        given = [*FILE, ("files", ("kent.source.json", b"{}"))]
        job = ended(client, client.post("/v1/library/files", files=given))
    assert {one["source"]: one["result"] for one in job["results"]}["kent.source.json"] == "refused"


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_no_place_inside_is_public(place: str) -> None:
    assert not is_public(place)


@pytest.mark.parametrize("place", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_place_outside_is_public(place: str) -> None:
    assert is_public(place)


def looked_up(*places: str) -> Callable[..., Any]:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    return resolve


def test_one_place_inside_spoils_a_name() -> None:
    with pytest.raises(ReadError, match="UPHELD_LIBRARY_PRIVATE"):
        public_place("mixed.example", 80, resolve=looked_up("8.8.8.8", "127.0.0.1"))
    found = public_place("fine.example", 80, resolve=looked_up("2606:4700::1111", "8.8.8.8"))
    assert found == "8.8.8.8"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"])
def test_this_machine_is_not_asked(host: str) -> None:
    with public_fetcher(Settings()) as fetcher, pytest.raises(ReadError, match="private network"):
        fetcher.fetch(f"http://{host}/secret")


Reply = Callable[[httpx.Request], httpx.Response]


def careful(reply: Reply, *places: str, **more: Any) -> Fetcher:
    transport = PublicOnly(httpx.MockTransport(reply), looked_up(*(places or ("8.8.8.8",))))
    return Fetcher(pause_s=0, transport=transport, mindful=True, **more)


def pages(**replies: httpx.Response) -> tuple[Reply, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        name = request.url.path.strip("/").replace(".", "_")
        return replies.get(name, httpx.Response(404))

    return reply, seen


def test_the_connection_goes_to_the_place_that_was_looked_at() -> None:
    reply, seen = pages(a=httpx.Response(200, text="fine"))
    with careful(reply) as fetcher:
        assert fetcher.fetch(OPEN).data == b"fine"
    assert [request.url.host for request in seen] == ["8.8.8.8", "8.8.8.8"]
    assert {request.headers["host"] for request in seen} == {"pages.example"}
    assert seen[-1].extensions["sni_hostname"] == "pages.example"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("http://127.0.0.1/admin", "private network"),
        ("http://[::1]/admin", "private network"),
        ("http://169.254.169.254/latest/meta-data", "private network"),
        ("file:///etc/passwd", "no web address"),
        ("ftp://pages.example/a", "no web address"),
        ("http://me:secret@pages.example/b", "name or a password"),
        (OPEN, "redirects"),
    ],
)
def test_a_redirect_is_checked_like_an_address(target: str, words: str) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        place = "8.8.8.8" if host == "pages.example" else host.strip("[]")
        return looked_up(place)(host, port)

    reply, seen = pages(a=httpx.Response(302, headers={"Location": target}))
    transport = PublicOnly(httpx.MockTransport(reply), resolve)
    fetcher = Fetcher(pause_s=0, transport=transport, mindful=True)
    with fetcher, pytest.raises(ReadError, match=words):
        fetcher.fetch(OPEN)
    assert {request.url.host for request in seen} == {"8.8.8.8"}


@pytest.mark.parametrize(
    ("robots", "words"),
    [
        (httpx.Response(200, text="User-agent: *\nDisallow: /a"), "asks not to fetch"),
        (httpx.Response(200, text="User-agent: Upheld\nDisallow: /"), "asks not to fetch"),
        (httpx.Response(200, text="User-agent: *\nCrawl-delay: 900"), "asks not to fetch"),
        (httpx.Response(503), "cannot be had"),
        (httpx.Response(302, headers={"Location": "/robots.txt"}), "cannot be had"),
    ],
)
def test_robots_txt_is_kept_to(robots: httpx.Response, words: str) -> None:
    reply, seen = pages(a=httpx.Response(200, text="fine"), robots_txt=robots)
    with careful(reply) as fetcher, pytest.raises(ReadError, match=words):
        fetcher.fetch(OPEN)
    assert all(request.url.path == "/robots.txt" for request in seen)


def test_a_page_that_is_too_large_is_left() -> None:
    reply, _ = pages(a=httpx.Response(200, text="x" * 101))
    with careful(reply, most_bytes=100) as fetcher, pytest.raises(ReadError, match="larger than"):
        fetcher.fetch(OPEN)


@pytest.fixture
def inside(make: Callable[..., Shelf]) -> Iterator[Any]:
    with make().client() as client:
        yield client


def test_an_address_inside_is_refused_with_what_to_do(inside: Any) -> None:
    address = "http://127.0.0.1:9/secret"
    job = ended(inside, inside.post("/v1/library/sources", json={"sources": [address]}))
    (told,) = job["results"]
    assert (told["result"], told["source"]) == ("refused", address)
    assert "Save the page as a file" in told["reason"]


@pytest.mark.slow
def test_the_operator_may_allow_addresses_inside(make: Callable[..., Shelf], site: Site) -> None:
    site.pages["/kent.txt"] = KENT.replace("24 000 001", "24 000 009").encode()
    with make(library_private=True).client() as client:
        sources = [f"{site.address}/kent.txt", f"{site.address}/search"]
        job = ended(client, client.post("/v1/library/sources", json={"sources": sources}))
    assert [one["result"] for one in job["results"]] == ["added", "refused"]
    assert "robots.txt asks not to fetch this" in job["results"][1]["reason"]
    assert "/search" not in site.asked
