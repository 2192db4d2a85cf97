"""The paragraphs of one section of a report: counted, with lists, tables and captions in place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.assemble import Draft
from ingest.blocks import Block, Shape
from ingest.mend import CAPTION, is_label
from ingest.places import last_sentence
from ingest.voices import ReportRoles, advises, reports_a_person
from rag.kinds import Role

__all__ = ["report_paragraphs"]


def report_paragraphs(
    path: Sequence[str], content: Sequence[Block], roles: ReportRoles
) -> list[Draft]:
    """Return the paragraphs of the section under the headings `path`."""
    walk = _Walk(path, content, roles)
    for block in content:
        walk.take(block)
    if len(walk.drafts) == 1 and walk.drafts[0].inferred:
        walk.drafts[0].pinpoint = ""
    return walk.drafts


class _Opener:
    """The paragraph that list items hang from: its place, its last sentence, its role."""

    def __init__(self, place: str = "", lead_in: str = "", role: Role = Role.DISCUSSION) -> None:
        self.place, self.lead_in, self.role = place, lead_in, role


class _Walk:
    """Goes through a section and keeps count of what it has seen."""

    def __init__(self, path: Sequence[str], content: Sequence[Block], roles: ReportRoles) -> None:
        self.drafts: list[Draft] = []
        self._roles = roles
        self._section, self._items = roles.of_section(path, content)
        self._opener = self._list_opener = _Opener(role=self._items)
        self._inner = ""  # an item that opens a list of its own, flattened into its own list
        self._count = self._bullets = self._rows = self._last = 0
        self._before = self._figure = self._heads = ""
        self._own = self._section

    def take(self, block: Block) -> None:
        """Add the next block."""
        if block.shape is Shape.ROW:
            self._row(block)
        elif caption := CAPTION.fullmatch(block.text):
            name = f"{caption['what'].lower()} {caption['number']}"
            self._add(block, self._section, f"caption of {name}", caption["number"], inferred=False)
        elif block.shape is Shape.ITEM:
            self._item(block)
        else:
            self._text(block)
        self._before = block.text

    def _add(
        self, block: Block, role: Role, place: str, number: str, *, inferred: bool = True
    ) -> Draft:
        self.drafts.append(Draft(block.text, role, place, number, inferred))
        return self.drafts[-1]

    def _row(self, block: Block) -> None:
        self._rows += 1
        self._own = self._roles.of_text(block, self._section, self._before, self._own)
        draft = self._add(block, self._own, f"table row {self._rows}", str(self._rows))
        if self._rows == 1 and not re.search(r"\d", block.text):
            self._heads = block.text
        elif re.search(r"\t[£\d]", block.text):
            draft.lead_in = self._heads or None  # what the figures of the row count

    def _text(self, block: Block) -> None:
        self._count, self._bullets, self._inner = self._count + 1, 0, ""
        own = self._roles.of_text(block, self._section, self._before, self._own)
        place = f"paragraph {self._count} (counted)"
        self._add(block, own, place, str(self._count)).lead_in = self._figure or None
        self._figure = block.text if is_label(block.text) else ""
        leads = last_sentence(block.text) if block.text.endswith(":") else ""
        told = leads and reports_a_person(block.text) and own is Role.DISCUSSION
        self._opener = _Opener(place, leads, Role.OPINION if told else own)
        self._own = own

    def _item(self, block: Block) -> None:
        self._bullets += 1
        number = block.number
        if number and (number == "1" or number != str(self._last + 1)):
            self._list_opener = self._opener  # the numbers begin again: another list
        hangs = self._list_opener if number else self._opener
        self._last = int(number.split(".")[0]) if number else self._last
        marked = block.marker[:1].isalnum()
        point = f"point {block.marker}" if marked else f"bullet {self._bullets}"
        place = f"{hangs.place}, {point}" if hangs.place else point
        shown = block.marker if marked else str(self._bullets)
        self._own = self._item_role(block, hangs)
        draft = self._add(block, self._own, place, shown, inferred=not marked)
        draft.lead_in = self._inner or hangs.lead_in or None
        self._inner = block.text if block.text.endswith(":") else self._inner

    def _item_role(self, block: Block, hangs: _Opener) -> Role:
        mixed = self._items is Role.RECOMMENDATION and self._section is not self._items
        listed = self._section if mixed and not self._advised(hangs) else self._items
        own = self._roles.of_item(block, listed, self._before)
        reported = hangs.role is Role.OPINION and own is Role.DISCUSSION
        return Role.OPINION if reported else own

    def _advised(self, hangs: _Opener) -> bool:
        """Say whether a list is advice, in a chapter that also tells."""
        return hangs.role is not Role.OPINION and (not hangs.lead_in or advises(hangs.lead_in))
