"""Every `__all__` is true: it names what is there, in order, and everything public is in it."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "eval", "ingest", "rag")
RUNS_WHEN_IMPORTED = {"app.ui.page", "eval.bench.__main__"}


def module_names() -> list[str]:
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


def source_of(name: str) -> Path:
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def public_definitions(tree: ast.Module) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {n.name for n in tree.body if isinstance(n, kinds) and not n.name.startswith("_")}


@pytest.mark.parametrize("name", module_names())
def test_all_is_true(name: str) -> None:
    tree = ast.parse(source_of(name).read_text("utf-8"))
    if not public_definitions(tree):
        return
    if name in RUNS_WHEN_IMPORTED or name.endswith(".__main__"):
        return
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", None)
    assert exported is not None, f"{name} has public names but no __all__"
    assert sorted(set(exported)) == sorted(exported), "a name stands twice"
    missing = [export for export in exported if not hasattr(module, export)]
    assert not missing, f"{name}.__all__ names what is not there: {missing}"
    hidden = public_definitions(tree) - set(exported)
    assert not hidden, f"{name} has public names that __all__ leaves out: {sorted(hidden)}"
