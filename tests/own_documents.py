"""Documents of our own that tests of reading look at."""

from __future__ import annotations

from pathlib import Path

from doors import ROOT

DATA = Path(__file__).parent / "data"
GOLD = ROOT / "eval" / "gold" / "documents"
DECISION = GOLD / "99-000-101.txt"
MINUTES = GOLD / "minutes-northmoor.txt"
OWN = sorted(p for p in [*DATA.iterdir(), *GOLD.iterdir()] if p.suffix in (".txt", ".html", ".md"))
