"""Clinical documents (C-CDA) written from their parts. All people are invented."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

OIDS = {
    "snomed": "2.16.840.1.113883.6.96",
    "icd10": "2.16.840.1.113883.6.90",
    "loinc": "2.16.840.1.113883.6.1",
    "rxnorm": "2.16.840.1.113883.6.88",
    "cpt": "2.16.840.1.113883.6.12",
}
ROOT = "2.16.840.1.113883.10.20."
ROE = "<given>Miriam</given><family>Roe</family>"


def template(*ids: str) -> str:
    """Template ids as R2.1 writes them."""
    return "".join(f'<templateId root="{ROOT}{one}" extension="2015-08-01"/>' for one in ids)


def code(system: str, value: str, display: str = "", *, tag: str = "code", inside: str = "", kind: str = "") -> str:
    """A coded value; kind: its xsi:type."""
    shown = f" displayName={quoteattr(display)}" if display else ""
    typed = f' xsi:type="{kind}"' if kind else ""
    return f'<{tag}{typed} code="{value}" codeSystem="{OIDS[system]}"{shown}>{inside}</{tag}>'


def when(low: str | None = None, high: str | None = None, *, at: str | None = None) -> str:
    """effectiveTime: a point, or a span whose `?` end is a null flavour."""
    if at is not None:
        return f'<effectiveTime value="{at}"/>'
    ends = ""
    for name, value in (("low", low), ("high", high)):
        if value is not None:
            ends += f'<{name} nullFlavor="UNK"/>' if value == "?" else f'<{name} value="{value}"/>'
    return f"<effectiveTime>{ends}</effectiveTime>"


def section(loinc: str, title: str, *entries: str, text: str = "", templates: str = "") -> str:
    """One section; text: its narrative as markup."""
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    coded = code("loinc", loinc) if loinc else ""
    return (
        f"<component><section>{templates}{coded}<title>{title}</title><text>{text}</text>{body}</section></component>"
    )


def concern(observation: str, *, status: str = "active", kind: str = "22.4.3") -> str:
    """The act around a problem or allergy."""
    return (
        f'<act classCode="ACT" moodCode="EVN">{template(kind)}<id root="concern-1"/>'
        f'<statusCode code="{status}"/><entryRelationship typeCode="SUBJ">{observation}</entryRelationship></act>'
    )


def problem(value: str, *, time: str = "", negated: bool = False, id: str = "p1", inside: str = "") -> str:
    """A problem observation."""
    flag = ' negationInd="true"' if negated else ""
    return (
        f'<observation classCode="OBS" moodCode="EVN"{flag}>{template("22.4.4")}<id root="{id}"/>'
        f'{code("snomed", "55607006", "Problem")}<statusCode code="completed"/>{time}{value}{inside}</observation>'
    )


def allergy(substance: str, *, negated: bool = False, kind: str = "419199007", inside: str = "", time: str = "") -> str:
    """An allergy observation; substance: the code of the playing entity, or nothing."""
    flag = ' negationInd="true"' if negated else ""
    return (
        f'<observation classCode="OBS" moodCode="EVN"{flag}>{template("22.4.7")}<id root="a1"/>'
        f'<statusCode code="completed"/>{time}{code("snomed", kind, tag="value", kind="CD")}'
        f'<participant typeCode="CSM"><participantRole><playingEntity>{substance}</playingEntity></participantRole>'
        f"</participant>{inside}</observation>"
    )


def medication(
    drug: str, *, status: str = "active", mood: str = "EVN", times: str = "", negated: bool = False, inside: str = ""
) -> str:
    """A medication activity; drug: the code of the material."""
    flag = ' negationInd="true"' if negated else ""
    return (
        f'<substanceAdministration classCode="SBADM" moodCode="{mood}"{flag}>{template("22.4.16")}<id root="m1"/>'
        f'<statusCode code="{status}"/>{times}{inside}<consumable><manufacturedProduct><manufacturedMaterial>{drug}'
        f"</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>"
    )


def result(
    name: str,
    value: str,
    *,
    time: str = "",
    status: str = "completed",
    id: str = "r1",
    inside: str = "",
    kind: str = "22.4.2",
) -> str:
    """A result observation."""
    return (
        f'<observation classCode="OBS" moodCode="EVN">{template(kind)}<id root="{id}"/>{name}'
        f'<statusCode code="{status}"/>{time}{value}{inside}</observation>'
    )


def panel(*observations: str, name: str = "", time: str = "", status: str = "completed") -> str:
    """An organizer of results."""
    inside = "".join(f"<component>{one}</component>" for one in observations)
    return (
        f'<organizer classCode="BATTERY" moodCode="EVN">{template("22.4.1")}<id root="panel-1"/>{name}'
        f'<statusCode code="{status}"/>{time}{inside}</organizer>'
    )


def quantity(value: str, unit: str = "") -> str:
    """A physical quantity as a value."""
    return f'<value xsi:type="PQ" value="{value}" unit="{unit}"/>'


def header(
    *,
    name: str = "<given>Lena</given><family>Varga</family>",
    born: str = "19670302",
    sex: str = "F",
    ids: str = '<id root="2.16.840.1.113883.19" extension="MRN-204"/>',
    written: str = "20260310",
    visit: str = "",
    author: str = f"{ROE}<suffix>MD</suffix>",
) -> str:
    """Patient, author, date and visit of a document."""
    return (
        f'<code code="34133-9" codeSystem="{OIDS["loinc"]}"/><title>Visit summary</title>'
        f'<effectiveTime value="{written}"/><recordTarget><patientRole>{ids}<patient><name use="L">{name}</name>'
        f'<administrativeGenderCode code="{sex}"/><birthTime value="{born}"/></patient></patientRole></recordTarget>'
        f'<author><time value="{written}"/><assignedAuthor><id root="2.16.840.1.113883.4.6" extension="2000000001"/>'
        f"<assignedPerson><name>{author}</name></assignedPerson></assignedAuthor></author>{visit}"
    )


def document(*sections: str, head: str | None = None, body: str | None = None, prolog: str = "") -> bytes:
    """A whole document as bytes; body: a nonXMLBody in place of sections."""
    inner = body if body is not None else f"<structuredBody>{''.join(sections)}</structuredBody>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}'
        '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{header() if head is None else head}<component>{inner}</component></ClinicalDocument>"
    ).encode()
