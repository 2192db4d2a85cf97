"""The collector against a real server on this machine that behaves like the Ombudsman's site.

The site itself was never asked: the shapes of its lists and pages are imitated, in own words.
"""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from doors import ROOT, command, free_port

from ingest.build import build_index
from ingest.collect import Gathered, Order, collect
from ingest.listing import Outcome, Wanted, read_listing
from ingest.polite import Polite
from ingest.robots import Robots
from ingest.sidecar import load_sidecar
from rag.errors import ConfigError, QuestionError, ReadError, SiteError, StoreError
from rag.fakes import HashedEmbedder, WordCounter
from rag.library import open_library

pytestmark = pytest.mark.slow

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


@pytest.fixture
def site() -> Iterator[Site]:
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


# --- what is gathered ---------------------------------------------------------------------------


def test_all_pages_of_a_list_are_gathered_each_once(site: Site, tmp_path: Path) -> None:
    report = gather(site, tmp_path)
    assert (report.new, report.failed, report.requests) == (4, [], 7)
    assert names(tmp_path) == [f"24-870-00{n}.html" for n in (1, 2, 3, 4)]
    assert len(site.asked) == len(set(site.asked)) == 7
    assert site.asked[0] == "/robots.txt"
    assert site.most_at_once == 1


def test_each_decision_has_its_origin_beside_it(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path)
    told = json.loads((tmp_path / "24-870-001.source.json").read_text())
    assert told["address"] == f"{site.address}{SEN}/24-870-001"
    assert told["current"] == told["versions"][0]["file"] == "24-870-001.html"
    assert told["versions"][0]["retrieved_at"].startswith("2025-04-01T09:00")
    assert "Commission for Local Administration" in told["attribution"]
    assert "lgo.org.uk/copyright" in told["licence_address"]
    assert "six weeks" in told["note"]
    assert (told["council"], told["outcome"]) == ("Larkfield Council", "upheld")
    assert told["date"] == "2025-02-07"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"councils": ("larkfield",)}, [1, 3]),
        ({"councils": ("Lark",)}, []),
        ({"outcomes": (Outcome.UPHELD,)}, [1, 4]),
        ({"outcomes": (Outcome.NOT_UPHELD, Outcome.CLOSED)}, [2, 3]),
        ({"date_from": date(2025, 1, 20), "date_to": date(2025, 2, 1)}, [2, 3]),
    ],
)
def test_only_what_is_wanted_is_asked_for(
    site: Site, tmp_path: Path, wanted: dict[str, Any], expected: list[int]
) -> None:
    gather(site, tmp_path, replace(SUBJECT, **wanted))
    assert names(tmp_path) == [f"24-870-00{n}.html" for n in expected]
    assert len(site.asked_for(f"{SEN}/")) == len(expected)


def test_a_list_from_new_to_old_is_left_where_it_gets_too_old(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path, replace(SUBJECT, date_from=date(2025, 2, 5)))
    assert site.asked_for("page=2") == []


def test_the_number_wanted_ends_the_run(site: Site, tmp_path: Path) -> None:
    assert gather(site, tmp_path, most=2).new == 2
    assert site.asked_for("page=2") == []


def test_without_a_subject_everything_is_searched_by_dates(site: Site, tmp_path: Path) -> None:
    search = "/Decisions/SearchResults?fd=2025-01-01&td=2025-04-01&page="
    rows = [row(*one) for one in ROWS[:3]]
    site.pages[search + "1"] = listing(rows[:2], total=3)
    site.pages[search + "2"] = listing(rows[2:], total=3)
    report = gather(site, tmp_path, Wanted(date_from=date(2025, 1, 1)))
    assert (report.new, report.notes) == (3, [])


def test_a_list_that_shows_less_than_it_speaks_of_is_told(site: Site, tmp_path: Path) -> None:
    site.pages[SEN] = site.pages[f"{SEN}?page=2"] = listing([row(*ROWS[0])], total=9)
    report = gather(site, tmp_path)
    assert "speaks of 9 decisions; 1 were seen" in report.notes[0]


