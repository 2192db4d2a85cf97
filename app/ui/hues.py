"""The colours of those who speak in a document: hue in degrees, saturation in per cent."""

from __future__ import annotations

__all__ = ["HUES", "role_style"]

HUES = {
    "summary": (190, 60),
    "complaint": (285, 45),
    "powers": (220, 6),
    "method": (220, 6),
    "law": (220, 60),
    "facts": (210, 18),
    "council_position": (32, 75),
    "findings": (0, 60),
    "remedy": (145, 55),
    "decision": (340, 65),
    "recommendation": (165, 60),
    "discussion": (240, 14),
    "opinion": (50, 80),
}


def role_style() -> str:
    """Return the rules that give each role (class `r-<role>`) its colour, in light and in dark."""
    return "".join(
        f".r-{role}{{--light:hsl({hue} {strength}% 31%);--dark:hsl({hue} {strength}% 74%)}}"
        for role, (hue, strength) in HUES.items()
    )
