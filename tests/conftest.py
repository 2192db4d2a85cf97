"""What all tests share: no network but loopback, and two small indexes built with stand-ins."""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
for _name in [name for name in os.environ if name.startswith("UPHELD_")]:
    del os.environ[_name]

import pytest  # noqa: E402
from build_bench import Bench  # noqa: E402
from doors import hashed_engine, page_over, runner, served  # noqa: E402
from imitated_site import Site, running_site  # noqa: E402
from own_documents import GOLD  # noqa: E402
from plain_steps import plain_steps  # noqa: E402
from starlette.testclient import TestClient  # noqa: E402
from windows import CHROMIUM, WIDE  # noqa: E402

from app.api import create_app  # noqa: E402
from ingest.build import build_index  # noqa: E402
from rag.answer import Engine  # noqa: E402
from rag.fakes import HashedEmbedder, WordCounter  # noqa: E402
from rag.library import DiskLibrary, open_library  # noqa: E402

KENT = """decision | Kent speech therapy | Kent County Council | 24 000 001 | 2024-05-01 | Upheld
## The complaint (complaint)
Mrs X complained that speech therapy in her son's plan was not delivered.
## The Ombudsman's role and powers (powers*)
We investigate complaints about maladministration and service failure.
## Law (law)
Councils must secure the provision in section F of a plan.
## Analysis (findings)
The Council did not secure speech therapy for five months. This was fault.
## Agreed action (remedy)
The Council will apologise and pay £1,350 for the missed speech therapy.
"""
ESSEX = """decision | Essex transport | Essex County Council | 23 000 002 | 2023-02-10 | Not upheld
## The complaint (complaint)
Mr Y complained that the council refused free school transport.
## The Ombudsman's role and powers (powers*)
We investigate complaints about maladministration and service failure.
## Law (law)
Councils must secure the provision in section F of a plan.
## What the council said (council_position)
The Council said the school was too far and transport would cost too much.
## Analysis (findings)
There was no fault in how the Council decided the transport appeal.
"""
MINUTES = """minutes | Kent scrutiny minutes | Kent County Council | | 2024-11-20 |
## Transport (discussion)
Members asked why school transport routes had changed without notice.
"""
DUTY = """duty | Section 19 | | S19 | |
## Duty (law)
A council must arrange suitable education for children who cannot attend school.
"""
TINY = {"kent.txt": KENT, "essex.txt": ESSEX, "minutes.txt": MINUTES}
BRIDGES = ("my son is off school and gets no lessons", "nobody has come for speech since Easter")


def pytest_collection_finish() -> None:
    """Let Streamlit's loggers tell the root's handlers: pytest fits its own to each logger that
    does not, twice a test."""
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("streamlit")]:
        logging.getLogger(name).propagate = True


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a path or a number of another family: never the internet
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets connect to this machine alone."""
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, _original: Any = original) -> Any:
            if not _is_local(address):
                raise AssertionError(f"a test reached for the network: {address!r}")
            return _original(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)
    resolve = socket.getaddrinfo

    def guarded_resolve(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_local((name,)):
            raise AssertionError(f"a test looked up a name: {host!r}")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


@pytest.fixture(scope="session")
def tiny_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two decisions, minutes, one duty and two bridges (HashedEmbedder)."""
    folder = tmp_path_factory.mktemp("tiny")
    papers = folder / "papers"
    papers.mkdir()
    for name, text in TINY.items():
        (papers / name).write_text(text, encoding="utf-8")
    build_index(
        folder / "index",
        [str(papers)],
        starter=True,
        embedder=HashedEmbedder(),
        counter=WordCounter(),
        steps=plain_steps(starter=[DUTY], bridges=BRIDGES),
    )
    return folder / "index"


@pytest.fixture
def tiny(tiny_index: Path) -> Iterator[DiskLibrary]:
    """The tiny index, opened."""
    library = open_library(tiny_index)
    yield library
    library.close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A running imitation of the Ombudsman's site: one subject's list on two pages."""
    with running_site() as made:
        yield made


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder of papers and an index that are not there yet."""
    return Bench(tmp_path)


@pytest.fixture(scope="session")
def starter_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the real starter library, read as Upheld reads it (HashedEmbedder)."""
    index = tmp_path_factory.mktemp("starter") / "index"
    build_index(index, [], starter=True, embedder=HashedEmbedder(), counter=WordCounter())
    return index


@pytest.fixture
def starter_library(starter_index: Path) -> Iterator[DiskLibrary]:
    """The index of the starter library, opened."""
    library = open_library(starter_index)
    yield library
    library.close()


@pytest.fixture(scope="session")
def starter_engine(starter_index: Path) -> Iterator[Engine]:
    """The engine over the starter library; no test changes it."""
    with hashed_engine(starter_index) as opened:
        yield opened


@pytest.fixture(scope="session")
def documents_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the starter library and the made-up documents of the gold set."""
    index = tmp_path_factory.mktemp("documents") / "index"
    build_index(index, [str(GOLD)], starter=True, embedder=HashedEmbedder(), counter=WordCounter())
    return index


@pytest.fixture(scope="session")
def client(starter_engine: Engine) -> Iterator[TestClient]:
    """The service over the starter library."""
    with TestClient(create_app(starter_engine)) as opened:
        yield opened


@pytest.fixture
def upheld(
    starter_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process over the starter library (`doors.runner`)."""
    return runner(monkeypatch, capfdbinary, index=starter_index)


REPO = Path(__file__).parents[1]
SEEDS = REPO.parent / "shared" / "seeds"


@pytest.fixture(scope="session")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index a user would have: real model, starter library, the made-up documents of the
    gold set and, where they are there, the five real documents."""
    from rag.bootstrap import bulk_embedder, token_counter
    from rag.config import Settings

    settings = Settings(
        index=tmp_path_factory.mktemp("real") / "index",
        cache=Path("~/.cache/upheld").expanduser(),
    )
    sources = [str(GOLD)]
    if SEEDS.is_dir():
        sources.append(str(SEEDS))
    build_index(
        settings.index,
        sources,
        starter=True,
        embedder=bulk_embedder(settings),
        counter=token_counter(settings),
    )
    return settings.index


@pytest.fixture(scope="session")
def remembered() -> dict[Any, Any]:
    """Answers over the real index, by question: what one test has asked no other asks again."""
    return {}


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go."""
    return tmp_path_factory.mktemp("shots")


@pytest.fixture(scope="session")
def url(starter_engine: Engine, shots: Path) -> Iterator[str]:
    """The address of the page over the starter library."""
    with served(starter_engine) as api, page_over(api, shots / "page.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(
    browser: Any, shots: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """Open an address in a fresh window; the window's last look is kept as a screenshot."""
    pages: list[Any] = []

    def open_page(address: str, *, size: dict[str, int] = WIDE, scheme: str = "light") -> Any:
        context = browser.new_context(viewport=size, color_scheme=scheme)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.get_by_role("heading", name="Upheld", exact=True).wait_for()
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.screenshot(path=shots / f"{request.node.name}.png")
        page.context.close()
