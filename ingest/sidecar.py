"""What is known of a gathered page beside its text: where, when and on what terms it was got."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from rag.records import Reading

__all__ = ["SIDECAR", "Sidecar", "Version", "load_sidecar", "superseded_by", "with_origin"]

SIDECAR = ".source.json"
_ATTRIBUTION = (
    "Local Government and Social Care Ombudsman. © Commission for Local Administration in England."
)
_LICENCE = (
    "Free re-use in any format where source and copyright are named, the text is given "
    "accurately and not misleadingly, and it does not serve to advertise a product."
)
_LICENCE_ADDRESS = "https://www.lgo.org.uk/copyright"
_NOTE = (
    "The Ombudsman publishes decisions about six weeks after they are issued: what was decided "
    "in the last six weeks is not there yet."
)


@dataclass(frozen=True, slots=True)
class Version:
    """One text of the page. `text_sha256` is of what is read in it, without the furniture."""

    file: str
    retrieved_at: str  # ISO 8601, UTC
    sha256: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The record beside the versions of one page; `current` names the file that is in force."""

    reference: str
    address: str
    council: str
    outcome: str | None
    date: str | None
    current: str
    checked_at: str
    run: str
    etag: str | None = None
    modified: str | None = None
    versions: tuple[Version, ...] = ()
    attribution: str = _ATTRIBUTION
    licence: str = _LICENCE
    licence_address: str = _LICENCE_ADDRESS
    note: str = field(default=_NOTE)

    def encode(self) -> bytes:
        """Return the record as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2).encode() + b"\n"


def load_sidecar(path: Path) -> Sidecar | None:
    """Return the record at `path`; None where there is none that can be read."""
    try:
        given: dict[str, Any] = json.loads(path.read_text("utf-8"))
        versions = tuple(Version(**one) for one in given.pop("versions"))
        return Sidecar(**given, versions=versions)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _beside(page: Path) -> tuple[Sidecar, Version] | None:
    """Return the record that speaks of `page`, and its part on this version."""
    sidecar = load_sidecar(page.with_name(page.name.partition(".")[0] + SIDECAR))
    versions = sidecar.versions if sidecar else ()
    version = next((one for one in versions if one.file == page.name), None)
    return (sidecar, version) if sidecar and version else None


def superseded_by(page: Path) -> str | None:
    """Return the name of the version that took the place of `page`, if one did."""
    known = _beside(page)
    return known[0].current if known and known[0].current != page.name else None


def with_origin(reading: Reading, page: Path) -> Reading:
    """Return `reading` with the address, day and terms that stand beside `page`, if any."""
    known = _beside(page)
    if known is None:
        return reading
    sidecar, version = known
    document = replace(
        reading.document,
        url=sidecar.address,
        url_checked=True,
        read_at=version.retrieved_at,
        licence=f"{sidecar.attribution} {sidecar.licence} ({sidecar.licence_address})",
    )
    if sidecar.current != page.name:
        later = next((v for v in sidecar.versions if v.file == sidecar.current), version)
        told = f"The site has changed this page: this is how it read on {_day(version)}"
        document = replace(document, warning=f"{told}; {later.file} is how it read later.")
    return replace(reading, document=document)


def _day(version: Version) -> str:
    day = date.fromisoformat(version.retrieved_at[:10])
    return f"{day.day} {day:%B %Y}"
