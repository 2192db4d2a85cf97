"""Who ought to be speaking: how much a role, or a kind of document, counts for what is asked."""

from __future__ import annotations

import math

from rag.intents import Intent
from rag.kinds import Kind, Role
from rag.understand import Understanding

__all__ = ["POINTED", "kind_prior", "role_prior"]

_BASE = {
    Role.COMPLAINT: 0.9,
    Role.COUNCIL_POSITION: 0.85,
    Role.METHOD: 0.7,
    Role.POWERS: 0.6,
    Role.OPINION: 0.95,
    Role.DECISION: 0.95,
    Role.FINDINGS: 1.05,
}
_WANTED: dict[Intent, dict[Role, float]] = {
    Intent.AMOUNT: {Role.REMEDY: 1.35},
    Intent.REMEDY: {Role.REMEDY: 1.35, Role.RECOMMENDATION: 1.25, Role.DECISION: 1.1},
    Intent.FINDING: {Role.FINDINGS: 1.25, Role.COMPLAINT: 0.8, Role.COUNCIL_POSITION: 0.75},
    Intent.NO_FAULT: {Role.FINDINGS: 1.2, Role.COUNCIL_POSITION: 0.9},
    Intent.COMPLAINT: {Role.COMPLAINT: 1.4, Role.SUMMARY: 1.1, Role.FINDINGS: 0.85},
    Intent.COUNCIL: {Role.COUNCIL_POSITION: 1.5, Role.FINDINGS: 0.9},
    Intent.EVENTS: {Role.FACTS: 1.2},
    Intent.TIME_LIMIT: {Role.LAW: 1.15},
    Intent.DUTY: {Role.LAW: 1.1, Role.FINDINGS: 1.05},
    Intent.POWERS: {Role.POWERS: 1.6, Role.LAW: 1.1},
    Intent.RULE: {Role.LAW: 1.35, Role.FINDINGS: 0.85, Role.OPINION: 0.6},
    Intent.AUTHOR: {
        Role.OPINION: 0.6,
        Role.DISCUSSION: 1.15,
        Role.FINDINGS: 1.1,
        Role.RECOMMENDATION: 1.15,
    },
    Intent.RESOLVED: {
        Role.RECOMMENDATION: 1.4,
        Role.DECISION: 1.4,
        Role.OPINION: 0.7,
        Role.DISCUSSION: 0.85,
    },
    Intent.MINUTES: {Role.RECOMMENDATION: 1.1, Role.DECISION: 1.1},
}
_KINDS: dict[Intent, dict[Kind, float]] = {
    Intent.MINUTES: {Kind.MINUTES: 1.6},
    Intent.RESEARCH: {Kind.RESEARCH: 1.5},
    Intent.TIME_LIMIT: {Kind.DUTY: 1.15},
    Intent.NEXT: {Kind.DUTY: 1.15},
    Intent.DEFINITION: {Kind.GLOSSARY: 1.3},
}
# Words that point at one sort of paper: what is looked through first.
POINTED = {
    Intent.RESEARCH: (Kind.RESEARCH, Kind.FOCUS_REPORT),
    Intent.MINUTES: (Kind.MINUTES,),
}


def role_prior(asked: Understanding, role: Role) -> float:
    """Return the logarithm of how much more or less a passage counts for who speaks in it."""
    weight = _BASE.get(role, 1.0)
    for intent in asked.intents:
        weight *= _WANTED.get(intent, {}).get(role, 1.0)
    return math.log(weight)


def kind_prior(asked: Understanding, kind: Kind) -> float:
    """Return the logarithm of how much more or less a kind of document counts."""
    weight = 1.0
    for intent in asked.intents:
        weight *= _KINDS.get(intent, {}).get(kind, 1.0)
    return math.log(weight)
