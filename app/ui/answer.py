"""An answer on the page: its parts, its sources to open, its limits, how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.cite_markup import authorities_html
from app.ui.leading import DECISIONS, lead_to_case
from app.ui.opening import open_document

__all__ = ["show_answer"]

Json = dict[str, Any]

STATUS = {
    "answered": "",
    "partial": "The library covers only part of this.",
    "not_found": "The library does not answer this.",
    "needs_clarification": "One more detail is needed.",
    "refused": "This is not something Upheld can answer.",
}
BACKENDS = {"extractive": "sentences taken from the sources, no language model"}
MAKING = {  # what is told of how an answer was made, and in which words
    "topic": "Words looked for",
    "councils": "Councils named",
    "references": "References named",
    "missing": "Words found nowhere in the library",
    "followed_up": "Taken as a follow-up",
    "backend": "Made by",
    "model": "Language model",
    "generation": "State of the index",
    "seconds": "Seconds taken",
}
LIMITS = "Limits"
_OPENS = """<script>
if (!window.opensSources) {
  window.opensSources = true;
  document.addEventListener("click", (event) => {
    const number = event.target.closest("a[href^='#source-']");
    const place = number && document.getElementById(number.hash.slice(1));
    const found = place?.closest("[data-testid=stVerticalBlock]").querySelectorAll("details") ?? [];
    const after = [...found].find(
      (card) => place.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (after && !after.open) after.querySelector("summary").click();
  });
}
</script>"""  # a number that is followed opens the card that it leads to


def show_answer(address: str, answer: Json, place: int) -> None:
    """Draw the answer to the question at `place` of the conversation."""
    anchor = f"source-{place}"
    parts = list(answer["parts"])
    if answer["help"]:  # the first thing that is read; the text begins with it
        st.html(f"<div class='help' role='note'>{markup.part_html(parts.pop(0), anchor)}</div>")
    status = STATUS.get(answer["status"], "")
    if status:
        st.html(f"<p class='status'>{escape(status)}</p>")
    limits = [part for part in parts if part["heading"] == LIMITS]
    cited = {c["number"]: c for claim in answer["claims"] for c in claim["citations"]}
    for part in parts:
        if part not in limits:
            st.html(markup.part_html(part, anchor, cited))
    if answer["precedents"]:
        _precedents(answer["precedents"])
    left_out = markup.left_out_html(answer["removed"], whole=answer["audience"] == "advocate")
    if left_out:
        st.html(left_out)
    _sources(address, cited, place, anchor)
    if answer["audience"] == "advocate" and answer["authorities"]:
        _headed("Table of authorities", authorities_html(answer["authorities"], anchor))
    for part in limits:
        st.html(f"<div class='limits'>{markup.part_html(part, anchor)}</div>")
    _making(answer)


def _headed(heading: str, body: str) -> None:
    st.html(f"<h2 class='part'>{escape(heading)}</h2>{body}")


def _precedents(precedents: list[Json]) -> None:
    _headed("Similar decisions", "")
    for precedent in precedents:
        with st.container(gap=None):
            st.html(markup.precedents_html([precedent]))
            lead_to_case(precedent["reference"] or precedent["document"])


def _sources(address: str, cited: Mapping[int, Json], place: int, anchor: str) -> None:
    cards = _cards(cited)
    if not cards:
        return
    st.html(f"<h2 class='part'>Sources</h2>{_OPENS}", unsafe_allow_javascript=True)
    with st.container(gap=None):
        for card in cards:
            st.html("".join(f"<span id='{anchor}-{c['number']}'></span>" for c in card))
            with st.expander(markup.card_label(card)):
                for citation in card:
                    st.html(markup.quote_html(citation))
                    _uses(address, citation, place)
                st.html(markup.facts_html(card[0]))
                if card[0]["kind"] in DECISIONS:
                    lead_to_case(card[0]["reference"] or card[0]["document"])


def _uses(address: str, citation: Json, place: int) -> None:
    """Offer to open a citation, and its words with the form in which they are cited."""
    key = f"{place}-{citation['number']}"
    with st.container(horizontal=True, gap="small"):
        if st.button("Open in the document", key=f"open-{key}"):
            open_document(address, citation)
        with st.popover("Copy with its citation", key=f"copy-{key}"):
            st.code(markup.cited_text(citation), language=None, wrap_lines=True)


def _cards(cited: Mapping[int, Json]) -> list[list[Json]]:
    """Return the citations in the order of their numbers, those of one document together."""
    documents: dict[str, list[Json]] = {}
    for _, citation in sorted(cited.items()):
        documents.setdefault(str(citation["document"]), []).append(citation)
    return list(documents.values())


def _making(answer: Json) -> None:
    told = {**answer["understood"], **answer["made_by"]}
    told["backend"] = BACKENDS.get(told.get("backend", ""), told.get("backend", ""))
    rows = [f"{words}: {told[key]}" for key, words in MAKING.items() if told.get(key)]
    if rows:
        with st.expander("How this answer was made"):
            st.html(markup.lines_html(rows))
