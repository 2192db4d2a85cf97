"""What readers say of an answer: kept as JSON lines where the operator named a file."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.mask import mask

__all__ = ["keep_feedback"]

_one = threading.Lock()


def keep_feedback(path: Path, said: Mapping[str, Any]) -> None:
    """Add a line to `path`, made if need be and readable by its owner alone.

    `said`: helpful, reason, comment, question, audience, status, sources, generation. Names and
    other personal data are taken out of what was written freely. Raises OSError.
    """
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **said,
        "comment": mask(said["comment"]) if said["comment"] else None,
        "question": mask(said["question"]) if said["question"] else None,
    }
    data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
    with _one:
        path.parent.mkdir(parents=True, exist_ok=True)
        place = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(place, data)
        finally:
            os.close(place)
