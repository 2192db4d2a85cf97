"""`upheld doctor`: what is installed, what is missing, and what to run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from rag.config import Settings
from rag.errors import UpheldError

__all__ = ["Check", "check_all", "worst"]

_LEAST_DISK = 2_000_000_000  # bytes: an index, its next generation and the compiled model
_LEAST_PYTHON = (3, 11)
FINE, WARNING, FAILED = "fine", "warning", "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it stands, and what to do where it is not fine."""

    name: str
    state: str
    found: str
    advice: str | None = None

    def record(self) -> dict[str, Any]:
        """Return this check as JSON."""
        return {
            "name": self.name,
            "state": self.state,
            "found": self.found,
            "advice": self.advice,
        }


def check_all(settings: Settings, *, try_llm: bool = False) -> list[Check]:
    """Look at everything; no check stops the others. `try_llm`: ask the language model too."""
    looks: tuple[tuple[str, Callable[[Settings], Check]], ...] = (
        ("Python", _check_python),
        ("Packages", _check_packages),
        ("Embedding model", _check_model),
        ("Compiled model", _check_compiled),
        ("Reranker", _check_reranker),
        ("Inference", _check_inference),
        ("Index", _check_index),
        ("Language model", _try_llm if try_llm else _check_llm),
        ("Library changes", _check_writing),
        ("Ports", _check_ports),
        ("Disk", _check_disk),
    )
    return [_look(name, look, settings) for name, look in looks]


def worst(checks: Sequence[Check]) -> str:
    """Return the worst state among `checks`."""
    states = {check.state for check in checks}
    return next((state for state in (FAILED, WARNING) if state in states), FINE)


def _look(name: str, look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except (UpheldError, OSError) as error:
        return Check(name, FAILED, str(error))


def _check_python(_: Settings) -> Check:
    found = f"{sys.version.split()[0]} at {sys.executable}"
    if sys.version_info < _LEAST_PYTHON:
        return Check("Python", FAILED, found, "Upheld needs Python 3.11 or newer.")
    return Check("Python", FINE, found)


def _check_packages(_: Settings) -> Check:
    missing, held = [], 0
    for requirement in requires("upheld") or ():
        if "extra ==" in requirement:
            continue
        name = _name_of(requirement)
        try:
            version(name)
            held += 1
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        advice = "Run: pip install -c constraints.txt -e ."
        return Check("Packages", FAILED, f"missing: {', '.join(missing)}", advice)
    return Check("Packages", FINE, f"upheld {version('upheld')} and the {held} it needs")


def _name_of(requirement: str) -> str:
    for place, character in enumerate(requirement):
        if not (character.isalnum() or character in "-_."):
            return requirement[:place]
    return requirement


def _check_model(settings: Settings) -> Check:
    from rag.weights import file_sha256, find_model, find_weights

    folder = find_model(settings.model)  # checks the hash of the default model
    sha256 = file_sha256(find_weights(folder))
    return Check("Embedding model", FINE, f"{settings.model}, SHA-256 {sha256[:16]}…")


def _check_compiled(settings: Settings) -> Check:
    from rag.weights import file_sha256, find_model, find_weights

    sha256 = file_sha256(find_weights(find_model(settings.model)))
    made = sorted(settings.cache.expanduser().glob(f"{sha256[:16]}-*/model.onnx"))
    if not made:
        return Check(
            "Compiled model",
            WARNING,
            f"not made yet in {settings.cache}",
            "It is made by the first `upheld ingest` or `upheld ask` (some seconds, once).",
        )
    return Check("Compiled model", FINE, str(made[-1].parent))


def _check_reranker(settings: Settings) -> Check:
    from rag.weights import find_reranker

    if settings.reranker is None:
        return Check("Reranker", FINE, "none: the ranking stands as it is")
    kind = find_reranker(settings.reranker)
    reads = f"reads the first {settings.rerank_first}, counts {settings.rerank_share:.0%}"
    return Check("Reranker", FINE, f"{kind} in {settings.reranker}; {reads}")


def _check_inference(settings: Settings) -> Check:
    from rag.weights import find_inference

    if not settings.nli:
        return Check("Inference", FINE, "none: claims are checked without such a model")
    folder, _ = find_inference(settings.nli)
    takes = f"contradiction from {settings.nli_contradiction:g}, entailment below"
    return Check("Inference", FINE, f"{folder}; takes out {takes} {settings.nli_entailment:g}")


def _check_index(settings: Settings) -> Check:
    from rag.generations import read_manifest, read_pointer

    number = read_pointer(settings.index)
    if number is None:
        return Check("Index", FAILED, f"none at {settings.index}", "Run: upheld ingest")
    manifest = read_manifest(settings.index, number)
    _open_and_close(settings)
    counts = manifest.get("counts", manifest)
    documents, passages = counts.get("documents"), counts.get("passages")
    found = f"{documents} documents, {passages} passages, generation {number}, {settings.index}"
    return Check("Index", FINE, found)


def _open_and_close(settings: Settings) -> None:
    from rag.library import open_library
    from rag.weights import file_sha256, find_model, find_weights

    fingerprint = file_sha256(find_weights(find_model(settings.model)))
    open_library(settings.index, fingerprint=fingerprint).close()


def _check_llm(settings: Settings) -> Check:
    from app.models import described

    return Check("Language model", FINE, described(settings))


def _try_llm(settings: Settings) -> Check:
    from app.models import described, try_model

    return Check("Language model", FINE, f"{described(settings)}; {try_model(settings)}")


def _check_writing(settings: Settings) -> Check:
    from app.api.writing import why_closed

    closed = why_closed(settings)
    if closed:
        return Check("Library changes", FINE, closed)
    who = "everybody who reaches the service" if settings.library_writes == "on" else "this machine"
    inside = "addresses inside the network too" if settings.library_private else "public addresses"
    return Check("Library changes", FINE, f"over the web: from {who}; {inside}")


def _check_ports(settings: Settings) -> Check:
    from app.serve import port_is_free

    ports = {"UPHELD_API_PORT": settings.api_port, "UPHELD_UI_PORT": settings.ui_port}
    taken = {n: p for n, p in ports.items() if not port_is_free(settings.api_host, p)}
    if taken:
        names = ", ".join(f"{port} ({name})" for name, port in taken.items())
        advice = "If Upheld is not what runs there, set these to other numbers."
        return Check("Ports", WARNING, f"in use: {names}", advice)
    return Check("Ports", FINE, f"{settings.api_port} and {settings.ui_port} are free")


def _check_disk(settings: Settings) -> Check:
    place = settings.index.expanduser().absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:.1f} GB free at {place}"
    if free < _LEAST_DISK:
        return Check("Disk", WARNING, found, "Make room: an update needs space for a second index.")
    return Check("Disk", FINE, found)