def test_what_a_list_leaves_out_is_checked_on_the_page(site: Site, tmp_path: Path) -> None:
    bare = f"<html><body><p><a href='{SEN}/24-870-002'>24 870 002</a></p></body></html>"
    site.pages[SEN] = bare.encode()
    report = gather(site, tmp_path, replace(SUBJECT, outcomes=(Outcome.UPHELD,)))
    assert (report.left_out, names(tmp_path)) == (1, [])


def test_a_list_without_boxes_is_read_too() -> None:
    page = f"""<body><div><a href="{SEN}/24-870-001?displaypref=1">Larkfield Council
    (24 870 001)</a></div><div>Statement Not upheld Special educational needs 09-Aug-2024</div>
    <div><a href="{SEN}/24-870-004">Harrow Vale Council (24 870 004)</a></div>
    <div>Report Upheld Special educational needs 28-Apr-2024</div></body>"""
    first, second = read_listing(page.encode(), "http://127.0.0.1/x").entries
    assert (first.outcome, first.date) == (Outcome.NOT_UPHELD, date(2024, 8, 9))
    assert (second.outcome, second.council) == (Outcome.UPHELD, "Harrow Vale Council")
    assert first.address == f"http://127.0.0.1{SEN}/24-870-001"


def test_a_subject_is_written_as_in_addresses() -> None:
    with pytest.raises(QuestionError, match="special-educational-needs"):
        Wanted(subjects=("Special Educational Needs",))


# --- manners ------------------------------------------------------------------------------------


def test_there_is_a_pause_between_requests(site: Site, tmp_path: Path) -> None:
    time = Time()
    gather(site, tmp_path, time=time)
    assert time.slept == [3.0] * 6


def test_the_site_may_ask_for_a_longer_pause(site: Site, tmp_path: Path) -> None:
    time = Time()
    site.robots = "User-agent: *\nCrawl-delay: 20\n"
    gather(site, tmp_path, time=time)
    assert time.slept == [20.0] * 6


def test_a_host_elsewhere_gets_a_pause_and_a_contact() -> None:
    with pytest.raises(ConfigError, match="too short"):
        Polite("https://www.example.org", contact="a@example.org", delay_s=0.5)
    with pytest.raises(ConfigError, match="--contact"):
        Polite("https://www.example.org")
    with pytest.raises(ConfigError, match="address of a site"):
        Polite("www.example.org")


def test_the_visitor_names_itself(site: Site) -> None:
    with polite(site, contact="me@example.org") as visitor:
        visitor.get(site.address + SEN)
    (agent,) = site.agents
    assert agent.startswith("Upheld/")
    assert "contact: me@example.org" in agent


def test_what_robots_txt_forbids_is_not_asked_for(site: Site, tmp_path: Path) -> None:
    site.robots = f"User-agent: *\nDisallow: {SEN}/24-870-002\n"
    report = gather(site, tmp_path)
    assert report.new == 3
    assert "robots.txt" in report.failed[0][1]
    assert site.asked_for("24-870-002") == []


def test_robots_txt_with_wildcards_speaks_to_its_own_groups() -> None:
    text = "User-agent: Other\nDisallow: /*\n\nUser-agent: *\nDisallow: /*?chapter=\nDisallow: /x$"
    robots = Robots(text)
    assert robots.allows("https://a.org/decisions/1")
    assert not robots.allows("https://a.org/decisions/1?chapter=2")
    assert not robots.allows("https://a.org/x")
    assert robots.allows("https://a.org/xy")


@pytest.mark.parametrize(("status", "new"), [(404, 4), (403, 0), (500, 0)])
def test_a_site_without_a_readable_robots_txt_is_left_alone(
    site: Site, tmp_path: Path, status: int, new: int
) -> None:
    site.first["/robots.txt"] = [(status, {}, b"")] * 4
    report = gather(site, tmp_path)
    assert report.new == new
    assert bool(report.failed) == (new == 0)
    assert bool(site.asked_for(SEN)) == (new > 0)


