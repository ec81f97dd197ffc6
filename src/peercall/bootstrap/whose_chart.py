"""Whose records count when an export holds several people's: case.yaml decides, else the letter's member."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peercall.domain.charts import Patient, PatientCandidate
from peercall.domain.errors import CaseFolderInvalid
from peercall.engine.identity import names_fit, other_person, the_one_meant

_SHOWN = 12
_SHORTEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Member:
    """Whom the letter is about, as far as it says. number: at the plan. service: what was asked for."""

    name: str | None = None
    born: date | None = None
    number: str | None = None
    service: str | None = None


def member_of(proposals: Iterable[Mapping[str, Any]]) -> Member:
    """The member of the first letter or electronic answer that tells one; proposals: in the form of determination.yaml."""
    for fields in (proposal["fields"] for proposal in proposals):
        said = {
            name: str(value) if (value := (fields.get(name) or {}).get("value")) else None
            for name in ("member_name", "member_dob", "member_id", "requested_service")
        }
        born = said["member_dob"]
        if said["member_name"] or born:
            return Member(
                said["member_name"],
                date.fromisoformat(born) if born else None,
                said["member_id"],
                said["requested_service"],
            )
    return Member()


@dataclass(frozen=True, slots=True)
class WhoseChart:
    """Chooses one of several people. named: `chart.patient` of case.yaml. member: asked only when that is not given."""

    named: str | None
    member: Callable[[], Member]

    def among(self, patients: Sequence[Patient]) -> Patient | None:
        """The one of several documents' patients whom the letter is about; None when it does not tell."""
        if all(other_person(one, of=patients[0]) is None for one in patients[1:]):
            return None
        member = self.member()
        people = [PatientCandidate(str(number), 1, one) for number, one in enumerate(patients)]
        fitting = [one for one in people if the_one_meant([one], name=member.name, born=member.born) is not None]
        return fitting[0].patient if fitting else None

    def contradiction(self, patient: Patient | None) -> str | None:
        """What the letter says of its member that the chart's patient is not; None when nothing contradicts."""
        if patient is None:
            return None
        member = self.member()
        if member.born is not None and patient.birth_on is not None and member.born != patient.birth_on:
            return "chart/: the chart's patient has another birth date than the member of the letter"
        if (
            member.name
            and patient.name
            and not (
                names_fit(member.name, patient.name) or names_fit(patient.name, member.name) or member.born is not None
            )
        ):
            return "chart/: the chart's patient has another name than the member of the letter"
        return None

    def other_number(self, numbers: Sequence[str]) -> str | None:
        """That none of the chart's member numbers is the letter's; None when one is, or either side tells none.

        A suffix for a person of the family (`-01`) makes no other number.
        """
        own = _plain(self.member().number or "")
        known = [plain for number in numbers if (plain := _plain(number))]
        if not own or not known or any(own.startswith(one) or one.startswith(own) for one in known):
            return None
        return "chart/: the chart carries another member number than the letter"

    def choose(self, people: Sequence[PatientCandidate]) -> str:
        """Id of the person whose chart this is. Raises CaseFolderInvalid, with ids and no names, when nothing decides."""
        ids = [one.id for one in people]
        shown = ", ".join(ids[:_SHOWN]) + (" ..." if len(ids) > _SHOWN else "")
        if self.named is not None:
            wanted = self.named.removeprefix("Patient/")
            if wanted in ids:
                return wanted
            raise CaseFolderInvalid(
                "`chart.patient` is none of the patients in the chart files",
                where="case.yaml",
                remedy=f"Give one of these ids: {shown}.",
            )
        member = self.member()
        found = the_one_meant(people, name=member.name, born=member.born)
        if found is None:
            raise CaseFolderInvalid(
                f"the chart files hold records of {len(people)} patients, and the letter does not tell which is meant",
                where="chart/",
                remedy=f"Give the id as `chart: {{patient: ID}}` in case.yaml: {shown}.",
            )
        return found.id


def _plain(number: str) -> str:
    """Letters and digits alone; empty for what is too short to be a member number."""
    plain = "".join(char for char in number.upper() if char.isalnum())
    return plain if len(plain) >= _SHORTEST_NUMBER else ""
