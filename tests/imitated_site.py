"""An imitation of the Ombudsman's site on this machine, with lists and pages of the live shape.

The site itself was never asked: the shapes of its lists and pages are imitated, in own words.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ingest.collect import Gathered, Order, collect
from ingest.listing import Wanted
from ingest.polite import Polite

SEN = "/decisions/education/special-educational-needs"
SHELL = b"<!DOCTYPE html><html><body><div id='app'></div><p>Loading</p></body></html>"


def decision(reference: str, council: str, outcome: str, day: str, finding: str) -> bytes:
    """Return a decision's page in the live shape: numbered lists, cookie furniture, footer."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{reference}</title></head>
<body><div id="cookie-banner"><h2>Cookies</h2><p>We use cookies on this site.</p></div>
<main id="main"><h1>{council} ({reference})</h1>
<p><strong>Category : </strong>Education &gt; Special educational needs</p>
<p><strong>Decision : </strong>{outcome}</p><p><strong>Decision date : </strong>{day}</p>
<h2>The Ombudsman's final decision:</h2>
<p><strong>Summary:</strong> Mrs L said the help in her son's plan never began.</p>
<h2>The complaint</h2><ol start="1"><li>Mrs L complains that her son, M, had no help with his
speech from September on, and that nobody at the Council rang her back about it.</li></ol>
<h2>What I found</h2><h3>What happened</h3>
<ol start="2"><li>M's plan names an hour of speech therapy in each week of the school term.</li>
<li>The therapist left in August. The Council looked for another one until February.</li></ol>
<h3>Analysis</h3><ol start="4"><li>{finding}</li></ol>
<h2>Agreed action</h2><ol start="5"><li>Within one month the Council will say sorry to Mrs L for
what went wrong and will tell her in writing how the missed hours are to be made up.</li></ol>
<h2>Final decision</h2><ol start="6"><li>I have finished looking into this complaint.</li></ol>
</main><footer><p>LGO logogram</p></footer></body></html>""".encode()


class Site:
    """The pages of the imitation, who asked for what, and answers that are to come first."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.first: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.robots = "User-agent: *\nDisallow: /search\n"
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.on_ask: Callable[[str], None] = lambda path: None
        self.at_once = self.most_at_once = 0
        self.address = ""

    def answer(self, path: str, headers: Any) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(path)
        self.agents.add(headers["User-Agent"])
        self.on_ask(path)
        if self.first.get(path):
            return self.first[path].pop(0)
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, self.robots.encode()
        if path not in self.pages:
            return 404, {}, b"gone"
        data = self.pages[path]
        etag = f'"{hash(data)}"'
        if headers["If-None-Match"] == etag:
            return 304, {"ETag": etag}, b""
        return 200, {"Content-Type": "text/html; charset=utf-8", "ETag": etag}, data

    def put(self, reference: str, council: str, outcome: str, day: str, finding: str = "") -> str:
        """Add a decision; return its path."""
        path = f"{SEN}/{reference.replace(' ', '-')}"
        finding = finding or "The Council let five months go by. That was fault."
        self.pages[path] = decision(reference, council, outcome, day, finding)
        return path

    def asked_for(self, part: str) -> list[str]:
        return [path for path in self.asked if part in path]


ROWS = (
    ("24 870 001", "Larkfield Council", "Upheld", "07 Feb 2025"),
    ("24 870 002", "Mossford County Council", "Not upheld", "01 Feb 2025"),
    ("24 870 003", "Larkfield Council", "Closed after initial enquiries", "20 Jan 2025"),
    ("24 870 004", "Harrow Vale Council", "Upheld", "05 Dec 2024"),
)


def row(reference: str, council: str, outcome: str, day: str) -> str:
    return (
        f"<li><h3><a href='{SEN}/{reference.replace(' ', '-')}'>{council} ({reference})</a></h3>"
        f"<p>Statement {outcome} Special educational needs {day.replace(' ', '-')}</p>"
        "<p>Summary: Mrs L said that help was upheld on 01-Jan-1999.</p></li>"
    )


def listing(rows: list[str], *, following: str = "", total: int | None = None) -> bytes:
    said = f"<p>Your search has {total} results</p>" if total is not None else ""
    on = f"<a href='{following}'>Next</a>" if following else ""
    return f"<html><body><main>{said}<ul>{''.join(rows)}</ul>{on}</main></body></html>".encode()


@contextmanager
def running_site() -> Iterator[Site]:
    """A running imitation: one subject's list on two pages, four decisions."""
    made = Site()
    rows = [row(*one) for one in ROWS]
    made.pages[SEN] = listing(rows[:2], following=f"{SEN}?page=2")
    made.pages[f"{SEN}?page=2"] = listing(rows[2:])
    for one in ROWS:
        made.put(*one)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.at_once += 1
            made.most_at_once = max(made.most_at_once, made.at_once)
            status, headers, body = made.answer(self.path, self.headers)
            made.at_once -= 1
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


class Time:
    """A clock that only sleeping moves on, and what was slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.start = datetime(2025, 4, 1, 9, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def clock(self) -> float:
        return sum(self.slept)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.clock())


def polite(site: Site, time: Time | None = None, **more: Any) -> Polite:
    time = time or Time()
    given = {"sleep": time.sleep, "clock": time.clock, "now": time.now, **more}
    return Polite(site.address, **given)


SUBJECT = Wanted(subjects=("education/special-educational-needs",))


def gather(
    site: Site, folder: Path, wanted: Wanted = SUBJECT, time: Time | None = None, **more: Any
) -> Gathered:
    with polite(site, time) as visitor:
        return collect(Order(folder, wanted, **more), visitor)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.html"))
