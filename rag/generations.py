"""Generations on disk: the pointer, the manifest, the writer's lock, publishing and cleaning.

<index>/current              the number of the generation in use, replaced atomically
<index>/lock                 held by a writer with flock: the kernel lets go when it dies
<index>/staging/             what a writer is making; goes on where a killed one stopped
<index>/generations/<n>/     finished generations; the last two are kept
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import IndexBusy, IndexMismatch, IndexMissing, StoreError
from rag.schema import SCHEMA_VERSION

__all__ = [
    "check_manifest",
    "clean_leftovers",
    "generation_folder",
    "hold_lock",
    "publish",
    "read_manifest",
    "read_pointer",
    "staging_folder",
    "write_manifest",
]


def generation_folder(index: Path, number: int) -> Path:
    """Return where generation `number` lies."""
    return index / "generations" / str(number)


def staging_folder(index: Path) -> Path:
    """Return where a writer works."""
    return index / "staging"


def read_pointer(index: Path) -> int | None:
    """Return the number of the generation in use, None where there is no index yet."""
    try:
        text = (index / "current").read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"The index in {index} cannot be read: {error.strerror}.") from error
    if not text.isdecimal():
        raise StoreError(
            f"{index / 'current'} does not name a generation ({text[:40]!r}): delete {index} and "
            f"run: upheld ingest --index {index}"
        )
    return int(text)


def read_manifest(index: Path, number: int) -> dict[str, Any]:
    """Return the manifest of a generation. Raises IndexMissing, StoreError."""
    path = generation_folder(index, number) / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexMissing(_missing(index)) from error
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{path} cannot be read ({error}): delete {index} and run: "
            f"upheld ingest --index {index}"
        ) from error
    if not isinstance(manifest, dict):
        raise StoreError(f"{path} is not a manifest: delete {index} and ingest again.")
    return manifest


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write manifest.json into `folder`."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def check_manifest(index: Path, manifest: Mapping[str, Any], fingerprint: str | None) -> None:
    """Raise IndexMismatch where schema or model are not ours; the message says what to run."""
    schema = manifest.get("schema_version")
    if schema != SCHEMA_VERSION:
        raise IndexMismatch(
            f"The index in {index} has schema {schema}; this Upheld reads schema {SCHEMA_VERSION}. "
            f"Make it again: delete {index} and run: upheld ingest --index {index} (with the paths "
            "you had given)"
        )
    made_by = manifest.get("model_fingerprint")
    if fingerprint is not None and made_by != fingerprint:
        raise IndexMismatch(
            f"The index in {index} was made with the embedding model {manifest.get('model_name')} "
            f"({str(made_by)[:12]}), not with the one that is set ({fingerprint[:12]}). Set "
            f"UPHELD_MODEL as it was, or run: upheld ingest --index {index} to embed it again"
        )


def _missing(index: Path) -> str:
    return f"There is no index in {index}: run: upheld ingest --index {index}"


@contextmanager
def hold_lock(index: Path) -> Iterator[None]:
    """Be the only writer of `index`. Raises IndexBusy where another process is."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        handle = os.open(index / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"The index in {index} cannot be written: {error.strerror}. Choose another folder "
            "with --index, or see who may write there."
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise IndexBusy(
                f"Another process (pid {owner}) is writing to the index in {index}. Wait until it "
                "is done, then run the same command again; searching works meanwhile."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(handle)


def publish(index: Path, number: int) -> None:
    """Make the finished staging folder generation `number` and point to it.

    Everything is on disk before the pointer moves. The generation before stays, for readers
    that have read the pointer and not yet opened it; older ones go.
    """
    folder = generation_folder(index, number)
    folder.parent.mkdir(exist_ok=True)
    _sync_tree(staging_folder(index))
    os.rename(staging_folder(index), folder)
    _sync(folder.parent)
    pointer = index / "current.part"
    with pointer.open("w", encoding="ascii") as handle:
        handle.write(f"{number}\n")
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(pointer, index / "current")
    _sync(index)
    clean_leftovers(index)


def clean_leftovers(index: Path) -> None:
    """Delete what killed writers left and generations older than the last two.

    Belongs under the lock. Staging is left, and a generation whose writer was killed before the
    pointer moved becomes staging again: a run may go on with it.
    """
    current = read_pointer(index) or 0
    folder = index / "generations"
    if not folder.is_dir():
        return
    numbers = sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
    keep = {current, *[n for n in numbers if n < current][-1:]}
    for number in numbers:
        if number == current + 1 and not staging_folder(index).exists():
            os.rename(generation_folder(index, number), staging_folder(index))
        elif number not in keep:
            shutil.rmtree(generation_folder(index, number))


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
