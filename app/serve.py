"""`upheld serve`: the HTTP service in this process, the web page in a child, both until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.show import note
from rag.config import Settings
from rag.errors import ConfigError

__all__ = ["port_is_free", "serve_doors"]

_START_S = 60.0  # how long both doors may take to open
_STOP_S = 5.0
_ROOT = Path(__file__).resolve().parents[1]
_PAGE = Path(__file__).resolve().parent / "ui" / "page.py"


@dataclass(frozen=True, slots=True)
class _Door:
    name: str
    address: str
    health: str


def serve_doors(settings: Settings, *, page: bool) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code. Raises ConfigError for a taken port."""
    _check_ports(settings, page=page)
    _note_missing_index(settings)
    from app.api.server import build_server

    server = build_server(settings)
    doors = _doors(settings, page=page)
    with _sigterm_as_interrupt(), _page_process(settings, page=page) as child:
        failed = threading.Event()

        def give_up() -> None:
            failed.set()
            server.should_exit = True

        threading.Thread(target=_announce, args=(doors, child, give_up), daemon=True).start()
        server.run()
    return 1 if failed.is_set() else 0


def _doors(settings: Settings, *, page: bool) -> list[_Door]:
    host = _reachable(settings.api_host)
    api = f"http://{host}:{settings.api_port}"
    ui = f"http://{host}:{settings.ui_port}"
    doors = [_Door("HTTP service", f"{api}  (described at {api}/docs)", f"{api}/healthz")]
    if page:
        doors.append(_Door("Web page", ui, f"{ui}/_stcore/health"))
    return doors


def _reachable(host: str) -> str:
    """Return where a browser on this machine finds a server bound to `host`."""
    if host in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def port_is_free(host: str, port: int) -> bool:
    """Say whether a server could listen on `port` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):  # taken, not ours to take, or beyond 65535
            return False
    return True


def _check_ports(settings: Settings, *, page: bool) -> None:
    wanted = [("UPHELD_API_PORT", settings.api_port)]
    if page:
        wanted.append(("UPHELD_UI_PORT", settings.ui_port))
    for name, port in wanted:
        if not port_is_free(settings.api_host, port):
            raise ConfigError(
                f"Port {port} on {settings.api_host} cannot be used (is Upheld running already?). "
                f"Stop what uses it or set {name} to another number."
            )


def _note_missing_index(settings: Settings) -> None:
    if not (settings.index / "current").exists():
        note(f"There is no index at {settings.index} yet. Run `upheld ingest` in another window.")


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    def interrupt(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _page_process(settings: Settings, *, page: bool) -> Iterator[subprocess.Popen[bytes] | None]:
    if not page:
        yield None
        return
    child = subprocess.Popen(
        _page_command(settings),
        cwd=_ROOT,  # where .streamlit/config.toml lies
        env={**os.environ, "UPHELD_API_URL": _page_api(settings)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches this process, which then stops the page
    )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _page_api(settings: Settings) -> str:
    return settings.api_url or f"http://{_reachable(settings.api_host)}:{settings.api_port}"


def _page_command(settings: Settings) -> list[str]:
    options = {
        "server.port": str(settings.ui_port),
        "server.address": settings.api_host,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(_PAGE), *flags]


def _announce(
    doors: list[_Door], child: subprocess.Popen[bytes] | None, give_up: Callable[[], None]
) -> None:
    deadline = time.monotonic() + _START_S
    waiting = list(doors)
    while waiting and time.monotonic() < deadline:
        if child is not None and child.poll() is not None:
            note(f"The web page stopped at once (exit code {child.returncode}).")
            give_up()
            return
        waiting = [door for door in waiting if not _answers(door.health)]
        time.sleep(0.1)
    if waiting:
        note(f"Not ready after {_START_S:.0f} seconds: {', '.join(door.name for door in waiting)}.")
        give_up()
        return
    for door in doors:
        note(f"{door.name}: {door.address}")
    note("Press Ctrl-C to stop.")


def _answers(address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=1.0) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
