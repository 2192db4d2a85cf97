"""Text of an HTML page that nobody who looks at the page can see, and why.

Styles are read from `style` attributes, the page's own `<style>` elements and the old attributes
(`hidden`, `bgcolor`). Sheets that the page links to are not fetched: what only they hide is read.
What a page shows after a click (`<details>`) is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.blocks import Aside, clean_text

__all__ = ["take_unseen"]

_SMALLEST = 2.0  # pixels or points: type of this size or less cannot be read
_AWAY = -500.0  # pixels from which on a place to the left or above is off the screen
_INK_LESS = re.compile(
    r"transparent|(?:rgba|hsla)\(.*[,/]\s*0?\.?0*%?\s*\)|#[\da-f]{3}0|#[\da-f]{6}00"
)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|)")
_NOTHING = re.compile(r"rect\(\s*(?:0(?:px)?|1px)[\s,]")
_COMMENT_OF_A_MACHINE = re.compile(r"\s*(?:\[(?:if|endif)|<!|/?(?:wp|ko|esi|#include)\b)", re.I)
_NEVER_SHOWN = ("script", "style", "template", "noscript")
_LEAST = 3  # words from which on a comment or a title is worth telling

_Style = dict[str, str]


def take_unseen(tree: Any) -> Aside:
    """Take what cannot be seen out of a parsed page; return it with the reasons."""
    found = list(_notes(tree))
    styles = _styles(tree)
    gone: dict[int, Any] = {}
    for node in tree.css(
        "body *"
    ):  # in the order of the page: what holds comes before what is held
        why = _why(node, styles.get(node.mem_id, {}))
        if why and not any(above.mem_id in gone for above in _above(node)):
            gone[node.mem_id] = node
            found.append((node.text(), why))
    for node in gone.values():
        node.decompose()
    found += _white(tree, styles)
    told = ((clean_text(text), why) for text, why in found)
    return tuple(dict.fromkeys((text, why) for text, why in told if text))


def _above(node: Any) -> Iterator[Any]:
    """Yield an element and all that it stands in."""
    while node is not None and node.tag != "-document":
        yield node
        node = node.parent


def _notes(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield the comments of a page, and titles that show only under a pointer."""
    if tree.root is None:
        return
    for node in tree.root.traverse(include_text=True):
        if node.is_comment_node:
            text = node.comment_content or ""
            if len(text.split()) >= _LEAST and not _COMMENT_OF_A_MACHINE.match(text):
                yield text, "a comment in the page's source"
        elif node.is_element_node and node.tag not in ("link", "style", "script"):
            title = (node.attributes or {}).get("title") or ""
            if len(title.split()) > _LEAST and title not in node.text():
                yield title, "shown under a pointer only"


# --- styles --------------------------------------------------------------------------------------


def _styles(tree: Any) -> dict[int, _Style]:
    """Return the declarations that reach each element, by its address in memory, the last first
    in force (`!important` and the order of the sheet count, how narrow a selector is does not)."""
    styles: dict[int, _Style] = {}
    for selector, declared in _rules(tree):
        try:
            reached = tree.css(selector)
        except Exception:  # selectolax raises its own error for selectors that it does not know
            continue
        for node in reached:
            styles.setdefault(node.mem_id, {}).update(declared)
    for node in tree.css("[style], [bgcolor], font[color]"):
        style = styles.setdefault(node.mem_id, {})
        if node.attributes.get("bgcolor"):
            style["background-color"] = node.attributes["bgcolor"].lower()
        if node.tag == "font" and node.attributes.get("color"):
            style["color"] = node.attributes["color"].lower()
        style.update(_declarations(node.attributes.get("style") or ""))
    return styles


def _rules(tree: Any) -> Iterator[tuple[str, _Style]]:
    for sheet in tree.css("style"):
        text = re.sub(r"/\*.*?\*/", " ", sheet.text(), flags=re.S)
        for prelude, body in _blocks(text):
            if prelude.startswith("@media") and not re.search(r"print|max-|min-|prefers", prelude):
                yield from _selectors(_blocks(body))
            elif not prelude.startswith("@"):
                yield from _selectors([(prelude, body)])


