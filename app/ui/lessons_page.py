"""The page Lessons: what decisions teach, one theme at a time, every line cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.filters import ask_days
from app.ui.lesson_markup import ENDINGS, label_of, place_of, theme_name
from app.ui.lesson_told import DONE, REST, Told, choose_place
from app.ui.look import WIDER
from app.ui.saving import TEXTS, offer_made
from app.ui.service import address_here, client_at, councils_at

__all__ = ["draw"]

Json = dict[str, Any]

EVERY_COUNCIL = "Every council"
_SHOWN, _FRESH = "lessons-shown", "lessons-fresh"


def draw() -> None:
    """Draw what is chosen, what the report rests on, its contents, and the theme in hand."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>Lessons</h2><p class='upheld'>What decisions teach, theme by theme: the "
        "duty, how it goes wrong, what was agreed, and questions for councillors.</p>"
    )
    asked, themes_box = _asked(address)
    report = _report(address, tuple(sorted(asked.items())))
    with themes_box:
        chosen = _themes(report)
    _front(address, report, {**asked, "theme": chosen})
    if not report["citations"]:
        return
    entries = _entries(report, chosen)
    shown = st.session_state.get(_SHOWN)
    shown = shown if shown in entries else None
    _contents(report, entries, opened=shown is None)
    if shown:
        Told(address, report).draw(shown)
        _onwards(list(entries), shown)
        _bring_up()


@st.cache_data(ttl=60, show_spinner="Reading what the decisions teach…")
def _report(address: str, asked: tuple[tuple[str, str], ...]) -> Json:
    return client_at(address).lessons(dict(asked))


def _asked(address: str) -> tuple[dict[str, str], Any]:
    """Return the council and dates that are chosen, and the place for the choice of themes."""
    council = st.selectbox(
        "Council",
        [EVERY_COUNCIL, *councils_at(address)],
        key="lessons-council",
        persist_state="session",
        on_change=_to_contents,
    )
    told: dict[str, str] = {} if council in (None, EVERY_COUNCIL) else {"council": str(council)}
    kept = ("lessons-themes", "lessons-from", "lessons-to")
    used = sum(bool(st.session_state.get(key)) for key in kept)
    label = f"Narrow down ({markup.many(used, 'filter')} set)" if used else "Narrow down"
    with st.expander(label, key="lessons-narrow"):
        themes = st.container()
        told.update(ask_days("lessons"))
    return told, themes


def _themes(report: Json) -> list[str]:
    names = {theme["code"]: theme_name(theme) for theme in report["themes"]}
    kept = [code for code in st.session_state.get("lessons-themes") or [] if code in names]
    st.session_state["lessons-themes"] = kept
    return list(
        st.multiselect(
            "Themes",
            list(names),
            format_func=names.__getitem__,
            key="lessons-themes",
            placeholder="All",
            persist_state="session",
        )
    )


def _to_contents() -> None:
    st.session_state.pop(_SHOWN, None)


def _front(address: str, report: Json, asked: Mapping[str, Any]) -> None:
    st.html(
        "<h2 class='part'>What it rests on</h2>"
        + "".join(f"<p class='line'>{escape(line)}</p>" for line in report["summary"])
    )
    if not report["citations"]:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        make = client_at(address).lessons_file
        offer_made(
            lambda form: make({**asked, "format": form}),
            label="Save this report",
            name="upheld-lessons",
            key="lessons",
            forms=TEXTS,
        )
        for ending, words in ENDINGS.items():
            rows = [one for one in report["held"] if one["ending"] == ending]
            places = {label_of(one, own=False): place_of(one) for one in rows}
            choose_place(address, f"{words}: {len(rows)}", places, key=f"held-{ending}")
    with st.expander("How to read this report, and its limits"):
        st.html(markup.lines_html([*report["reading"], *report["limits"]]))


def _entries(report: Json, chosen: Sequence[str]) -> dict[str, str]:
    """Return what stands in the contents: key and words."""
    entries = {
        theme["code"]: theme["meaning"].rstrip(".")
        for theme in report["themes"]
        if not chosen or theme["code"] in chosen
    }
    if chosen:
        return entries
    if any(report["unsorted"].values()):
        entries[REST] = "Findings not sorted under one theme"
    if report["carried_out"]:
        entries[DONE] = "What was agreed, and whether it was done"
    return entries


def _contents(report: Json, entries: Mapping[str, str], *, opened: bool) -> None:
    told = {theme["code"]: theme for theme in report["themes"]}
    chapters = {code: told[code]["chapter"].capitalize() if code in told else "At the end"
                for code in entries}  # fmt: skip
    with st.expander("Contents", expanded=opened, key=f"lessons-contents-{opened}"):
        for chapter, codes in groupby(entries, key=chapters.__getitem__):
            st.html(f"<h3 class='case'>{escape(chapter)}</h3>")
            with st.container(gap=None):
                for code in codes:
                    count = f" ({told[code]['decisions']})" if code in told else ""
                    st.button(
                        markup.plain_markdown(entries[code] + count),
                        key=f"lessons-to-{code}",
                        type="tertiary",
                        on_click=_show,
                        args=(code,),
                    )
        st.html(
            "<p class='calm'>In brackets: the decisions held here that found fault on it. No rate "
            "of any council.</p>"
        )


def _show(code: str) -> None:
    st.session_state[_SHOWN] = code
    st.session_state[_FRESH] = True


def _bring_up() -> None:
    """Scroll a theme that was just chosen to the top of the window."""
    if st.session_state.pop(_FRESH, False):
        st.html(
            "<script>document.getElementById('lesson')?.scrollIntoView()</script>",
            unsafe_allow_javascript=True,
        )


def _onwards(codes: Sequence[str], shown: str) -> None:
    place = codes.index(shown)
    with st.container(horizontal=True):
        if place:
            st.button("Theme before", key="lessons-back", on_click=_show, args=(codes[place - 1],))
        if place + 1 < len(codes):
            st.button("Next theme", key="lessons-next", on_click=_show, args=(codes[place + 1],))
        st.button("All contents", key="lessons-all", on_click=_to_contents)
