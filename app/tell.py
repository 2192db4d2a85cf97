"""An answer in the terminal while it is made: what is being done, and claims as they pass."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from app.wire import STAGE_WORDS, headings
from rag.events import Event, Finished, Found, Helped, Stands, Struck, Withdrawn, Working
from rag.kinds import Audience
from rag.replies import Answer, Claim

__all__ = ["follow"]


def follow(events: Iterable[Event], audience: Audience, console: Console | None) -> Answer:
    """Show what an engine tells on `console`, where that is a terminal; return the answer.

    What was shown meanwhile is gone at the end: the whole answer takes its place.
    """
    if console is None or not console.is_terminal:
        return next(event.answer for event in events if isinstance(event, Finished))
    told = _Told(audience)
    with Live(console=console, transient=True, refresh_per_second=8) as live:
        for event in events:
            if isinstance(event, Finished):
                return event.answer
            told.take(event)
            live.update(told.shown())
    raise AssertionError("an engine ended without an answer")


class _Told:
    """What has been told so far."""

    def __init__(self, audience: Audience) -> None:
        self._headings = headings(audience)
        self._doing = self._found = self._help = ""
        self._claims: list[Claim] = []
        self._struck = 0

    def take(self, event: Event) -> None:
        if isinstance(event, Working):
            self._doing = STAGE_WORDS[event.stage]
        elif isinstance(event, Helped):
            self._help = event.text
        elif isinstance(event, Found):
            documents = len({hit.document.id for hit in event.hits})
            self._found = f"Passages found: {len(event.hits)}, documents: {documents}. "
        elif isinstance(event, Stands):
            self._claims.append(event.claim)
        elif isinstance(event, Struck):
            self._struck += 1
        elif isinstance(event, Withdrawn):
            self._claims, self._struck = [], 0

    def shown(self) -> Group:
        lines: list[Text | Padding] = [Text(f"{self._help}\n", style="bold")] if self._help else []
        lines.append(Text(self._found + self._doing, style="dim"))
        heading = ""
        for claim in self._claims:
            if self._headings[claim.part] != heading:
                heading = self._headings[claim.part]
                lines.append(Text(f"\n{heading}", style="bold underline"))
            lines.append(Padding(Text(f"- {claim.text}"), (0, 0, 0, 2)))
        if self._struck:
            lines.append(Text(f"\nLeft out by the checks so far: {self._struck}", style="dim"))
        return Group(*lines)
