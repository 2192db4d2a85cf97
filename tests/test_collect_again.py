"""The collector run again: changes, interruptions, and what an index makes of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from doors import ROOT, command, runner
from imitated_site import (
    ROWS,
    SEN,
    SUBJECT,
    Site,
    Time,
    gather,
    names,
    polite,
)

from ingest.build import build_index
from ingest.collect import Order, collect
from ingest.sidecar import load_sidecar
from rag.errors import StoreError
from rag.fakes import HashedEmbedder, WordCounter
from rag.library import open_library

pytestmark = pytest.mark.slow


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


# --- from the site to an index --------------------------------------------------------------------


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
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any
) -> None:
    run = runner(monkeypatch, capfdbinary, "fetch")
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
