"""One decision in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.show import Row, link_words, output, print_rows

__all__ = ["print_case"]

Record = dict[str, Any]
_INSET = "      "


def print_case(record: Record) -> None:
    """Print what was found, when, what was late, what was agreed, and what is near."""
    print_rows(output(), _rows(record))


def _rows(record: Record) -> Iterator[Row]:
    document = record["document"]
    facts = [record["council"], record["reference"], document["date"], document["label"]]
    yield _bold(" · ".join(fact for fact in facts if fact))
    told = [document["outcome"] and f"outcome: {document['outcome']}", record["finding"]]
    yield _plain(" · ".join(one for one in told if one))
    link = link_words(document["url"], document["url_checked"])
    if link:
        yield Row(((link, "dim"),))
    if document["warning"]:
        yield Row(((f"Warning: {document['warning']}", "yellow"),))
    for row in record["summary"]:
        label = f"In short, {row['label']}: " if row["label"] else "In short: "
        yield Row(((label, "bold"), (row["place"]["quote"], "")))
    for heading, rows in (
        ("What was found", _issues(record["issues"])),
        ("What happened", _happened(record["timeline"])),
        ("What was due", _due(record["timeline"])),
        ("What was missed, and how late", _missed(record["timeline"])),
        ("Injustice", (_placed(one["text"], one["place"]) for one in record["injustice"])),
        ("Remedies", map(_remedy, record["remedies"])),
        ("Improvements", map(_remedy, record["improvements"])),
        ("Duties behind the faults", map(_duty, record["duties"])),
        ("Law cited", map(_law, record["law"])),
        ("Decisions near to it", _near(record["related"]["hits"])),
        (f"Near to it, with {record['related']['counter']}", _other(record["related"])),
    ):
        shown = list(rows)
        if shown:
            yield _plain("")
            yield Row(((heading, "bold underline"),))
            yield from shown
    yield _plain("")
    for limit in (*record["limits"], *record["timeline"]["limits"]):
        yield Row(((limit, "dim"),), "  - ")


def _issues(issues: list[Record]) -> Iterator[Row]:
    for issue in issues:
        body = f" ({issue['body']})" if issue["body"] else ""
        yield Row(
            (
                (f"{issue['finding'].capitalize()}{body}", "bold"),
                (f": {issue['title']}" if issue["title"] else "", ""),
            ),
            "  - ",
        )
        for point in issue["points"]:
            lead = "" if point["finding"] == issue["finding"] else f"{point['finding']}: "
            yield _placed(f"{lead}{point['text']}", point["place"], _INSET)


def _happened(timeline: Record) -> Iterator[Row]:
    for one in timeline["happened"]:
        year = f" [{one['first'][:4]}]" if one["year_inferred"] else ""
        place = one["place"]
        yield Row(
            (
                (f"{one['when']}{year}: ", "bold"),
                (place["quote"], ""),
                (f" [{place['speaker']}, {place['pinpoint']}]", "cyan"),
            ),
            f"{one['number']:>3}. ",
        )


def _due(timeline: Record) -> Iterator[Row]:
    for one in timeline["due"]:
        days = dict.fromkeys((one["first"], one["last"]))
        yield Row(
            ((f"{' to '.join(days)}: ", "bold"), (f"{one['title']}. ", ""), (one["words"], "bold")),
            "  - ",
        )
        yield _placed(one["basis"], one["place"], _INSET)


def _missed(timeline: Record) -> Iterator[Row]:
    for one in timeline["missed"]:
        yield _placed(f"{one['what']}: {one['when']} ({one['status']})", one["place"])
    for place in timeline["delays"]:
        yield _placed(place["quote"], place)


def _remedy(remedy: Record) -> Row:
    amount = remedy["amount_gbp"]
    rate = f" {remedy['rate']}" if remedy["rate"] else ""
    pence = 0 if amount is None or amount == int(amount) else 2
    told = [
        f"{remedy['status'].replace('_', ' ')}: {remedy['kind'].replace('_', ' ')}",
        f"£{amount:,.{pence}f}{rate}" if amount is not None else None,
        remedy["purpose"],
        remedy["to_whom"] and f"to {remedy['to_whom'].removeprefix('to ')}",
        remedy["deadline"],
    ]
    return _placed(" · ".join(one for one in told if one), remedy["place"])


def _duty(duty: Record) -> Row:
    return _placed(f"{duty['id']}: {duty['topic']} ({duty['legal_basis']})", None)


def _law(law: Record) -> Row:
    names = ", ".join(duty["id"] for duty in law["duties"])
    return _placed(
        f"{law['text']}{f' ({names})' if names else ''}", next(iter(law["places"]), None)
    )


def _near(hits: list[Record]) -> Iterator[Row]:
    for hit in hits:
        yield _bold(f"{hit['council']}, {hit['reference']}: {hit['finding']}", "  - ")
        for name, sign in (("near", "+ "), ("differs", "- ")):
            if hit[name]:
                yield _plain(hit[name]["text"], _INSET + sign)


def _other(related: Record) -> Iterator[Row]:
    if related["note"]:
        yield _plain(related["note"], "  - ")
    yield from _near(related["counter_examples"])


def _placed(text: str, place: Record | None, lead: str = "  - ") -> Row:
    return Row(((text, ""), (f" [{place['pinpoint']}]" if place else "", "cyan")), lead)


def _plain(text: str, lead: str = "") -> Row:
    return Row(((text, ""),), lead)


def _bold(text: str, lead: str = "") -> Row:
    return Row(((text, "bold"),), lead)