def test_429_is_waited_out_as_asked(site: Site, tmp_path: Path) -> None:
    time = Time()
    at = format_datetime(time.start + timedelta(seconds=200), usegmt=True)
    path = f"{SEN}/24-870-001"
    site.first[path] = [(429, {"Retry-After": "77"}, b""), (429, {"Retry-After": at}, b"")]
    report = gather(site, tmp_path, time=time)
    assert (report.new, report.failed) == (4, [])
    assert time.slept[2] == 77.0
    assert time.slept[3] == 200 - 6 - 77  # the rest until that time; the pause lies inside it
    assert site.asked_for("24-870-001") == [path] * 3


def test_a_longer_wait_than_a_run_can_take_ends_it(site: Site, tmp_path: Path) -> None:
    site.first[f"{SEN}/24-870-002"] = [(429, {"Retry-After": "7200"}, b"")]
    report = gather(site, tmp_path)
    assert report.new == 1
    assert "120 minutes" in report.failed[0][1]
    assert site.asked[-1].endswith("24-870-002")


def test_a_failing_server_is_asked_again_after_growing_waits(site: Site, tmp_path: Path) -> None:
    time = Time()
    site.first[f"{SEN}/24-870-001"] = [(500, {}, b""), (503, {}, b"")]
    assert gather(site, tmp_path, time=time).new == 4
    assert time.slept[2:4] == [10.0, 40.0]


def test_a_page_that_keeps_failing_is_told_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    site.first[f"{SEN}/24-870-001"] = [(500, {}, b"")] * 4
    report = gather(site, tmp_path)
    assert report.new == 3
    assert "500" in report.failed[0][1]


def test_a_site_that_fails_three_times_in_a_row_is_left_alone(site: Site, tmp_path: Path) -> None:
    for n in (1, 2, 3):
        del site.pages[f"{SEN}/24-870-00{n}"]
    report = gather(site, tmp_path)
    assert "3 pages in a row" in report.failed[-1][1]
    assert site.asked_for("24-870-004") == []


def test_redirects_are_followed_within_the_site_only(site: Site, tmp_path: Path) -> None:
    moved = SEN.replace("special", "other") + "/24-870-001"
    site.pages[moved] = site.pages[f"{SEN}/24-870-001"]
    site.first[f"{SEN}/24-870-001"] = [(301, {"Location": moved}, b"")]
    site.first[f"{SEN}/24-870-002"] = [(302, {"Location": "https://example.org/"}, b"")]
    site.first[f"{SEN}/24-870-003"] = [(302, {"Location": "/"}, b"")]
    site.pages["/"] = site.pages[moved]
    loop = f"{SEN}/24-870-004"
    site.first[loop] = [(302, {"Location": loop}, b"")] * 9
    report = gather(site, tmp_path)
    assert names(tmp_path) == ["24-870-001.html"]
    kept = load_sidecar(tmp_path / "24-870-001.source.json")
    assert kept is not None
    assert kept.address == site.address + moved
    reasons = " ".join(why for _, why in report.failed)
    assert "outside" in reasons
    assert "not the decision" in reasons
    assert "more than 5 times" in reasons


def test_a_compressed_answer_is_the_page_itself(site: Site, tmp_path: Path) -> None:
    path = f"{SEN}/24-870-001"
    headers = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
    site.first[path] = [(200, headers, gzip.compress(site.pages[path]))]
    assert gather(site, tmp_path, most=1).new == 1
    assert (tmp_path / "24-870-001.html").read_bytes() == site.pages[path]


def test_an_answer_that_breaks_off_is_asked_for_again(site: Site, tmp_path: Path) -> None:
    path = f"{SEN}/24-870-001"
    broken = {"Content-Length": "99999", "Connection": "close"}
    site.first[path] = [(200, broken, site.pages[path][:900])]
    assert gather(site, tmp_path, most=1).new == 1
    assert (tmp_path / "24-870-001.html").read_bytes() == site.pages[path]
    garbled = {"Content-Encoding": "gzip"}
    site.first[path] = [(200, garbled, b"no gzip at all")]
    assert gather(site, tmp_path, most=1).failed == []


# --- shells -------------------------------------------------------------------------------------


def test_an_empty_shell_is_told_and_not_saved(site: Site, tmp_path: Path) -> None:
    site.pages[f"{SEN}/24-870-002"] = SHELL
    report = gather(site, tmp_path)
    assert (report.new, names(tmp_path)[1]) == (3, "24-870-003.html")
    assert "empty shell" in report.failed[0][1]


