"""What would follow from a reading if it were confirmed as it stands: clocks and triage, nothing stored, nothing started."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from peercall.adapters.case_folder.case_file import case_file_from
from peercall.bootstrap.site_assess import AssessedNow, assess_now
from peercall.domain.determinations import CaseFile

Data = Mapping[str, Any]


def case_of_facts(facts: Data, *, time_zone: str) -> CaseFile:
    """What the case itself says. time_zone: of the practice, for cases that name none. Raises CaseFolderInvalid."""
    return case_file_from({"schema": "peercall.case/1", "side": "provider", "time_zone": time_zone, **facts})


def preview(contract: Data, *, facts: Data, time_zone: str, now: datetime) -> AssessedNow:
    """Clocks and triage of the contract as if somebody had confirmed its fields; the case's own moment stands first."""
    return assess_now({**contract, "confirmed": {"by": "nobody yet"}}, facts=facts, time_zone=time_zone, now=now)
