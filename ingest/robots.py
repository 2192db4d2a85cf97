"""What a site's robots.txt allows."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

__all__ = ["NAME", "Robots"]

NAME = "Upheld"  # what a robots.txt calls us


class Robots:
    """A robots.txt: urllib's reader, and the patterns with * and $ that it does not know."""

    def __init__(self, text: str) -> None:
        self._parser = RobotFileParser()
        self._parser.parse(text.splitlines())
        self._patterns = [_pattern(path) for path in _wildcards(text)]

    def allows(self, address: str) -> bool:
        """Say whether the page at `address` may be asked for."""
        parts = urlsplit(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if any(pattern.match(path) for pattern in self._patterns):
            return False
        return self._parser.can_fetch(NAME, address)

    @property
    def delay_s(self) -> float:
        """The pause that the site asks for, 0 where it names none."""
        return float(self._parser.crawl_delay(NAME) or 0)


def _wildcards(text: str) -> list[str]:
    """Return the disallowed patterns with * or $ in the groups that speak to us or to all."""
    found: list[str] = []
    ours = in_names = False
    for line in text.splitlines():
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if key.lower() == "user-agent":
            named = value == "*" or value.lower() in NAME.lower()
            ours, in_names = named or (ours and in_names), True
        elif key:
            in_names = False
            if ours and key.lower() == "disallow" and re.search(r"[*$]", value):
                found.append(value)
    return found


def _pattern(path: str) -> re.Pattern[str]:
    body = ".*".join(re.escape(part) for part in path.removesuffix("$").split("*"))
    return re.compile(body + ("$" if path.endswith("$") else ""))