def _selectors(blocks: Any) -> Iterator[tuple[str, _Style]]:
    for prelude, body in blocks:
        declared = _declarations(body)
        for selector in prelude.split(",") if declared else ():
            if selector.strip() and ":" not in selector:
                yield selector.strip(), declared


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and what stands in each outermost pair of braces."""
    depth, start, prelude = 0, 0, ""
    for found in re.finditer(r"[{};]", text):
        if found[0] == "{":
            if not depth:
                prelude, start = text[start : found.start()].strip(), found.end()
            depth += 1
        elif found[0] == "}" and depth:
            depth -= 1
            if not depth:
                yield prelude, text[start : found.start()]
                start = found.end()
        elif not depth:
            start = found.end()


def _declarations(text: str) -> _Style:
    style: _Style = {}
    for part in text.split(";"):
        name, _, value = part.partition(":")
        value = value.replace("!important", "").strip().lower()
        if value:
            name = name.strip().lower()
            style["background-color" if name == "background" else name] = value
    return style


# --- why -----------------------------------------------------------------------------------------


def _why(node: Any, style: Mapping[str, str]) -> str:
    """Return why an element cannot be seen, "" where it can."""
    given = node.attributes
    if "hidden" in given or style.get("display") == "none":
        return "not displayed"
    if given.get("aria-hidden") == "true":
        return "marked as no part of the page's text (aria-hidden)"
    if (
        style.get("visibility") in ("hidden", "collapse")
        or style.get("content-visibility") == "hidden"
    ):
        return "not visible"
    if _number(style.get("opacity", "1")) <= 0.05:
        return "transparent"
    if "font-size" in style and _is_tiny(style["font-size"]):
        return "too small to be read"
    if _INK_LESS.fullmatch(style.get("color", "")):
        return "transparent"
    return "off the screen" if _is_away(style) else ""


def _is_tiny(size: str) -> bool:
    found = _LENGTH.fullmatch(size)
    if not found:
        return False
    most = {"px": _SMALLEST, "pt": _SMALLEST, "%": 10.0}.get(found[2], 0.12)
    return float(found[1]) <= most


def _is_away(style: Mapping[str, str]) -> bool:
    if _far(style.get("text-indent", "")):
        return True
    if style.get("transform", "").replace(" ", "").startswith(("scale(0)", "scale(0,")):
        return True
    if style.get("position") in ("absolute", "fixed"):
        if any(_far(style.get(side, "")) for side in ("left", "top", "right", "bottom")):
            return True
        if _NOTHING.match(style.get("clip", "")) or "inset(50%" in style.get("clip-path", ""):
            return True
    small = [_LENGTH.fullmatch(style.get(side, "")) for side in ("width", "height", "max-height")]
    none = any(size and float(size[1]) <= 1 and size[2] in ("px", "pt", "") for size in small)
    return none and style.get("overflow", "") in ("hidden", "clip")


def _far(value: str) -> bool:
    found = _LENGTH.fullmatch(value)
    if not found:
        return False
    pixels = {"em": 16.0, "rem": 16.0, "%": 10.0}.get(found[2], 1.0)
    return float(found[1]) * pixels <= _AWAY


def _number(value: str) -> float:
    found = re.fullmatch(r"(\d*\.?\d+)(%?)", value)
    return float(found[1]) / (100 if found[2] else 1) if found else 1.0


# --- white on white ------------------------------------------------------------------------------


def _white(tree: Any, styles: Mapping[int, _Style]) -> list[tuple[str, str]]:
    """Take out the text whose colour is that of what it stands on (white where none is named)."""
    if not any("color" in style for style in styles.values()):
        return []
    gone = [
        child
        for node in tree.css("body, body *")
        if node.tag not in _NEVER_SHOWN and _same(*_colours(node, styles))
        for child in node.iter(include_text=True)
        if child.is_text_node and (child.text_content or "").strip()
    ]
    found = [(child.text_content or "", "in the colour of what it stands on") for child in gone]
    for child in gone:
        child.decompose()
    return found


def _colours(node: Any, styles: Mapping[int, _Style]) -> tuple[str, str]:
    """Return the colour of an element's text, "" where none is named, and of its ground."""
    ink = ""
    for above in _above(node):
        style = styles.get(above.mem_id, {})
        ink = ink or style.get("color", "")
        ground = style.get("background-color", "")
        if "background-image" in style or "url(" in ground or "gradient" in ground:
            return ink, "a picture"
        if ground and not _INK_LESS.fullmatch(ground) and ground not in ("none", "inherit"):
            return ink, ground
    return ink, "#fff"


def _same(ink: str, ground: str) -> bool:
    first, second = _rgb(ink), _rgb(ground)
    if not ink or first is None or second is None:
        return bool(ink) and ink == ground
    return max(abs(a - b) for a, b in zip(first, second, strict=True)) <= 8


_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250)}


def _rgb(colour: str) -> tuple[int, int, int] | None:
    if colour in _NAMED:
        return _NAMED[colour]
    if found := re.fullmatch(r"#([\da-f]{3})[\da-f]?", colour):
        return tuple(int(c * 2, 16) for c in found[1])  # type: ignore[return-value]
    if found := re.fullmatch(r"#([\da-f]{6})(?:[\da-f]{2})?", colour):
        return tuple(int(found[1][n : n + 2], 16) for n in (0, 2, 4))  # type: ignore[return-value]
    if found := _RGB.match(colour):
        return int(found[1]), int(found[2]), int(found[3])
    return None
