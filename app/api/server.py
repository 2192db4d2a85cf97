"""Running the service with uvicorn, with logs that never hold a question."""

from __future__ import annotations

import logging
from typing import Any

import uvicorn

from app.api import create_app
from app.api.errors import places_of
from rag.config import Settings

__all__ = ["HideWords", "build_server"]

_PROBE = "/healthz"  # asked all the time by whatever keeps the service alive


class HideWords(logging.Filter):
    """Keeps what people write out of the log: no query strings, no messages of exceptions."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = places_of(record.exc_info[1])
            record.args = ()
            record.exc_info = record.exc_text = None
        elif record.name == "uvicorn.access" and isinstance(record.args, tuple):
            if _PROBE in record.args:
                return False
            record.args = tuple(
                part.partition("?")[0] if isinstance(part, str) else part for part in record.args
            )
        return True


def _log_config() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"hide_words": {"()": HideWords}},
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "plain",
                "filters": ["hide_words"],
            }
        },
        "loggers": {
            "uvicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "uvicorn.access": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        },
    }


def build_server(settings: Settings) -> uvicorn.Server:
    """Return the server over the index of `settings`; `run()` serves until it is told to exit."""
    config = uvicorn.Config(
        create_app(settings),
        host=settings.api_host,
        port=settings.api_port,
        log_config=_log_config(),
        timeout_graceful_shutdown=5,
        server_header=False,
    )
    return uvicorn.Server(config)
