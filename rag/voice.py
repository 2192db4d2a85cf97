"""Whose words a sentence gives: an Ombudsman's own, or what a party said, told in passing."""

from __future__ import annotations

import re

__all__ = ["reports_a_party"]

_PARTY = r"(?:The (?:Council|School|Authority|Trust|ICB|parents?)|Mr|Mrs|Ms|Miss|It|He|She|They)\b"
_SAYS = (
    r"(?:said|says|states?|stated|argue[ds]?|claim(?:s|ed)?|told|explain(?:s|ed)|considers?|"
    r"considered|believe[ds]?|maintain(?:s|ed)|complain(?:s|ed)|responded|replied|offered|"
    r"acknowledge[ds]|accepts?|accepted)"
)
_REPORTS = re.compile(
    rf"^{_PARTY}(?: [A-Z]\b)?(?: (?:has|have|had|also|again|then|now))* {_SAYS}\b"
)


def reports_a_party(sentence: str) -> bool:
    """True where a sentence only tells what a council, a school or a parent said.

    Inside an analysis such a sentence is not the Ombudsman's finding, however the paragraph
    goes on.
    """
    return bool(_REPORTS.match(sentence.lstrip("“\"'‘ ")))
