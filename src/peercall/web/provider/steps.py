"""Where the next step of a case is done. A screen that is not installed is replaced by the case's page."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from peercall.application.site.views import WorkRow
from peercall.domain.workflow import Stage

_SOME = UUID(int=0)
#: screens by stage, the first that is there
_SCREENS: dict[Stage, tuple[str, ...]] = {
    Stage.RECEIVED: ("confirm:letter",),
    Stage.CONFIRMED: ("schedule:case",),
    Stage.REQUESTED: ("schedule:case",),
    Stage.FOLLOW_UP: ("tasks:case",),
}
_CASE = "cases:case"


@cache
def _screen(stage: Stage) -> str:
    for name in _SCREENS.get(stage, ()):
        try:
            reverse(name, args=[_SOME])
        except NoReverseMatch:
            continue
        return name
    return _CASE


def step_url(row: WorkRow) -> str:
    """The page on which the next step of this case is done."""
    if row.stage is Stage.CONFIRMED and row.triage == "other_route":
        return case_url(row.id)
    return _address(_screen(row.stage), row.id)


def case_url(case: UUID) -> str:
    """The page of a case."""
    return _address(_CASE, case)


def confirm_url(case: UUID) -> str:
    """The page on which the letter of a case is confirmed."""
    return _address(_screen(Stage.RECEIVED), case)


def _address(name: str, case: UUID) -> str:
    return _pattern(name).replace(str(_SOME), str(case))


@cache
def _pattern(name: str) -> str:
    """The address for `_SOME`: lists have hundreds of addresses, and each differs by its id alone."""
    return reverse(name, args=[_SOME])
