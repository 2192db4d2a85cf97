"""Precedents and remedies in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.show import Row, output, print_rows, print_table

__all__ = ["print_cases", "print_remedies"]

Record = dict[str, Any]
_INSET = "      "
_MOST_COUNTS = 6  # of one facet
_MOST_REFERENCES = 4  # of one figure


def print_cases(record: Record) -> None:
    """Print a page of decisions, their counts and the counter-examples."""
    print_rows(output(), _case_rows(record))


def _case_rows(record: Record) -> Iterator[Row]:
    hits = record["hits"]
    first = record["offset"] + 1
    if hits:
        told = f"{first} to {record['offset'] + len(hits)} of {record['total']} decisions"
    elif record["total"]:
        told = f"There are {record['total']} decisions; this page begins after the last."
    else:
        told = "No decision here passes these filters."
    yield _bold(told)
    for number, hit in enumerate(hits, first):
        yield from _hit_rows(hit, f"{number:>3}. ")
    for reference in record["absent"]:
        yield _plain(f"Not in the library: {reference}")
    yield _bold("Where no fault was found on a point like this")
    if record["counter_note"]:
        yield _plain(record["counter_note"])
    for hit in record["counter_examples"]:
        yield from _hit_rows(hit, "  -  ")
    for name, counts in record["facets"].items():
        if counts:
            shown = ", ".join(f"{c['value']} ({c['count']})" for c in counts[:_MOST_COUNTS])
            more = f" and {len(counts) - _MOST_COUNTS} more" if len(counts) > _MOST_COUNTS else ""
            yield Row(((f"{name}: ", "bold"), (shown + more, "dim")))


def _hit_rows(hit: Record, lead: str) -> Iterator[Row]:
    facts = [hit["council"], hit["reference"], hit["date"], hit["finding"], hit["label"]]
    yield Row(((" · ".join(fact for fact in facts if fact), "bold"),), lead)
    for name, sign in (("near", "+ "), ("differs", "- ")):
        if hit[name]:
            yield _placed(hit[name], _INSET + sign)
    if hit["no_fault"] and not hit["near"]:
        yield _placed(hit["no_fault"], _INSET)
    sums = [_remedy(r) for r in hit["remedies"] if r["amount_gbp"] is not None]
    if sums:
        yield Row((("; ".join(sums), ""),), _INSET + "£ ")
    if hit["warning"]:
        yield Row(((f"Warning: {hit['warning']}", "yellow"),), _INSET)


def _placed(line: Record, lead: str) -> Row:
    places = "; ".join(place["pinpoint"] for place in line["places"])
    return Row(((line["text"], ""), (f" [{places}]", "cyan")), lead)


def _remedy(remedy: Record) -> str:
    rate = f" {remedy['rate']}" if remedy["rate"] else ""
    purpose = f": {remedy['purpose']}" if remedy["purpose"] else ""
    return f"{_pounds(remedy['amount_gbp'])}{rate} {remedy['status']}{purpose}"


def print_remedies(record: Record) -> None:
    """Print the table of remedies, the guidance beside it and what it does not say."""
    console = output()
    print_rows(console, [_bold(record["notice"]), _plain(record["why_no_estimate"])])
    columns = {"status": 10, "what for": 0, "cases": 5, "sums": 4, "not seen": 8, "£": 28}
    print_table(console, columns, [_table_row(row) for row in record["rows"]])
    print_rows(console, _figure_rows(record))


def _table_row(row: Record) -> Sequence[str | tuple[str, str]]:
    sums = row["sums"]
    return (
        row["status"].replace("_", " "),
        " · ".join(part for part in (row["kind"].replace("_", " "), row["purpose_words"]) if part),
        str(row["decisions"]),
        str(sums["count"]) if sums else "",
        str(row["amounts_not_seen"] or ""),
        _spread(sums) if sums else "",
    )


def _spread(spread: Record) -> str:
    names = ("least", "lower", "median", "upper", "most")
    told = [_pounds(spread[name]["amount_gbp"]) for name in names if spread[name]]
    return " – ".join(dict.fromkeys(told))


def _figure_rows(record: Record) -> Iterator[Row]:
    guides: dict[str, Record] = {}
    for row in record["rows"]:
        guides.update({guide["duty"]: guide for guide in row["guidance"]})
        yield from _row_figures(row)
    for guide in guides.values():
        source = " · ".join(g for g in (guide["legal_basis"], guide["status"], guide["url"]) if g)
        yield Row(
            ((f"{guide['duty']}: ", "bold"), (guide["statement"], ""), (f" [{source}]", "dim"))
        )
        if guide["caveat"]:
            yield Row(((f"Caution: {guide['caveat']}", "yellow"),), _INSET)
    for limit in record["limits"]:
        yield _plain(limit, "  - ")


def _row_figures(row: Record) -> Iterator[Row]:
    for name, unit in (("sums", ""), ("per_term", " a term"), ("per_month", " a month")):
        spread = row[name]
        if spread is None:
            continue
        what = f"{row['status']} · {row['purpose_words']}{unit}: "
        figures = []
        for label in ("least", "lower", "median", "upper", "most"):
            figure = spread[label]
            if figure is not None:
                figures.append(f"{_pounds(figure['amount_gbp'])} ({_from(figure['from'])})")
        yield Row(((what, "bold"), ("; ".join(dict.fromkeys(figures)), "")))
    for rate in row["rates"]:
        told = f"{_pounds(rate['amount_gbp'])} {rate['rate']} ({_from(rate['from'])})"
        yield Row(((f"{row['status']} · {row['purpose_words']}: ", "bold"), (told, "")))


def _from(sources: Sequence[Record]) -> str:
    names = list(dict.fromkeys(source["reference"] or source["document"] for source in sources))
    rest = len(names) - _MOST_REFERENCES
    return ", ".join(names[:_MOST_REFERENCES]) + (f" and {rest} more" if rest > 0 else "")


def _pounds(amount: float) -> str:
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def _plain(text: str, lead: str = "") -> Row:
    return Row(((text, ""),), lead)


def _bold(text: str) -> Row:
    return Row(((text, "bold"),))
