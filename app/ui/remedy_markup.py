"""What was agreed for what, as HTML and as a plot: every figure names its decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from app.ui import markup
from app.ui.case_markup import KINDS, case_address

__all__ = [
    "PLOT_COLOURS",
    "STATUSES",
    "guidance_html",
    "plot",
    "row_name",
    "sums_of",
    "table_html",
]

Json = dict[str, Any]

STATUSES = {
    "agreed": "Agreed",
    "recommended": "Recommended",
    "paid already": "Paid already",
    "offered": "Offered",
    "rejected": "Asked for or offered, and rejected",
    "included": "Included in another sum",
    "not_seen": "Not seen",
}
PLOT_COLOURS = {  # dots, words, lines
    "light": ("#1f5f6b", "#22302f", "#d5dbd6"),
    "dark": ("#7fc0c9", "#e6ebe8", "#3a4647"),
}
_MONEY = ("payment", "reimbursement")
_NAMED = 2  # decisions named under a figure of the table
_SEEN = "observed practice"  # a status that is no guidance
_STRIP_PX = 64
_NONE = " class='none'"  # left out where the table is a list


def row_name(row: Json) -> str:
    """Return what a row is about, its status included where it was not agreed."""
    kind = KINDS.get(row["kind"], str(row["kind"]))
    words = row["purpose_words"] or kind
    if row["status"] == "agreed":
        return str(words)
    return f"{words} ({STATUSES.get(row['status'], str(row['status'])).lower()})"


def sums_of(rows: Sequence[Json]) -> list[Json]:
    """Return each lump sum of `rows`: amount, what for, and one place for each decision."""
    return [
        {"amount": figure["amount_gbp"], "what": row_name(row), "places": figure["from"]}
        for row in rows
        if row["sums"]
        for figure in row["sums"]["each"]
    ]


def table_html(rows: Sequence[Json]) -> str:
    """Return the rows as a table, one body for each status."""
    heads = ("What for", "Decisions", "Lowest", "Middle half", "Highest", "For a term or month")
    head = "".join(f"<th scope='col'>{name}</th>" for name in heads)
    body = "".join(_row(row, heads) for row in rows)
    return (
        f"<table class='stack'><caption>What was agreed, and for what</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: Json, heads: Sequence[str]) -> str:
    sums = row["sums"]
    unseen = row["amounts_not_seen"]
    counted = markup.many(row["decisions"], "decision")
    if row["kind"] in _MONEY:
        counted += f"<br><small>{unseen} of {markup.many(row['steps'], 'payment')}: amount not seen"
        counted += "</small>"
    cells = [
        counted,
        _figure(sums and sums["least"]),
        _middle(sums),
        _figure(sums and sums["most"]),
        "".join(_each(row)) or "–",
    ]
    if not sums:
        cells[1:4] = ["–"] * 3
    data = "".join(
        f"<td data-label='{head}'{_NONE if cell == '–' else ''}><div>{cell}</div></td>"
        for head, cell in zip(heads[1:], cells, strict=True)
    )
    return f"<tr><th scope='row'>{escape(row_name(row))}</th>{data}</tr>"


def _middle(sums: Json | None) -> str:
    if not sums:
        return "–"
    if not sums["median"]:
        return f"{markup.many(sums['count'], 'sum')}, too few to say"
    ends = " to ".join(markup.say_pounds(sums[end]["amount_gbp"]) for end in ("lower", "upper"))
    median = sums["median"]
    return (
        f"{ends}<br><small>middle sum {markup.say_pounds(median['amount_gbp'])}: "
        f"{_names(median['from'])}</small>"
    )


def _each(row: Json) -> Iterator[str]:
    for unit, spread in (("term", row["per_term"]), ("month", row["per_month"])):
        if spread:
            least, most = spread["least"], spread["most"]
            ends = dict.fromkeys(markup.say_pounds(end["amount_gbp"]) for end in (least, most))
            source = [*least["from"], *most["from"]]
            yield f"<div>{' to '.join(ends)} a {unit}<br><small>{_names(source)}</small></div>"


def _figure(figure: Json | None) -> str:
    if not figure:
        return "–"
    amount = markup.say_pounds(figure["amount_gbp"])
    return f"{amount}<br><small>{_names(figure['from'])}</small>"


def _names(sources: Sequence[Json]) -> str:
    names = {source["reference"] or source["document"]: source["reference"] for source in sources}
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(_name(*name) for name in list(names.items())[:_NAMED]) + more


def _name(leads_to: str, reference: str | None) -> str:
    words = escape(reference or "one without a reference")
    return f"<a class='ref' target='_blank' href='{case_address(leads_to)}'>{words}</a>"


def guidance_html(rows: Sequence[Json], *, seen: bool = False) -> str:
    """Return what guidance says, once each, with source and year; with `seen`, what no
    guidance says and decisions show."""
    told = {guide["duty"]: guide for row in rows for guide in row["guidance"]}
    wanted = (g for g in told.values() if g["status"].startswith(_SEEN) is seen)
    return "".join(f"<div>{_guide(guide)}</div>" for guide in wanted)


def _guide(guide: Json) -> str:
    facts = markup.joined([guide["legal_basis"], guide["year"], guide["status"]])
    caveat = f"<p class='facts'>{escape(guide['caveat'])}</p>" if guide["caveat"] else ""
    return (
        f"<h3 class='case'>{escape(guide['topic'])}</h3>"
        f"<p class='line'>{escape(guide['statement'])}</p>{caveat}"
        f"<p class='facts'>{facts}</p>{markup.link_html(guide['url'], True)}"
    )


def plot(rows: Sequence[Json], colours: tuple[str, str, str]) -> Json:
    """Return the Vega-Lite specification of the sums: a strip for each purpose.

    A dot is a sum, larger where more decisions have it; pointing at it names them.
    """
    dots, words, lines = colours
    values = [
        {
            "what": told["what"],
            "amount": told["amount"],
            "sum": markup.say_pounds(told["amount"]),
            "decisions": "; ".join(_named(place) for place in told["places"]),
            "count": len(told["places"]),
        }
        for told in sums_of(rows)
    ]
    strips = list(dict.fromkeys(value["what"] for value in values))
    y = {"field": "what", "type": "nominal", "axis": None, "sort": strips}
    tooltip = [
        {"field": "sum", "title": "Sum"},
        {"field": "what", "title": "For"},
        {"field": "decisions", "title": "Decisions"},
    ]
    return {
        "height": _STRIP_PX * len(strips),
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "circle", "color": dots, "opacity": 0.65, "yOffset": 8},
                "encoding": {
                    "x": {
                        "field": "amount",
                        "type": "quantitative",
                        "title": "Sum in pounds",
                        "scale": {"zero": True, "nice": True},
                        "axis": {
                            "format": ",d",
                            "tickCount": 5,
                            "gridColor": lines,
                            "labelColor": words,
                            "titleColor": words,
                        },
                    },
                    "y": y,
                    "size": {
                        "field": "count",
                        "type": "quantitative",
                        "scale": {"range": [70, 320]},
                        "legend": None,
                    },
                    "tooltip": tooltip,
                },
            },
            {
                "transform": [{"aggregate": [{"op": "count", "as": "n"}], "groupby": ["what"]}],
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dy": -14,
                    "fontSize": 13,
                    "color": words,
                },
                "encoding": {"x": {"value": 4}, "y": y, "text": {"field": "what"}},
            },
        ],
    }


def _named(place: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (place["council"], place["reference"]) if part)
