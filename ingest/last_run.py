"""What the last run over an index did, kept beside it for whoever asks later."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.progress import BuildReport

__all__ = ["load_run", "save_run"]

_FILE = "last-run.json"


def save_run(index: Path, report: BuildReport, *, at: str) -> None:
    """Keep the report of a run that ended `at` (ISO 8601, UTC). Belongs under the lock."""
    part = index / f"{_FILE}.part"
    part.write_text(json.dumps({"at": at, **asdict(report)}, ensure_ascii=False), "utf-8")
    part.replace(index / _FILE)


def load_run(index: Path) -> dict[str, Any] | None:
    """Return the last report with its `at`; None where there is none that can be read."""
    try:
        kept = json.loads((index / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None
