"""Markdown (CommonMark with tables): every word of a document escaped, links only to sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from app.export.clean import one_line
from app.export.model import Entry, Example, Export, Section, Statement

__all__ = ["escape", "write_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$!^=])")
_OPENS = re.compile(r"^([-+]|\d{1,9}(?=[.)]))")  # what would begin a list
_ADDRESS = re.compile(r"(?i)(?<=http)(s?):(?=//)|(?<=ftp)():(?=//)|(?<=www)()\.")


def escape(text: str) -> str:
    """Return `text` on one line such that Markdown shows it as it is: no markup, HTML or link."""
    line = _SPECIAL.sub(r"\\\1", one_line(text))
    line = _ADDRESS.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], line)
    return _OPENS.sub(lambda f: f"\\{f[1]}" if f[1] in "-+" else f"{f[1]}\\", line)


def write_markdown(export: Export) -> bytes:
    """Return the file, UTF-8."""
    blocks = [f"# {escape(export.title)}"]
    if export.question:
        blocks.append(f"**Question:** {escape(export.question)}")
    blocks.append("\n".join(f"- {label}: {escape(words)}" for label, words in export.about))
    blocks.append(f"*{escape(export.key)}*")
    blocks += [_section(section) for section in export.sections]
    blocks += list(_rest(export))
    blocks.append(escape(export.advice))
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8", "replace")


def _section(section: Section) -> str:
    lines = []
    for before, one in zip((None, *section.statements), section.statements, strict=False):
        apart = before is not None and before.bullet and not one.bullet
        lines += ["", _statement(one)] if apart else [_statement(one)]
    front = [f"## {escape(section.heading)}", ""] if section.heading else []
    return "\n".join([*front, *lines])


def _statement(statement: Statement) -> str:
    marks = " ".join(escape(mark.shown) for mark in statement.marks)
    text = " ".join(filter(None, [escape(statement.text), marks]))
    return f"- {text}" if statement.bullet else f"{text}\n"


def _rest(export: Export) -> Iterator[str]:
    if export.struck:
        yield "## Left out by the checks"
        yield f"*{escape(export.struck_note)}*"
        yield "\n".join(f"- ~~{escape(one.text)}~~ ({escape(one.why)})" for one in export.struck)
    if export.examples:
        yield "## Similar decisions (examples, not entitlements)"
        yield "\n".join(_example(example) for example in export.examples)
    if export.entries:
        yield "## Table of authorities"
    for group, entries in groupby(export.entries, key=lambda entry: entry.group):
        yield f"### {escape(group)}"
        rows = [row for entry in entries for row in _rows(entry)]
        head = "| No. | Authority | Pinpoint | What is relied on | Where and when read |"
        yield "\n".join([head, "| --- | --- | --- | --- | --- |", *rows])
    if export.limits:
        yield "## Limits"
        yield "\n".join(f"- {escape(line)}" for line in export.limits)


def _example(example: Example) -> str:
    told = [
        f"**{escape(example.form)}**",
        escape(example.outcome),
        escape(example.line),
        f"Warning: {escape(example.warning)}" if example.warning else "",
        f"<{example.url}>" if example.url else "",
    ]
    return "- " + ". ".join(part.rstrip(".") for part in told if part)


def _rows(entry: Entry) -> Iterator[str]:
    where = " ".join([*([f"<{entry.url}>"] if entry.url else []), escape(entry.read)])
    form = "; ".join([escape(entry.form), *(escape(note) for note in entry.notes)])
    for quoted in entry.quoted:
        relied = f"{escape(quoted.whose)}: {escape(quoted.shown)}"
        cells = [str(quoted.number), form, escape(quoted.pinpoint), relied, where]
        yield "| " + " | ".join(cells) + " |"
