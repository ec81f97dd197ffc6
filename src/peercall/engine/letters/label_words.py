"""Labels as letters print them, and the field each one names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_NUMBER_SUFFIXES = ("", " number", " no.", " no", " #", " num", " id")

_ACTS = (
    "requesting",
    "ordering",
    "treating",
    "attending",
    "prescribing",
    "referring",
    "rendering",
    "servicing",
    "performing",
    "your",
    "admitting",
)
_WHO = (
    "prov", "prov.",
    "provider", "physician", "doctor", "clinician", "practitioner", "prescriber", "surgeon", "specialist", "chiropractor", "therapist", "physical therapist",
    "psychologist", "psychiatrist", "dentist", "podiatrist", "nurse practitioner", "optometrist", "audiologist", "oncologist", "md", "dr.", "dr", "health care provider",
)  # fmt: skip

#: labels as printed. A name that can mean two things is left out: nobody should have to guess.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "member_name": (
        "member", "member name", "name of member", "member's name", "patient", "patient name", "patient's name",
        "name of patient", "enrollee", "enrollee name", "participant", "participant name", "insured name",
        "beneficiary", "beneficiary name", "covered person", "covered individual", "claimant", "injured employee",
        "injured worker", "employee", "employee name", "name", "re", "regarding", "in regard to",
        "to the parent or guardian of", "parent or guardian of", "customer", "customer name", "recipient", "recipient name", "client",
        "cardholder", "cardholder name", "covered member", "member/patient", "patient/member", "pt", "pt name", "pt.", "mbr", "mbr name", "child's name", "member (patient)",
        "insured/patient", "to the family of", "to the parents of", "to the parent of", "to the guardian of", "regarding the care of", "about the care of",
    ),
    "member_dob": (
        "date of birth", "dob", "d.o.b.", "d.o.b", "birth date", "birthdate", "born", "patient dob", "member dob",
        "patient date of birth", "member date of birth", "patient's date of birth", "member's date of birth", "birthday",
        "enrollee date of birth", "enrollee dob",
    ),
    "decision": (
        "decision", "determination", "status", "outcome", "disposition", "result", "request status", "decision status", "determination outcome", "our decision",
        "review outcome", "review decision", "final decision", "authorization status", "coverage decision", "claim status",
    ),
    "provider_name": (
        "provider", "provider name", "requesting provider", "ordering provider", "ordering physician",
        "requesting physician", "treating physician", "treating provider", "attending physician", "attending", "attending provider",
        "prescriber", "prescriber name", "prescribing physician", "prescribing provider", "surgeon", "physician", "doctor", "rendering provider",
        "referring provider", "referring physician", "servicing provider", "practitioner", "requesting practitioner", "requested by", "provider of record", "physician of record", "requesting doctor", "ordering doctor", "treating doctor", "treating clinician",
        "ordering practitioner", "ordered by", "submitted by", "requesting clinician", "treating practitioner", "your doctor", "performing provider",
        "asked for by", "asked by", "request made by", "request from", "who asked", "ordered/requested by", "prescribed by", "referred by", "clinician",
        *(f"{act} {who}" for act in _ACTS for who in _WHO),
    ),
    "provider_npi": ("npi", "npi number", "provider npi", "prescriber npi", "requesting provider npi", "ordering provider npi", "npi #", "npi no."),
    "facility": (
        "servicing fac", "servicing fac.", "facility requested", "program name", "treating program", "admitting hospital", "requesting facility",
        "provider of service",
        "hospital/facility",
        "facility", "facility name", "place of service", "site of service", "servicing facility", "hospital", "hospital name",
        "rendering facility", "admitting facility", "service location", "location of service", "requested facility", "treating facility",
        "treatment facility", "provider of service/facility", "facility/vendor", "location", "place of treatment",
    ),
    "requested_service": (
        "level of care",
        "level of care requested",
        "requested level of care",
        "service", "services", "service requested", "services requested", "requested service", "requested services",
        "requested service(s)", "service(s) requested", "service(s)", "service description", "description of service", "description of services", "procedure", "procedures",
        "procedure requested", "requested procedure", "treatment", "treatment requested", "requested treatment", "item", "item requested", "items", "requested item", "items requested",
        "drug", "drug name", "drug requested", "medication", "medication name", "medication requested", "requested medication", "requested drug",
        "service subject to notice", "description", "type of service", "service/item", "service or item", "item/service", "equipment", "what was requested", "you requested", "you asked for", "request for",
        "service under review", "service reviewed", "therapy requested", "program requested",
    ),
    "service_codes": (
        "procedure code", "procedure codes", "procedure code(s)", "cpt", "cpt code", "cpt codes", "cpt code(s)", "cpt/hcpcs", "cpt/hcpcs code", "cpt/hcpcs codes",
        "hcpcs", "hcpcs code", "hcpcs codes", "hcpcs/cpt", "service code", "service codes", "service code(s)", "code", "codes", "code(s)", "proc code", "ndc", "revenue code", "rev code",
        "billing code", "billing codes", "j-code", "j code",
    ),
    "diagnosis_codes": (
        "diagnosis", "diagnoses", "diagnosis code", "diagnosis codes", "diagnosis code(s)", "icd-10", "icd-10 code", "icd-10 codes",
        "icd-10-cm", "icd10", "dx", "dx code", "primary diagnosis", "principal diagnosis", "admitting diagnosis", "secondary diagnosis", "condition",
    ),
    "quantity_requested": (
        "requested", "quantity requested", "requested quantity", "units requested", "visits requested", "quantity",
        "requested units", "days requested", "requested days", "requested visits", "amount requested", "number of visits", "number of units", "units", "qty", "qty requested",
    ),
    "quantity_approved": (
        "approved", "days certified", "days authorized", "certified days", "visits certified", "sessions approved", "hours approved", "quantity approved", "approved quantity", "units approved", "visits approved", "approved units", "days approved", "approved days",
        "approved visits", "amount approved", "qty approved", "authorized units", "authorized visits", "units authorized",
    ),
    "plan_name": (        "on behalf of",
"plan", "health plan", "plan name", "payer", "payer name", "payor", "insurer", "insurance company", "carrier", "insurance carrier", "health plan name", "issuer", "plan sponsor", "sponsor", "benefit plan name", "coverage provided by", "client plan"),
    "administrator": ("administrator", "claims administrator", "third party administrator", "plan administrator", "administered by", "review organization", "utilization review agent", "review agent", "managed by"),
    "product": ("product", "benefit", "line of business", "lob", "plan type", "coverage", "coverage type", "product type", "benefit plan", "plan/product", "program", "type of coverage", "benefit type"),
    "funding": ("funding", "funding type", "funding arrangement"),
    "request_type": ("request type", "type of request", "review type", "type of review", "type", "case type", "claim type", "service type", "review category", "review", "kind of review", "kind of request"),
    "urgency": ("urgency", "priority", "request priority", "review priority", "level of urgency", "timeframe", "processing", "turnaround"),
    "reviewer": (
        "reviewer", "reviewed by", "reviewer name", "physician reviewer", "medical director", "reviewing physician", "clinical reviewer", "peer reviewer",
        "reviewing medical director", "determination made by", "decision made by", "decided by", "reviewing clinician", "determined by", "clinician reviewer", "physician adviser", "physician advisor", "pharmacist reviewer", "review completed by",
    ),
    "reviewer_specialty": ("specialty", "reviewer specialty", "reviewer's specialty", "board certification", "board certified in", "reviewer board certification", "specialty of reviewer", "reviewer's board certification"),
    "reviewer_credentials": ("credentials", "reviewer credentials", "reviewer's credentials", "reviewer title"),
    "criteria_cited": (
        "the clinical criteria used in making this determination",
        "clinical criteria used in making this determination",
        "criteria", "criteria used", "clinical criteria", "guideline", "guideline used", "guidelines used", "policy", "medical policy", "policy applied", "criteria applied", "clinical guideline", "criteria cited", "coverage policy",
        "policy used", "clinical policy", "review criteria", "criteria reference", "policy reference", "clinical criteria used", "coverage criteria", "policy cited", "reference criteria", "policy/criteria", "guideline applied", "criterion",
    ),
    "records_reviewed": (
        "records reviewed", "documents reviewed", "information reviewed", "records considered", "materials reviewed", "clinical information reviewed", "information considered", "documentation reviewed",
        "clinical reviewed", "records received", "documents considered", "information used", "evidence reviewed",
    ),
    "stated_reasons": ("reason", "reasons", "reason for denial", "denial reason", "denial rationale", "reason for decision", "reason for determination", "reason for the decision", "clinical rationale", "rationale", "basis for denial", "basis", "explanation", "reason(s)", "rationale for denial", "denial reason(s)", "reason for non-certification", "determination rationale", "decision rationale", "rationale for decision"),
    "reason_code": ("denial code", "reason code", "denial reason code", "adjustment reason code", "carc", "code reason"),
    "p2p_phone": ("peer-to-peer", "peer to peer", "peer-to-peer phone", "peer to peer phone", "peer-to-peer line", "peer-to-peer scheduling", "p2p", "p2p phone", "p2p line", "peer-to-peer requests", "peer-to-peer scheduling line", "schedule peer-to-peer", "peer-to-peer contact", "reviewer phone", "physician reviewer line"),
    "p2p_hours": ("peer-to-peer hours", "p2p hours", "peer to peer hours", "scheduling hours"),
    "p2p_window": ("peer-to-peer deadline", "p2p deadline", "p2p window", "peer to peer deadline", "peer-to-peer window", "peer-to-peer must be requested", "request peer-to-peer by", "peer-to-peer request deadline", "deadline to request peer-to-peer", "p2p must be requested by", "peer-to-peer timeframe"),
    "appeal_deadline": ("appeal deadline", "appeal by", "appeal due", "deadline to appeal", "appeal due date", "time to appeal", "appeal must be received by", "last day to appeal", "appeal filing deadline", "appeal timeframe", "file appeal by", "appeal filing limit", "appeal window"),
    "expedited_phone": ("expedited appeal", "expedited appeals", "expedited appeal phone", "urgent appeals", "fast appeal", "fast appeals", "expedited appeal line", "expedited appeal by telephone", "urgent appeal", "expedited", "urgent", "expedited requests"),
    "dates.notification": (
        "date of notice", "notice date", "letter date", "date of letter", "date of this letter", "date of this notice", "notification date",
        "date of notification", "issue date", "date issued", "date", "date of denial notice", "denial letter date", "notice issued", "date of correspondence", "notice sent", "written notice date",   "today's date", "dated",
    ),
    "dates.determination": (
        "determination date", "date of determination", "decision date", "date of decision", "review completed", "denial date", "date of denial", "determined on", "date decided", "decided on", "review date", "date of review", "decision made",
        "adverse determination date", "date of adverse determination", "date review completed", "decision made on", "review decision date", "date determination made",
        "decided", "decision issued", "decision rendered", "determination issued", "determination made", "denied on", "determination rendered", "decision date/time", "determination date/time",
    ),
    "dates.mailed": ("date mailed", "mailed", "mailing date", "mailed on", "mail date", "postmarked", "date of mailing", "postmark"),
    "dates.request_received": (
        "request received", "date received", "received", "received on", "date request received", "request date", "date of request", "claim received", "date of receipt of request", "receipt date of request", "request received on", "date claim received", "request receipt date", "authorization request received",
        "request received date", "date requested", "received date", "request submitted", "date submitted", "date we received your request",
        "rfa received", "rec'd", "recd", "date rec'd", "submitted", "submitted on", "request rec'd", "received date/time", "request received date/time", "we received your request", "request received by us",
    ),
    "dates.verbal_notification": ("verbal notification", "verbal notice", "verbal notification date", "date of verbal notification", "telephone notification", "oral notification", "oral notice", "verbally notified", "phone notification", "date of oral notification", "verbal notice given", "date of verbal notice"),
    "dates.service": (
        "date of service", "dates of service", "service date", "service dates", "date(s) of service", "dos", "planned date", "scheduled date", "proposed date", "planned service date", "start date", "requested date", "requested dates", "requested start date",
        "requested date of service", "procedure date", "surgery date", "date of procedure", "date of surgery", "scheduled for", "planned for", "proposed date of service", "scheduled service date", "requested date(s) of service", "dates requested", "anticipated date of service", "service start date", "requested service date", "requested service dates", "service period", "treatment dates",
        "planned dos", "requested dos", "proposed dos", "scheduled dos", "anticipated dos", "date needed", "from/to", "from - to", "service from", "date span", "dates",
    ),
    "dates.admission": ("admission date", "date of admission", "admit date", "admitted", "admission", "admitted on", "date admitted", "inpatient admission date", "admission date/time", "admit date/time", "admit", "date admit", "admission on"),
    "dates.injury": ("date of injury", "doi", "d.o.i.", "d/i", "d.o.i", "injured on", "injury date", "date of accident", "date of loss", "accident date"),
    "dates.decision_due": ("decision due", "decision due by", "decision due date", "determination due", "due date for decision", "decision deadline"),
    "dates.printed_or_sent": (
        "date sent",
        "sent on",
        "date faxed",
        "date and time sent","printed", "print date", "printed on", "date printed", "faxed", "fax date", "fax sent", "faxed on"),
}  # fmt: skip

#: labels of numbers: each also with `number`, `no.`, `#`, `ID` behind it
_NUMBERED: Mapping[str, tuple[str, ...]] = {
    "member_id": (
        "member", "member identification", "subscriber", "enrollee", "identification", "medicaid", "participant", "beneficiary", "patient", "recipient",
        "insured", "policyholder", "customer", "health plan member", "medicare", "cardholder", "employee", "member/subscriber", "mbi", "plan member",
        "mbr", "pt", "card", "card member", "plan id", "coverage", "policy",
    ),
    "group_number": ("group", "plan", "employer group", "policy/group", "group/plan", "group policy", "account/group", "rx group", "rxgrp", "rx grp", "grp", "subscriber group", "client group"),
    "authorization_number": (
        "authorization request",
        "auth request",
        "authorization", "auth", "service authorization", "prior authorization", "authorisation", "pre-authorization", "preauthorization", "prior auth", "certification", "precertification", "pre-certification",
        "authorization/certification", "pa",
    ),
    "claim_number": ("claim", "claim control", "icn", "dcn", "internal control", "document control", "claim reference", "payer claim"),
    "reference_number": (
        "reference", "ref", "case", "request", "file", "tracking", "review", "our reference", "um", "event", "case reference", "request reference", "determination", "um case", "um reference", "service request", "intake", "request tracking", "pharmacy request",
        "case/reference", "reference/case", "your reference", "call reference", "document", "notice reference", "inquiry", "inquiry reference", "file reference", "our file", "determination reference", "letter reference",
    ),
}  # fmt: skip
#: words that name the number only with a suffix: alone they are a person, a paper or a decision
_NEED_SUFFIX = frozenset(
    {
        "member", "subscriber", "enrollee", "participant", "beneficiary", "patient", "recipient", "insured", "policyholder",
        "customer", "medicaid", "medicare", "cardholder", "employee", "plan", "review", "determination", "event", "um", "certification",
        "pa", "inquiry", "document", "mbr", "pt", "card", "card member", "plan id", "coverage", "policy", "member identification", "health plan member", "plan member",
    }
)  # fmt: skip
_BARE_IDS = (
    "mbr#",
    "member#",
    "subscriber#",
    "id#",
    "id",
    "id number",
    "id no.",
    "id no",
    "id #",
    "member's id",
    "id card number",
    "medicaid id number",
    "mbi",
)


def _pairs() -> Iterator[tuple[str, str]]:
    for field, words in _WORDS.items():
        for word in words:
            yield word, field
    for field, words in _NUMBERED.items():
        for word in words:
            for suffix in _NUMBER_SUFFIXES:
                if not (suffix == "" and word in _NEED_SUFFIX):
                    yield word + suffix, field
    for word in _BARE_IDS:
        yield word, "member_id"


LABELS: Mapping[str, str] = dict(_pairs())
