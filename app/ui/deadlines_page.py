"""The page Deadlines: from dates that a person knows to the dates that follow."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.ui import markup
from app.ui.client import ServiceRefusedError
from app.ui.dating import ask_dates, ask_more
from app.ui.deadline_markup import dues_html
from app.ui.leading import bring_up_found
from app.ui.look import WIDER
from app.ui.reviewing import ask_in_words, show_read
from app.ui.service import address_here, client_at, events_at

__all__ = ["draw"]

Json = dict[str, Any]

_PREFIX = "deadlines"


def draw() -> None:
    """Draw what is asked for, and the dates that follow from what was given."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>Deadlines</h2><p class='upheld'>From dates that you know to those that "
        "follow: by when, whose duty, on what basis, how it was counted.</p>"
    )
    fresh = ask_in_words(address, _PREFIX)
    fields: DeltaGenerator
    if show_read(_PREFIX):
        fields = st.expander("Correct these dates, or add others", key="deadlines-fields")
    else:
        st.html("<p class='calm'>Or choose what happened, and give its date. Nothing is kept.</p>")
        fields = st.container()
    with fields:
        label = "What happened, or will happen?"
        dates = ask_dates(events_at(address), label=label, prefix=_PREFIX)
    more = ask_more(_PREFIX)
    if not dates:
        return
    body = {"dates": dates, **more}
    try:
        worked = client_at(address).deadlines(body)
    except ServiceRefusedError as error:
        st.warning(markup.plain_markdown(str(error)))
        return
    _worked(address, body, worked)
    if fresh:
        bring_up_found()


def _worked(address: str, body: Json, worked: Json) -> None:
    dues = worked["deadlines"]
    st.html(f"<h2 class='part'>{markup.many(len(dues), 'date')} seen from "
            f"{markup.say_date(worked['today'])}</h2>")  # fmt: skip
    if worked["warnings"]:
        st.html(markup.lines_html(worked["warnings"]))
    if not dues:
        st.html("<p class='line'>No time limit in the rules follows from this.</p>")
        return
    st.html(dues_html(dues))
    st.download_button(
        "Save as a calendar file",
        data=partial(client_at(address).calendar, {**body, "today": worked["today"]}),
        file_name="upheld.ics",
        mime="text/calendar",
        on_click="ignore",
    )
    st.html(
        "<p class='calm'>A missed date is not yet a finding of fault. This is information, not "
        "legal advice.</p>"
    )
