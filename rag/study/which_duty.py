"""Questions on cases: which duty is the one for what was complained of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.study.desk import Desk
from rag.study.item import Draft, Item, ItemKind, stems
from rag.study.provisions import duty_proof, is_settled
from rag.study.safe import (
    apart,
    fair_bases,
    is_legislation,
    short_basis,
    speaks_of_place,
    subject_of_duty,
)

__all__ = ["duty_questions"]

_SHARED = 2  # words that what is shown must share with the duty it turns on


def duty_questions(desk: Desk) -> list[Item | None]:
    """Return a question on the settled duty that what is shown is nearest to.

    It comes from the themes of fault that the record of the case holds, and only where a
    finding of fault shares a word with what went wrong: those findings are its proof. The options
    are places in the law: a duty told in words would be matched with the case by its subject.
    """
    themes = {str(row["code"]): row for row in desk.library.lexicon("themes")}
    own = [themes[code] for code in desk.case.themes if code in themes]
    records = {str(row["id"]): row for row in desk.library.lexicon("duties")}
    told = stems(desk.told)
    fit = [
        (_nearness(told, theme, records[theme["duties"][0]]), theme)
        for theme in own
        if theme["kind"] == "fault" and theme["duties"] and theme["duties"][0] in records
    ]
    near, theme = max(fit, key=lambda pair: pair[0], default=(0, None))
    if theme is None or near < _SHARED or speaks_of_place(desk.told):
        return []
    main = records[theme["duties"][0]]
    wrong = stems(str(theme["meaning"])) - _USUAL
    borne_out = [f for f in desk.case.faults if stems(f.text) & wrong]
    proofs = desk.proofs("fault", borne_out)
    if not proofs:
        return []
    if not _may_be_asked(main):
        return []
    others = _other_duties(desk, own, main, records, themes)
    bases = fair_bases(_head(main), others, desk.told)
    fair = [draft for basis, draft in others.items() if basis in bases]
    meaning = desk.wording.fill("proof.theme", meaning=str(theme["meaning"]))
    basis = duty_proof(desk.library, main, meaning)
    drafts = [Draft(draft.text, (*proofs[:1], basis, *draft.proofs)) for draft in fair]
    question = desk.wording.fill("ask.duty")
    finding = f"{main['id']} {desk.case.faults[0].text}"
    right = Draft(short_basis(_head(main)), (*proofs, basis))
    return [desk.item(ItemKind.DUTY, finding, question, right, drafts, form=bool)]


def _head(record: Any) -> str:
    """Return the place that a basis names first, without the laws behind it."""
    return str(record["legal_basis"]).partition(";")[0]


def _may_be_asked(record: Any) -> bool:
    council = str(record["who_owes"]) == "local authority"
    return council and is_settled(record) and is_legislation(str(record["legal_basis"]))


def _nearness(told: frozenset[str], theme: Any, record: Any) -> int:
    words = f"{record['topic']} {record['statement']} {record['plain']} {theme['meaning']}"
    return len(told & (stems(words) - _USUAL))


_USUAL = stems(
    "the council child children mother father son daughter parent education educational school "
    "plan plans ehc care health miss mrs year month council's january february march april "
    "may june july august september october november december suitable provide provision "
    "get got give need complaint years old months weeks people school's mr ms "
    "late delay needs special complained said local authority must properly when who new full want"
)


def _other_duties(
    desk: Desk, own: Sequence[Any], main: Any, records: Any, themes: Any
) -> dict[str, Draft]:
    """Return duties of other subjects by their basis, those that what is shown keeps clear of.

    Left out: duties of any theme of the case, of a theme in the same group, or of one that some
    decision holds together with a theme of the case; what shares a provision with the case or
    its duty; what its record names as a next step; what shares a word of its topic with what is
    shown, or two of how people ask about it.
    """
    groups = {row["group"] for row in own}
    near = {name for row in themes.values() if row["group"] in groups for name in row["duties"]}
    near |= {str(name) for name in main.get("next_steps", ())} | set(main["themes"])
    subject = subject_of_duty(main)
    cited = set(desk.case.provisions)
    told = stems(desk.told)
    found: dict[str, Draft] = {}
    for name, record in records.items():
        related = name in near or not apart(subject, subject_of_duty(record))
        themed = any(
            desk.met.get(code, frozenset()) & set(desk.case.themes) for code in record["themes"]
        )
        if related or themed or not _may_be_asked(record):
            continue
        if cited & set(record.get("provision", ())) or not record["themes"]:
            continue
        words = desk.wording.fill("proof.other_duty", topic=str(record["topic"]))
        proof = duty_proof(desk.library, record, words)
        own_words = told & (stems(str(record["topic"])) - _USUAL)
        asked = told & (stems(" ".join(record["asked_as"])) - _USUAL)
        if not own_words and len(asked) < _SHARED:
            found[_head(record)] = Draft(short_basis(_head(record)), (proof,))
    return found
