"""Small valid files of every kind, about one invented patient whose values must never stand in a message."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage

import docx
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

#: values of the patient in the seeds, in every form a message could quote
PATIENT = ("Abara", "Ottilie", "NGH-0001-77", "1950-04-11", "19500411", "04/11/1950")

_LINES = (
    "Northgate Health Plan",
    "Notice of denial, May 20, 2026",
    "Member: Ottilie Abara   Member ID: NGH-0001-77   Date of birth: 04/11/1950",
    "The request for CPAP (E0601) is denied.",
)


def pdf() -> bytes:
    """Two pages of text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1)
    for _ in range(2):
        for row, line in enumerate(_LINES):
            canvas.drawString(72, 720 - 14 * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word() -> bytes:
    """Paragraphs and a table."""
    document = docx.Document()
    for line in _LINES:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Member", "Ottilie Abara"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    ),
    "word/document.xml": (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in _LINES)
        + "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:sectPr/></w:body></w:document>"
    ),
}


def plain_word() -> bytes:
    """The least a Word file is, stored without compression, so that a change reaches the XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def rich_text() -> bytes:
    """Font table, header, a table row, a page break."""
    body = r"\par ".join(_LINES)
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}{\header Northgate}\f0 "
        + body
        + r"\par\trowd\cellx3000\cellx6000 Member\cell Ottilie Abara\cell\row\page \u233?t\'e9 {\b end}}"
    ).encode()


def web_page() -> bytes:
    """A page with a table."""
    rows = "".join(f"<tr><td>{line}</td><td>&amp;&#233;</td></tr>" for line in _LINES)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><table>{rows}</table></body></html>".encode()


def mail() -> bytes:
    """A mail with a letter, a picture and a mail inside."""
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "um@northgate.example", "Inner"
    inner.set_content("Ottilie Abara, NGH-0001-77")
    message = EmailMessage()
    message["From"], message["To"] = "um@northgate.example", "desk@cedarvalley.example"
    message["Subject"], message["Date"] = "Denial of NGH-0001-77", "Wed, 20 May 2026 09:00:00 -0500"
    message.set_content("\n".join(_LINES))
    message.add_alternative("<p>" + "<br>".join(_LINES) + "</p>", subtype="html")
    message.add_attachment("\n".join(_LINES).encode(), maintype="application", subtype="pdf", filename="letter.pdf")
    message.add_attachment(inner)
    return message.as_bytes()


def _resources() -> list[dict[str, object]]:
    patient = {"reference": "Patient/p"}
    return [
        {"resourceType": "Patient", "id": "p", "birthDate": "1950-04-11", "name": [{"family": "Abara", "given": ["Ottilie"]}],
         "identifier": [{"value": "NGH-0001-77"}]},
        {"resourceType": "Condition", "id": "c", "subject": patient, "recordedDate": "2014-05-01",
         "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"}], "text": "Hypertension"}},
        {"resourceType": "Observation", "id": "o", "status": "final", "subject": patient, "effectiveDateTime": "2026-01-05",
         "code": {"coding": [{"system": "http://loinc.org", "code": "4548-4"}]}, "valueQuantity": {"value": 9.4, "unit": "%"}},
        {"resourceType": "DocumentReference", "id": "d", "status": "current", "subject": patient, "date": "2026-01-06",
         "content": [{"attachment": {"contentType": "text/plain", "data": "T3R0aWxpZSBBYmFyYQ=="}}]},
    ]  # fmt: skip


def bundle() -> bytes:
    """A chart of four resources."""
    entries = [{"fullUrl": f"urn:uuid:{n}", "resource": one} for n, one in enumerate(_resources())]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def ndjson() -> bytes:
    """The same, a line each."""
    return b"".join(json.dumps(one).encode() + b"\n" for one in _resources())


def answer() -> bytes:
    """An answer to a request, not certified."""
    pas = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-"
    code = {"url": f"{pas}reviewActionCode", "valueCodeableConcept": {"coding": [{"code": "A3"}]}}
    reason = {"url": "reasonCode", "valueCodeableConcept": {"coding": [{"code": "0F"}]}}
    action = {"extension": [{"url": f"{pas}reviewAction", "extension": [code, reason]}]}
    response = {
        "resourceType": "ClaimResponse", "id": "cr", "created": "2026-01-19", "patient": {"reference": "Patient/p"},
        "item": [{"itemSequence": 1, "adjudication": [action]}],
    }  # fmt: skip
    entries = [{"resource": one} for one in (*_resources()[:1], response)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def _interchange(kind: str, version: str, segments: list[str]) -> bytes:
    isa = "ISA*00*          *00*          *ZZ*NORTHGATE      *ZZ*CEDARVALLEY    *260110*0900*^*00501*000000001*0*T*:"
    head = [isa, f"GS*{kind}*NORTHGATE*CEDARVALLEY*20260110*0900*7*X*{version}"]
    tail = [f"SE*{len(segments) + 1}*0001", "GE*1*7", "IEA*1*000000001"]
    return "".join(f"{one}~" for one in [*head, *segments, *tail]).encode()


def remittance() -> bytes:
    """An 835 with one denied claim."""
    return _interchange("HP", "005010X221A1", [
        "ST*835*0001", "BPR*I*0*C*ACH*CCP*01*111*DA*222*1999999999**01*333*DA*444*20260110", "TRN*1*CHK9*1999999999",
        "DTM*405*20260110", "N1*PR*NORTHGATE HEALTH*XV*NG", "N1*PE*CEDAR VALLEY*XX*2234567893", "LX*1",
        "CLP*CV-2*4*1500*0**16*NG2*11", "NM1*QC*1*ABARA*OTTILIE****MI*NGH-0001-77", "SVC*HC:72148:26*900*0**1",
        "DTM*472*20260106", "CAS*CO*50*900", "LQ*HE*N115", "SVC*HC:99214*600*0**1", "CAS*CO*45*100**197*500",
    ])  # fmt: skip


def review() -> bytes:
    """A 278 answer, not certified."""
    return _interchange("HI", "005010X217", [
        "ST*278*0001*005010X217", "BHT*0007*11*A1*20260109*1102*18", "HL*1**20*1", "NM1*X3*2*NORTHGATE HEALTH*****46*NG",
        "HL*2*1*21*1", "NM1*1P*2*CEDAR VALLEY*****XX*2234567893", "HL*3*2*22*1", "NM1*IL*1*ABARA*OTTILIE****MI*NGH-0001-77",
        "DMG*D8*19500411", "HL*4*3*EV*1", "TRN*2*REQ1*9012345678", "UM*HS*I*2*11:B**U", "HCR*A6*AU1", "HI*ABK:M0579",
        "HL*5*4*SS*0", "HCR*A3**0F", "DTP*472*RD8*20260201-20260228", "SV1*HC:J1745*900*UN*4", "MSG*SEND THE NOTE",
    ])  # fmt: skip


CLINICAL = b"""<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<templateId root="2.16.840.1.113883.10.20.22.1.2"/><title>Summary of care</title><effectiveTime value="20260106"/>
<recordTarget><patientRole><id root="1.2.3" extension="NGH-0001-77"/><patient>
<name><given>Ottilie</given><family>Abara</family></name><birthTime value="19500411"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section>
<templateId root="2.16.840.1.113883.10.20.22.2.5.1"/><code code="11450-4" codeSystem="2.16.840.1.113883.6.1"/>
<title>Problems</title><text><table><tbody><tr><td>Hypertension</td><td>active</td></tr></tbody></table></text>
<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.4"/><effectiveTime><low value="20140501"/></effectiveTime>
<value xsi:type="CD" code="I10" codeSystem="2.16.840.1.113883.6.90" displayName="Essential hypertension"/>
</observation></entryRelationship></act></entry></section></component></structuredBody></component></ClinicalDocument>
"""

CASE = b"""\
schema: peercall.case/1
side: provider
as_of: 2026-05-22T09:30-05:00
time_zone: America/Chicago
denial: {receipt_date: "2026-05-21", note: "Ottilie Abara NGH-0001-77"}
plan: {name: Northgate Health Plan, line_of_business: commercial, funding: fully_insured, state: TX}
practice: {name: Cedar Valley, direct_line: "(512) 555-0111"}
speaker: {name: "Ada Okafor, MD", credential: MD, relationship: treating}
availability:
  - {from: 2026-05-23T12:00-05:00, to: 2026-05-23T13:00-05:00}
