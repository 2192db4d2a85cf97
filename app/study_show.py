"""Studying in a terminal: a question, the answer taken, the reasoning shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from app.show import Row, output, print_rows
from app.study import asked_record, marked_record
from rag.study.item import Item
from rag.study.session import Marked

__all__ = ["study"]

Record = dict[str, Any]
_INSET = "      "
_STOP = ("q", "quit", "")


def study(
    items: Sequence[Item],
    attempt: Callable[[Item, str], Marked],
    *,
    read: Callable[[], str] = input,
) -> None:
    """Ask `items` one after the other; `attempt` marks and keeps each answer.

    `read` gives a line; "q", an empty line or the end of the input stops. At the end it says
    what was right and what was missed.
    """
    console = output()
    done: list[Marked] = []
    case = None
    for number, item in enumerate(items, 1):
        asked = asked_record(item)
        rows = _case_rows(asked) if item.source != case else iter(())
        case = item.source
        print_rows(console, [*rows, *_question_rows(asked, number, len(items))])
        chosen = _choose(asked, read)
        if chosen is None:
            break
        marked = attempt(item, chosen)
        done.append(marked)
        print_rows(console, _answer_rows(marked_record(marked)))
    print_rows(console, _end_rows(done))


def _choose(asked: Record, read: Callable[[], str]) -> str | None:
    options = asked["options"]
    while True:
        output().print(f"1 to {len(options)}, or q to stop: ", end="")
        try:
            said = read().strip().lower()
        except EOFError:
            return None
        if said in _STOP:
            return None
        if said.isdecimal() and 1 <= int(said) <= len(options):
            return str(options[int(said) - 1]["id"])


def _case_rows(asked: Record) -> Iterator[Row]:
    if asked["shown"]:
        yield Row((("A real case, findings hidden", "bold"),))
    for line in asked["shown"]:
        yield Row(((f"{line['speaker']}: ", "dim"), (line["text"], "")), "   ")


def _question_rows(asked: Record, number: int, count: int) -> Iterator[Row]:
    yield Row(((f"{number} of {count}. ", "dim"), (asked["question"], "bold")))
    for place, option in enumerate(asked["options"], 1):
        yield Row(((option["text"], ""),), f"  {place}. ")


def _answer_rows(marked: Record) -> Iterator[Row]:
    right = next(option for option in marked["options"] if option["right"])
    if marked["right"]:
        yield Row((("Right.", "bold green"),))
    else:
        yield Row((("Not right. ", "bold red"), (right["text"], "")))
    yield from _proof_rows(right["proofs"])
    for option in marked["options"]:
        if option["right"]:
            continue
        own = option["id"] == marked["chosen"]
        yield Row((("Why not: ", "bold"), (option["text"], "bold" if own else "")), "   ")
        held = [proof for proof in option["proofs"] if proof not in right["proofs"]]
        yield from _proof_rows(held)
        if not held:
            yield Row((("The passage above says otherwise.", ""),), _INSET)
    if marked["item"]["reference"]:
        told = f"{marked['council']}, {marked['item']['reference']}"
        yield Row(((told, "cyan"),), "   ")
    due = datetime.fromisoformat(marked["due"]).astimezone()
    yield Row(((f"Comes again {due:%-d %B %Y, %H:%M}.", "dim"),), "   ")


def _proof_rows(proofs: Sequence[Record]) -> Iterator[Row]:
    for proof in proofs:
        place = proof["place"]
        pieces = [(proof["words"], "")]
        if place:
            pieces.append((f" “{place['quote']}”", "italic"))
            pieces.append((f" [{place['document']}, {place['pinpoint']}]", "cyan"))
        if proof["basis"]:
            pieces.append((f" [{proof['basis']}]", "cyan"))
        yield Row(tuple(pieces), _INSET)


def _end_rows(done: Sequence[Marked]) -> Iterator[Row]:
    if not done:
        yield Row((("Nothing was answered.", ""),))
        return
    right = [marked for marked in done if marked.right]
    yield Row(((f"{len(right)} of {len(done)} right.", "bold"),))
    for marked in done:
        if not marked.right:
            told = f"Missed: {marked.item.question} {marked.item.right.text}"
            yield Row(((told, ""),), "   ")
