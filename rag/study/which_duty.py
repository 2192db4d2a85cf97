"""Questions on cases: which duty is the one for what was complained of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.study.desk import WRONG, Desk
from rag.study.item import Draft, Item, ItemKind, stems
from rag.study.provisions import duty_proof, is_settled
from rag.study.safe import apart, speaks_of_place, subject_of_duty
from rag.study.shown import gives_away

__all__ = ["duty_questions"]

_SHARED = 2  # words that what is shown must share with the duty it turns on


def duty_questions(desk: Desk) -> list[Item | None]:
    """Return a question on the settled duty that what is shown is nearest to.

    It comes from the themes of fault that the record of the case holds, and only where a
    finding of fault shares a word with it: those findings are its proof.
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
    borne_out = [f for f in desk.case.faults if _nearness(stems(f.text), theme, main)]
    proofs = desk.proofs("fault", borne_out)
    if not proofs:
        return []
    if not is_settled(main) or not _is_council(main):
        return []
    fair = [d for d, safe in _other_duties(desk, own, main, records, themes) if safe]
    text = str(main["plain"])
    if gives_away(text, [draft.text for draft in fair], desk.shown):
        return []
    meaning = desk.wording.fill("proof.theme", meaning=str(theme["meaning"]))
    basis = duty_proof(desk.library, main, meaning)
    drafts = [Draft(draft.text, (*proofs[:1], basis, *draft.proofs)) for draft in fair]
    question = desk.wording.fill("ask.duty")
    finding = f"{main['id']} {desk.case.faults[0].text}"
    right = Draft(text, (*proofs, basis))
    return [desk.item(ItemKind.DUTY, finding, question, right, drafts, least=WRONG)]


def _is_council(record: Any) -> bool:
    return str(record["who_owes"]) == "local authority"


def _nearness(told: frozenset[str], theme: Any, record: Any) -> int:
    words = f"{record['topic']} {record['statement']} {record['plain']} {theme['meaning']}"
    return len(told & (stems(words) - _USUAL))


_USUAL = stems(
    "the council child children mother father son daughter parent education educational school "
    "plan plans ehc care health miss mrs year month council's january february march april "
    "may june july august september october november december suitable provide provision "
    "get got give need complaint years old months weeks people school's mr ms "
    "needs special complained said local authority must properly when who new full want"
)


def _other_duties(
    desk: Desk, own: Sequence[Any], main: Any, records: Any, themes: Any
) -> list[tuple[Draft, bool]]:
    """Return duties of other subjects, and whether what is shown keeps clear of each.

    Left out: duties of any theme of the case, of a theme in the same group, or of one that some
    decision holds together with a theme of the case; what shares a provision with the case or
    its duty; what its record names as a next step. A duty that shares a word of its own with
    what is shown, or two of how people ask about it, is unsafe.
    """
    groups = {row["group"] for row in own}
    near = {name for row in themes.values() if row["group"] in groups for name in row["duties"]}
    near |= {str(name) for name in main.get("next_steps", ())} | set(main["themes"])
    subject = subject_of_duty(main)
    cited = set(desk.case.provisions)
    told = stems(desk.told)
    found = []
    for name, record in records.items():
        related = name in near or not apart(subject, subject_of_duty(record))
        themed = any(
            desk.met.get(code, frozenset()) & set(desk.case.themes) for code in record["themes"]
        )
        if related or themed or not is_settled(record) or not _is_council(record):
            continue
        if cited & set(record.get("provision", ())) or not record["themes"]:
            continue
        words = desk.wording.fill("proof.other_duty", topic=str(record["topic"]))
        proof = duty_proof(desk.library, record, words)
        own_words = told & (stems(f"{record['topic']} {record['plain']}") - _USUAL)
        asked = told & (stems(" ".join(record["asked_as"])) - _USUAL)
        clear = not own_words and len(asked) < _SHARED
        found.append((Draft(str(record["plain"]), (proof,)), clear))
    return found
