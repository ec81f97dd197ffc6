"""A case a person makes by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from peercall.adapters.db import cases
from peercall.adapters.db.case_jobs import set_amount
from peercall.application.viewer import Viewer
from peercall.bootstrap.site_files import Desk


def new_case_by_hand(
    viewer: Viewer,
    *,
    facts: Mapping[str, Any],
    columns: Mapping[str, str],
    amount: Decimal | None,
    letter: tuple[str, bytes] | None,
    at: datetime,
) -> tuple[UUID, str]:
    """The case, and why the letter could not be added where it could not. columns: what the list shows until a letter
    says it: member_name, plan_name, service."""
    with transaction.atomic():
        case = cases.new_case(viewer, facts=facts, at=at, owner=viewer.user)
        cases.name_by_hand(viewer, case, columns=columns)
        if amount is not None:
            set_amount(case, amount)
    if letter is None:
        return case, ""
    got = Desk(viewer, at).receive(letter[0], letter[1], case_id=case, role="denial")
    return case, got.sentence if got.outcome != "added" else ""
