"""Roles from headings and from cues, on sentences of our own."""

from __future__ import annotations

import pytest

from ingest.roles import heading_role, is_open, is_stock, paragraph_role, section_role
from rag.kinds import Role

HEADINGS = {
    Role.SUMMARY: ["Summary", "Report summary", "Executive summary"],
    Role.COMPLAINT: ["The complaint", "Complaint", "What Mrs X complained about", "Mrs X’s views"],
    Role.POWERS: ["The Ombudsman’s role and powers", "My jurisdiction", "Our powers"],
    Role.METHOD: [
        "How I considered this complaint",
        "How we considered this complaint",
        "What I considered",
        "Key to names used",
    ],
    Role.LAW: [
        "Law and administrative background",
        "The law and guidance",
        "Legislation and guidance",
        "Legislative background",
        "What should have happened",
        "What the Council should have done",
        "Relevant statutory guidance",
        "Special Educational Needs and Disability Regulations 2014",
        "The Council’s policy",
    ],
    Role.FACTS: [
        "Background",
        "What happened",
        "What happened – summary of key relevant events",
        "Key facts",
        "Summary of key events",
        "Chronology",
        "Relevant background",
    ],
    Role.COUNCIL_POSITION: [
        "The Council’s response to my enquiries",
        "The Council’s position",
        "What the Council said",
        "Comments from the Council",
        "Council’s offer",
    ],
    Role.FINDINGS: [
        "Analysis",
        "My analysis",
        "My findings",
        "Findings",
        "Was there fault by the Council?",
        "Did the fault cause an injustice?",
        "Fault and injustice",
        "Injustice",
        "Conclusion",
        "Conclusions",
        "My consideration",
        "Consideration",
        "Assessment",
        "My assessment",
        "What I have and have not investigated",
        "Parts of the complaint that I did not investigate",
        "Analysis – alternative provision",
        "Failure to meet statutory timescales: was there fault",
    ],
    Role.REMEDY: [
        "Action",
        "Agreed action",
        "Agreed actions",
        "Recommended action",
        "Recommendations",
        "Agreed remedy",
        "Service improvements",
    ],
    Role.DECISION: ["Decision", "Final decision", "My decision", "Draft decision"],
}


@pytest.mark.parametrize(
    ("heading", "role"), [(h, role) for role, headings in HEADINGS.items() for h in headings]
)
def test_headings_give_roles(heading: str, role: Role) -> None:
    assert heading_role(heading) is role
    assert heading_role(f"3. {heading.upper()}:") is role


@pytest.mark.parametrize(
    "heading",
    ["Alternative provision", "What I found", "Complaint handling", "Mrs X", "Section 19 duty"],
)
def test_some_headings_say_nothing(heading: str) -> None:
    assert heading_role(heading) is None


def test_an_open_heading_covers_everything() -> None:
    assert is_open("What I found")
    assert is_open("What I found – annual review")
    assert not is_open("What I found – injustice")


LAW = "Councils must arrange education for a child who is ill (Education Act 1996, section 19)."
FACT = "In May the school wrote to Mrs X."
JUDGED = "The Council sent the plan nine weeks late. This was fault."


@pytest.mark.parametrize(
    ("inherited", "texts", "role"),
    [
        (Role.LAW, [LAW], Role.LAW),
        (Role.LAW, [FACT, FACT], Role.FACTS),
        (Role.FACTS, [LAW, LAW], Role.LAW),
        (Role.FACTS, [FACT], Role.FACTS),
        (Role.FACTS, [FACT, JUDGED], Role.FINDINGS),
        (Role.FINDINGS, [FACT], Role.FINDINGS),
        (Role.METHOD, [FACT], Role.FACTS),
    ],
)
def test_a_vague_heading_is_decided_by_what_stands_under_it(
    inherited: Role, texts: list[str], role: Role
) -> None:
    assert section_role("Annual reviews", inherited, texts) is role


COUNCIL, FAMILY = Role.COUNCIL_POSITION, Role.COMPLAINT
FACTS, FINDINGS = Role.FACTS, Role.FINDINGS
PARAGRAPHS = [
    # what the council says, wherever it stands
    (FACTS, "The Council replied in June. It said the school was to blame.", COUNCIL),
    (
        FACTS,
        "In response to my enquiries the Council states it had no staff. Two posts were empty. "
        "The Council states both are now filled.",
        COUNCIL,
    ),
    (
        FACTS,
        "In its reply to the complaint the Council said it was sorry. It offered £100.",
        COUNCIL,
    ),
    (FACTS, "The Council’s stage two letter of May stated that it would act.", COUNCIL),
    (FINDINGS, "The Council has told me it has since hired more staff.", COUNCIL),
    (FINDINGS, "The Council argues section 19 did not apply.", COUNCIL),
    # what the family says
    (FACTS, "Mr X is unhappy with the delay. He says it cost him his job.", FAMILY),
    (FACTS, "Mrs X said that although the Council had apologised, nothing changed.", FAMILY),
    (FACTS, "In July Mr and Mrs X complained to us. They say P is still at home.", FAMILY),
    (FINDINGS, "Mrs X considers the Council should repay her.", FAMILY),
    # events
    (FACTS, "In May Mrs X rang the Council. It passed her to the plan team.", FACTS),
    (FACTS, "The school wrote to the Council. Mrs X said no. The panel met in June.", FACTS),
    # judging
    (
        FINDINGS,
        "The Council says it had no medical evidence. However, it should have weighed all it had.",
        FINDINGS,
    ),
    (FINDINGS, "The Council accepts this. I cannot see how it decided the hours.", FINDINGS),
    (FINDINGS, "The Council said it did not know. This is fault.", FINDINGS),
    (
        FINDINGS,
        "The Council acknowledged part of this but I have identified more. In my view it must pay.",
        FINDINGS,
    ),
    (FINDINGS, "The £200 which the Council offered is not enough.", FINDINGS),
    (FACTS, "The plan was late. I find the Council at fault.", FINDINGS),
    # law inside other sections
    (FINDINGS, LAW, Role.LAW),
    (FINDINGS, "The Council had a duty under section 19 and did not meet it.", FINDINGS),
    # sections that speak with one voice
    (Role.REMEDY, "The Council said it will pay.", Role.REMEDY),
    (Role.LAW, "Mrs X said so.", Role.LAW),
]


@pytest.mark.parametrize(("section", "text", "role"), PARAGRAPHS)
def test_paragraphs_take_the_role_of_who_speaks(section: Role, text: str, role: Role) -> None:
    assert paragraph_role(text, section) is role


def test_boilerplate_is_known() -> None:
    assert is_stock("Anything.", Role.POWERS)
    assert is_stock("Both had an opportunity to comment on my draft decision.", Role.FINDINGS)
    assert not is_stock("The Council was at fault.", Role.FINDINGS)