def test_a_shell_does_not_take_the_place_of_a_decision(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path)
    before = (tmp_path / "24-870-002.html").read_bytes()
    site.pages[f"{SEN}/24-870-002"] = SHELL
    assert gather(site, tmp_path).failed
    assert (tmp_path / "24-870-002.html").read_bytes() == before
    assert len(names(tmp_path)) == 4


def test_a_list_that_is_a_shell_is_not_taken_for_an_empty_one(site: Site, tmp_path: Path) -> None:
    site.pages[SEN] = SHELL
    assert "empty shell" in gather(site, tmp_path).failed[0][1]
    site.pages[SEN] = listing([], total=0)
    assert gather(site, tmp_path).failed == []


# --- again --------------------------------------------------------------------------------------


def test_a_second_run_asks_whether_anything_has_changed(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path)
    time = Time()
    time.start += timedelta(days=9)
    report = gather(site, tmp_path, time=time)
    assert (report.new, report.unchanged, report.changed) == (0, 4, 0)
    kept = load_sidecar(tmp_path / "24-870-001.source.json")
    assert kept is not None
    assert kept.checked_at.startswith("2025-04-10")
    assert kept.versions[0].retrieved_at.startswith("2025-04-01")


def test_a_changed_page_is_saved_beside_the_old_one(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path)
    old = (tmp_path / "24-870-001.html").read_bytes()
    path = site.put(*ROWS[0], finding="The Council let six months go by. That was fault.")
    report = gather(site, tmp_path)
    assert (report.changed, report.unchanged) == (1, 3)
    assert (tmp_path / "24-870-001.html").read_bytes() == old
    assert (tmp_path / "24-870-001.v2.html").read_bytes() == site.pages[path]
    kept = load_sidecar(tmp_path / "24-870-001.source.json")
    assert kept is not None
    assert kept.current == "24-870-001.v2.html"
    site.pages[path] = old  # and back
    gather(site, tmp_path)
    kept = load_sidecar(tmp_path / "24-870-001.source.json")
    assert kept is not None
    assert (kept.current, len(kept.versions)) == ("24-870-001.html", 2)


def test_new_furniture_around_a_decision_is_no_new_version(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path)
    path = f"{SEN}/24-870-001"
    site.pages[path] = site.pages[path].replace(b"We use cookies", b"We still use cookies")
    report = gather(site, tmp_path)
    assert (report.changed, report.unchanged) == (0, 4)
    assert names(tmp_path)[:2] == ["24-870-001.html", "24-870-002.html"]


def test_an_interrupted_run_goes_on_and_fetches_nothing_twice(site: Site, tmp_path: Path) -> None:
    stopping = Time()

    def sleep(seconds: float) -> None:
        if len(site.asked) == 6:  # robots, list, 001, 002, list, 003
            raise KeyboardInterrupt
        stopping.sleep(seconds)

    with (
        polite(site, stopping, sleep=sleep) as visitor,
        pytest.raises(KeyboardInterrupt, match="Run the same command again"),
    ):
        collect(Order(tmp_path, SUBJECT), visitor)
    report = gather(site, tmp_path)
    assert (report.known, report.new, report.failed) == (3, 1, [])
    assert report.notes == ["Went on with a run that had not been finished."]
    again = [path for path in site.asked if path != "/robots.txt"]
    assert len(again) == len(set(again)) == 6
    assert gather(site, tmp_path).unchanged == 4  # the next run is a new one


def test_a_killed_command_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    place = ("--folder", str(tmp_path), "--delay", "0", "--site", site.address)
    line = ("fetch", *place, "--subject", "education/special-educational-needs")
    first = subprocess.Popen([sys.executable, "-m", "app.cli", *line], cwd=ROOT)
    site.on_ask = lambda path: first.kill() if path.endswith("24-870-003") else None
    assert first.wait(60) == -signal.SIGKILL
    site.on_ask = lambda path: None
    done = command(*line)
    assert done.returncode == 0, done.stderr
    assert "2 new, 2 gathered before the interruption" in done.stdout
    assert names(tmp_path) == [f"24-870-00{n}.html" for n in (1, 2, 3, 4)]
    assert len(site.asked_for("24-870-001")) == len(site.asked_for("24-870-002")) == 1
    assert len(site.asked_for("page=2")) == 1


