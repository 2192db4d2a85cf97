"""The last gate: what a citation does not bear is not shown."""

import re
from dataclasses import replace
from typing import cast

import pytest

from rag.authority import cite_basis
from rag.check import Checker, check_claims, fault_of
from rag.cite import cite, cite_id
from rag.fakes import HashedEmbedder
from rag.kinds import Kind, Part, Role
from rag.library import DiskLibrary
from rag.protocols import Library
from rag.records import Paragraph, Voice
from rag.replies import Claim, Removed
from rag.text import sentences


def finding(library: DiskLibrary) -> Claim:
    paragraph = next(p for p in library.paragraphs("24-000-001") if p.role is Role.FINDINGS)
    citation = cite_id(library, paragraph.id)
    return Claim("Kent, 24 000 001: no speech therapy for five months.", Part.FOUND, (citation,))


def test_a_claim_that_its_citation_bears_stands(tiny: DiskLibrary) -> None:
    assert fault_of(tiny, finding(tiny)) is None


def test_a_claim_without_citation_is_taken_out(tiny: DiskLibrary) -> None:
    checked = check_claims(tiny, [finding(tiny), Claim("All is well.", Part.FOUND, ())])
    assert [c.text for c in checked.claims] == [finding(tiny).text]
    assert checked.removed == (Removed("All is well.", "uncited", "no citation"),)


def test_a_changed_quotation_is_not_shown(tiny: DiskLibrary) -> None:
    claim = finding(tiny)
    cited = claim.citations[0]
    for quote in (cited.quote.replace("five", "six"), cited.quote.lower(), ""):
        altered = replace(claim, citations=(replace(cited, quote=quote),))
        assert fault_of(tiny, altered) is not None


def test_a_paragraph_that_does_not_exist_is_no_citation(tiny: DiskLibrary) -> None:
    claim = finding(tiny)
    gone = replace(claim.citations[0], paragraph_id="24-000-001#99")
    fault = fault_of(tiny, replace(claim, citations=(gone,)))
    assert str(fault) == "the cited paragraph does not exist"


@pytest.mark.parametrize(
    "text",
    [
        "Kent paid £900 for speech therapy.",
        "Kent, 24 000 009: no speech therapy.",
        "No speech therapy for 14 months.",
    ],
)
def test_figures_sums_and_references_must_stand_in_what_is_cited(
    tiny: DiskLibrary, text: str
) -> None:
    assert fault_of(tiny, replace(finding(tiny), text=text)) is not None


def test_a_number_word_agrees_with_its_numeral(tiny: DiskLibrary) -> None:
    claim = replace(finding(tiny), text="No therapy for 5 months in 24 000 001.")
    assert fault_of(tiny, claim) is None


def test_the_councils_argument_is_never_a_finding(tiny: DiskLibrary) -> None:
    paragraph = next(p for p in tiny.paragraphs("23-000-002") if p.role is Role.COUNCIL_POSITION)
    claim = Claim("The school was too far.", Part.FOUND, (cite_id(tiny, paragraph.id),))
    assert "voice" in str(fault_of(tiny, claim))
    assert fault_of(tiny, replace(claim, part=Part.DIRECT)) is None


def test_a_digest_never_looks_like_a_quotation(tiny: DiskLibrary) -> None:
    claim = finding(tiny)
    text = f"The Ombudsman found: “{claim.citations[0].quote}”"
    assert fault_of(tiny, replace(claim, text=text, verbatim=True)) is None
    digest = replace(claim.citations[0], kind=Kind.DIGEST)
    assert "digest" in str(
        fault_of(tiny, replace(claim, text=text, verbatim=True, citations=(digest,)))
    )


def test_proposed_law_has_to_say_so(starter_library: DiskLibrary) -> None:
    paragraph = starter_library.paragraphs("PROPOSED-2026")[0]
    citation = cite_id(starter_library, paragraph.id)
    bare = Claim("Reviews change in September.", Part.DUTY, (citation,))
    assert "proposed" in str(fault_of(starter_library, bare))
    labelled = replace(bare, text="Proposed, not law: reviews change in September.")
    assert fault_of(starter_library, labelled) is None


def test_what_the_council_said_inside_a_finding_is_not_found(tiny: DiskLibrary) -> None:
    paragraph = next(p for p in tiny.paragraphs("24-000-001") if p.role is Role.FINDINGS)
    first = sentences(paragraph.text)[0][1] + paragraph.start
    told = (Voice(paragraph.start, first, Role.COUNCIL_POSITION),)
    voiced = replace(paragraph, voices=told)
    document = tiny.document("24-000-001")
    assert document is not None

    class Voiced:
        def paragraph(self, _: str) -> Paragraph:
            return voiced

        def text(self, document_id: str) -> str:
            return tiny.text(document_id)

    library = cast("Library", Voiced())
    said = cite(document, voiced, section="Analysis", end=first)
    assert said.role is Role.COUNCIL_POSITION
    claim = Claim(said.quote, Part.FOUND, (said,))
    assert "voice" in str(fault_of(library, claim))
    raised = replace(claim, citations=(replace(said, role=Role.FINDINGS),))
    assert "not that of the quoted words" in str(fault_of(library, raised))
    assert fault_of(library, replace(claim, part=Part.DIRECT)) is None


def test_no_paper_finds_fault(tiny: DiskLibrary) -> None:
    claim = finding(tiny)
    minutes = replace(claim.citations[0], kind=Kind.MINUTES)
    assert "document of this kind" in str(fault_of(tiny, replace(claim, citations=(minutes,))))


def test_who_speaks_before_a_quotation_need_not_stand_in_the_source(tiny: DiskLibrary) -> None:
    front = "The report tells what somebody who took part said (an opinion)"
    cited = finding(tiny).citations[0]
    quoted = Claim(f"{front}: “{cited.quote}”", Part.DIRECT, (cited,), verbatim=True)
    more = replace(quoted, text=f"{front} and Greenfield paid: “{cited.quote}”")
    checker = Checker(tiny, HashedEmbedder(), [front])
    assert checker.fault(quoted) is None
    assert "Greenfield" in str(checker.fault(more))
    assert Checker(tiny, HashedEmbedder()).fault(quoted) is not None


def test_a_duty_stands_beside_its_legal_basis_as_upheld_cites_it(
    starter_library: DiskLibrary,
) -> None:
    checker = Checker(starter_library)
    labelled = re.compile("proposed|expired|not commenced")
    duties = [
        d
        for d in starter_library.documents()
        if d.kind is Kind.DUTY and d.legal_basis and not labelled.search(d.status or "")
    ]
    assert len(duties) > 50
    for duty in duties:
        cited = cite_id(starter_library, starter_library.paragraphs(duty.id)[0].id)
        basis = cite_basis(duty.legal_basis or "")
        claim = Claim(f"{cited.quote} ({basis})", Part.DUTY, (cited,))
        fault = checker.fault(claim)
        assert fault is None, f"{duty.id}: {fault}"
