"""The rooms of the house: who may import whom, and who owns which library."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from trees import ROOT, imports

ROOMS = ("app", "corpus", "eval", "ingest", "prompts", "rag")
MAY_IMPORT = {
    "rag": set(),
    "ingest": {"rag", "corpus"},
    "eval": {"rag", "ingest"},
    "app": {"rag", "ingest", "eval"},
    "corpus": set(),
    "prompts": set(),
}
NUMPY_ANYWHERE = "numpy"
OWNERS = {
    "docx": {"app/export/word.py", "ingest/word.py", "ingest/word_numbers.py"},
    "faiss": {"rag/vectors.py"},
    "fastapi": {"app/api"},
    "fsrs": {"rag/study/schedule.py"},
    "holidays": {"rag/calendars.py"},
    "font_source_sans_pro": {"app/export/pdf_style.py"},
    "httpx": {"app/ui/client.py", "ingest/fetch.py", "ingest/polite.py", "rag/llm/http.py"},
    "icalendar": {"app/ics.py"},
    "onnxruntime": {"rag/embed.py"},
    "pydantic": {"app/api"},
    "pypdfium2": {"ingest/pdf_letters.py", "ingest/pdf_words.py"},
    "rapidfuzz": {"rag/spelling.py"},
    "reportlab": {"app/export/pdf.py", "app/export/pdf_style.py"},
    "rich": {"app/show.py", "app/tell.py"},
    "safetensors": {"rag/reference.py"},
    "scipy": {"eval/listwise.py"},
    "selectolax": {"ingest/read.py", "ingest/listing.py"},
    "sentence_transformers": {"rag/reference.py"},
    "sqlite3": {"rag/store.py", "rag/schema.py", "rag/embeddings.py", "rag/shelve.py"},
    "starlette": {"app/api"},
    "streamlit": {
        "app/ui/answer.py",
        "app/ui/ask_page.py",
        "app/ui/case_page.py",
        "app/ui/cases_page.py",
        "app/ui/dating.py",
        "app/ui/deadlines_page.py",
        "app/ui/filters.py",
        "app/ui/leading.py",
        "app/ui/library_page.py",
        "app/ui/lesson_told.py",
        "app/ui/lessons_page.py",
        "app/ui/opening.py",
        "app/ui/page.py",
        "app/ui/remedies_page.py",
        "app/ui/review_page.py",
        "app/ui/reviewing.py",
        "app/ui/saving.py",
        "app/ui/service.py",
        "app/ui/sidebar.py",
        "app/ui/thumbs.py",
        "app/ui/study_page.py",
        "app/ui/turns.py",
    },
    "tiktoken": {"rag/tokens.py"},
    "tantivy": {"rag/lexical.py"},
    "tokenizers": {"rag/embed.py"},
    "torch": {"rag/reference.py"},
    "transformers": {"rag/reference.py"},
    "typer": {
        "app/cli.py",
        "app/cli_ask.py",
        "app/cli_cases.py",
        "app/cli_deadlines.py",
        "app/cli_index.py",
        "app/cli_lessons.py",
        "app/cli_study.py",
        "app/gather.py",
    },
    "uvicorn": {"app/api/server.py"},
}


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return the dotted names that `path` imports, wherever in the file."""
    names: list[str] = []
    for node in imports(path):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
            continue
        assert node.level == 0, f"{name_of(path)} imports relatively"
        assert node.module is not None
        names.append(node.module)
        if node.module in ROOMS:
            names += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(names)


def rag_order() -> dict[str, int]:
    """Return the place of each module of rag in the order that docs/house.md prints."""
    house = (ROOT / "docs" / "house.md").read_text("utf-8")
    found = re.search(r"only downwards in this order:\s*`([^`]+)`", house)
    assert found, "docs/house.md no longer prints the order of rag between backquotes"
    names = found[1].replace("|", " ").split()
    return {name: place for place, name in enumerate(names)}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_room_imports_only_the_rooms_below_it(path: Path) -> None:
    room = name_of(path).split("/")[0]
    rooms = {name.split(".")[0] for name in imported(path)} & set(ROOMS)
    assert rooms - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_library_is_imported_only_by_its_owner(path: Path) -> None:
    name = name_of(path)
    if name.startswith("eval/bench/"):
        return  # a benchmark measures the library itself
    for library in {dotted.split(".")[0] for dotted in imported(path)}:
        if library in sys.stdlib_module_names and library not in OWNERS:
            continue
        if library in ROOMS or library == NUMPY_ANYWHERE:
            continue
        assert library in OWNERS, f"{name} imports {library}, which has no owner"
        owners = OWNERS[library]
        assert any(name == owner or name.startswith(owner + "/") for owner in owners), library


def test_the_page_talks_to_the_service_over_http_only() -> None:
    for path in (ROOT / "app" / "ui").rglob("*.py"):
        for dotted in imported(path):
            if dotted.split(".")[0] in ROOMS:
                assert dotted == "app.ui" or dotted.startswith("app.ui."), name_of(path)


def test_modules_of_rag_import_only_those_above_them() -> None:
    order = rag_order()
    rag = ROOT / "rag"
    paths = [p for p in sorted(rag.rglob("*.py")) if p != rag / "__init__.py"]
    places = {path: path.relative_to(rag).with_suffix("").parts[0] for path in paths}
    missing = [place for place in places.values() if place not in order]
    assert not missing, f"missing from the order in docs/house.md: {missing}"
    wrong = []
    for path, place in places.items():
        for dotted in imported(path):
            room, _, rest = dotted.partition(".")
            below = rest.split(".")[0]
            inside = below == place and path.parent != rag
            if room == "rag" and below and not inside and order[below] >= order[place]:
                wrong.append(f"{place} -> {below}")
    assert not wrong


def test_the_doors_name_no_concrete_parts() -> None:
    concrete = {"rag.embed", "rag.reference", "rag.lexical", "rag.vectors"}
    for path in modules():
        if name_of(path).startswith("app/"):
            assert not concrete & set(imported(path)), name_of(path)


def test_every_direct_dependency_is_pinned_and_explained() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]
    names = {re.split(r"[^\w-]", text)[0] for text in wanted}
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    told = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for name in names:
        assert re.search(rf"^{re.escape(name)}==\d", pins, re.M), f"{name} has no pin"
        assert f"| {name} |" in told, f"docs/dependencies.md does not explain {name}"