def test_an_old_interruption_is_begun_anew(site: Site, tmp_path: Path) -> None:
    site.first[f"{SEN}/24-870-004"] = [(404, {}, b"")]
    gather(site, tmp_path)
    time = Time()
    time.start += timedelta(days=2)
    report = gather(site, tmp_path, time=time)
    assert (report.known, report.unchanged, report.new) == (0, 3, 1)


def test_two_runs_into_one_folder_do_not_ask_at_once(site: Site, tmp_path: Path) -> None:
    def second(path: str) -> None:
        if path == SEN:
            with pytest.raises(StoreError, match="Another run"):
                collect(Order(tmp_path, SUBJECT), visitor)
            met.append(path)

    met: list[str] = []
    with polite(site) as visitor:
        site.on_ask = second
        gather(site, tmp_path)
    assert met == [SEN]


def test_a_page_that_cannot_be_had_is_an_error_that_names_it(site: Site) -> None:
    with polite(site) as visitor, pytest.raises(ReadError, match="/nowhere: the site answered 404"):
        visitor.get(f"{site.address}/nowhere")
    dead = silent_site()
    with dead as visitor, pytest.raises(SiteError, match="could not be fetched"):
        visitor.get(f"{visitor.site}/x")


def silent_site() -> Polite:
    time = Time()
    return Polite(f"http://127.0.0.1:{free_port()}", sleep=time.sleep, clock=time.clock)


# --- from the site to an index ------------------------------------------------------------------


def take_in(folder: Path, index: Path) -> Any:
    return build_index(
        index, [str(folder)], starter=False, embedder=HashedEmbedder(), counter=WordCounter()
    )


def test_what_was_gathered_is_read_with_its_origin_and_the_old_stays(
    site: Site, tmp_path: Path
) -> None:
    folder, index = tmp_path / "decisions", tmp_path / "index"
    gather(site, folder, most=1)
    report = take_in(folder, index)
    assert (report.added, report.failed, report.notes) == (1, (), ())
    with closing(open_library(index)) as library:
        first = library.document("24-870-001")
        cited = library.paragraphs("24-870-001")
    assert first is not None
    assert first.url == f"{site.address}{SEN}/24-870-001"
    assert first.url_checked
    assert first.read_at.startswith("2025-04-01T09:00")
    assert "Commission for Local Administration" in (first.licence or "")
    assert first.warning is None
    site.put(*ROWS[0], finding="The Council let six months go by. That was fault.")
    gather(site, folder, most=1)
    report = take_in(folder, index)
    assert (report.added, report.updated, report.failed) == (1, 1, ())
    with closing(open_library(index)) as library:
        old, new = library.document("24-870-001"), library.document("24-870-001-2")
        assert library.paragraphs("24-870-001") == cited
        assert "six months" in library.text("24-870-001-2")
        assert old is not None
        assert new is not None
    assert "1 April 2025" in (old.warning or "")
    assert new.warning is None
    assert take_in(folder, index).unchanged == 2


def test_the_command_gathers_and_says_what_is_next(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from app.cli import main

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["upheld", "fetch", *arguments])
        with pytest.raises(SystemExit) as leaving:
            main()
        out, err = capsys.readouterr()
        return int(leaving.value.code or 0), out, err

    to = ("--folder", str(tmp_path / "d"), "--delay", "0", "--site", site.address)
    subject = ("--subject", "education/special-educational-needs")
    code, out, _ = run(*to, *subject, "--outcome", "upheld", "--from", "2025-01-01", "--most", "3")
    assert code == 0
    assert "Decisions: 1 new." in out
    assert "six weeks" in out
    assert "upheld ingest" in out
    assert names(tmp_path / "d") == ["24-870-001.html"]
    del site.pages[f"{SEN}/24-870-004"]
    assert run(*to, *subject)[0] == 1
    code, _, err = run("--folder", str(tmp_path / "e"))
    assert code == 2
    assert "--contact" in err
