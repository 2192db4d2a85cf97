"""How the collector behaves towards a site: pauses, robots.txt, refusals, redirects."""

from __future__ import annotations

import gzip
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from doors import free_port
from imitated_site import (
    SEN,
    Site,
    Time,
    gather,
    names,
    polite,
)

from ingest.polite import Polite
from ingest.robots import Robots
from ingest.sidecar import load_sidecar
from rag.errors import ConfigError, ReadError, SiteError

pytestmark = pytest.mark.slow


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


def test_a_page_that_cannot_be_had_is_an_error_that_names_it(site: Site) -> None:
    with polite(site) as visitor, pytest.raises(ReadError, match="/nowhere: the site answered 404"):
        visitor.get(f"{site.address}/nowhere")
    dead = silent_site()
    with dead as visitor, pytest.raises(SiteError, match="could not be fetched"):
        visitor.get(f"{visitor.site}/x")


def silent_site() -> Polite:
    time = Time()
    return Polite(f"http://127.0.0.1:{free_port()}", sleep=time.sleep, clock=time.clock)
