"""Every `__all__` is true: it names what is there, and what other modules take is in it."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from trees import ROOT, imports

ROOMS = ("app", "eval", "ingest", "rag")
RUNS_WHEN_IMPORTED = {"app.ui.page"}


def paths() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def importable() -> list[str]:
    names = [name_of(path) for path in paths()]
    scripts = ("eval.bench.",)
    return [n for n in names if n not in RUNS_WHEN_IMPORTED and not n.startswith(scripts)]


def has_public_names(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = ast.parse(path.read_text("utf-8")).body
    return any(isinstance(n, kinds) and not n.name.startswith("_") for n in body)


def taken() -> Iterator[tuple[str, str, str]]:
    """Yield (who, module, name) for every name that one of our modules takes from another."""
    ours = {name_of(path) for path in paths()}
    for path in paths():
        for node in imports(path):
            if isinstance(node, ast.ImportFrom) and node.module in ours:
                for alias in node.names:
                    if f"{node.module}.{alias.name}" not in ours:
                        yield name_of(path), node.module, alias.name


@pytest.mark.parametrize("name", importable())
def test_all_names_what_is_there(name: str) -> None:
    if not has_public_names(name):
        return
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", None)
    assert exported is not None, f"{name} has public names but no __all__"
    assert len(set(exported)) == len(exported), "a name stands twice"
    missing = [export for export in exported if not hasattr(module, export)]
    assert not missing, f"{name}.__all__ names what is not there: {missing}"


def test_what_other_modules_take_is_exported() -> None:
    hidden = [
        f"{who} takes {name} from {module}"
        for who, module, name in taken()
        if name not in getattr(importlib.import_module(module), "__all__", ())
    ]
    assert not hidden
