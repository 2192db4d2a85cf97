"""What the routes share: the errors that every one may give."""

from __future__ import annotations

from typing import Any

from app.api.schemas import ErrorOut

__all__ = ["UNUSABLE"]

UNUSABLE: dict[int | str, dict[str, Any]] = {
    422: {"model": ErrorOut, "description": "The request cannot be used as it is."},
    503: {"model": ErrorOut, "description": "There is no usable index yet."},
}