request: {phase: initial, request_date: "2026-05-12"}
attestations:
  - {criterion: root, by: "Ada Okafor, MD", at: 2026-05-22T08:00-05:00, statement: "Ottilie Abara sleeps badly"}
first_peer_to_peer: true
"""

POLICY = b"""\
schema: peercall.policy/1
id: northgate-sleep-1
title: Positive airway pressure
issuer: Northgate Health Plan
kind: payer
number: "N-1"
effective: "2026-01-01"
jurisdiction: Northgate
status: unverified
sources:
  - {url: "https://northgate.example/n-1", read: full, how: read}
services:
  - {system: HCPCS, codes: ["E0601"], label: "device", codes_checked: false}
criteria:
  id: root
  text: All of these
  all:
    - {id: adult, text: Eighteen or older, age: {min: 18, unit: a, at: service}}
    - id: index
      text: Index of 15 or more
      any:
        - {id: high, text: Index 15 or more, measure: {of: ahi_or_rdi, op: ">=", value: 15, unit: "/h"}}
        - {id: history, text: Hypertension, diagnosis: {vs: obesity_comorbidity, status: active}}
    - {id: said, text: The physician says so, judgement: {by: physician, standard: said}}
vignettes: []
"""


REVIEW_TABLE = b"""File number,Client,Jurisdiction,Program,P2P,Claimant ID,Claimant name,Treating physician,Request,Phone,Availability,Decision due
R-1,Northgate Health Plan,OH,Group health,Required,NGH-0001-77,Ottilie Abara,Bo Lind,"CPAP (E0601)
device",216-555-0120,M-F 9-12 & 1-4pm CT,05/20/2026 5 pm CT
R-2,Northgate Health Plan,OH,Group health,Optional,NGH-0001-77,Ottilie Abara,Bo Lind,Mask,216-555-0120,05/21/2026 2-4 pm ET,05/20/2026 noon ET
"""


def review_objects() -> bytes:
    """Two files for review."""
    one = {
        "reference": "R-1", "client": "Northgate Health Plan", "jurisdiction": "OH", "program": "group_health", "call": "required",
        "claimant": "NGH-0001-77", "claimant_name": "Ottilie Abara", "treating_physician": "Bo Lind", "request": "CPAP",
        "numbers": ["216-555-0120"], "availability": ["M-F 9-11 CT", {"days": ["Mon"], "start": "13:00", "end": "14:00", "zone": "CT"}],
        "decision_due_at": "2026-05-20T17:00-05:00",
    }  # fmt: skip
    return json.dumps({"files": [one, {**one, "reference": "R-2"}]}).encode()


def review_requests() -> bytes:
    """A request for authorization."""
    claim = {
        "resourceType": "Claim", "id": "c", "use": "preauthorization", "identifier": [{"value": "R-1"}], "patient": {"reference": "Patient/p"},
        "provider": {"reference": "Practitioner/d"}, "insurance": [{"coverage": {"reference": "Coverage/k"}}],
        "item": [{"productOrService": {"text": "CPAP", "coding": [{"code": "E0601"}]}}],
    }  # fmt: skip
    doctor = {
        "resourceType": "Practitioner",
        "id": "d",
        "name": [{"family": "Lind"}],
        "telecom": [{"value": "216-555-0120"}],
    }
    coverage = {"resourceType": "Coverage", "id": "k", "subscriberId": "NGH-0001-77"}
    entries = [{"resource": one} for one in (claim, *_resources()[:1], doctor, coverage)]
    return json.dumps({"resourceType": "Bundle", "entry": entries}).encode()
