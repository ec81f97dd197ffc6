"""Saved views of the work list: a person's own, and those of the whole organization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from peercall.adapters.db.audit import change
from peercall.adapters.db.models import SavedView
from peercall.application.viewer import Viewer
from peercall.domain.errors import NotPermitted, RecordNotFound
from peercall.domain.organizations import Role

MOST = 50


@dataclass(frozen=True, slots=True)
class View:
    """A named filter. shared: everyone of the organization has it. may_remove: this viewer may take it away."""

    id: UUID
    name: str
    filters: Mapping[str, Any]
    shared: bool
    may_remove: bool


def saved_views(viewer: Viewer) -> tuple[View, ...]:
    """The viewer's own and the shared ones, by name."""
    rows = SavedView.objects.filter(Q(person_id=viewer.user) | Q(person=None), organization_id=viewer.organization)
    return tuple(
        View(row.id, row.name, row.filters, row.person_id is None, _may_remove(viewer, row))
        for row in rows.order_by("name", "id")[:MOST]
    )


def view_of(viewer: Viewer, view_id: UUID) -> View:
    """One of those. Raises RecordNotFound."""
    for view in saved_views(viewer):
        if view.id == view_id:
            return view
    raise RecordNotFound("there is no such view here", remedy="Go back to the work list.")


def save_view(viewer: Viewer, *, name: str, filters: Mapping[str, Any], shared: bool) -> UUID:
    """Keep the filter under a name; one with the same name is replaced. shared: a manager's or coordinator's choice.

    Raises NotPermitted.
    """
    if shared and not _may_share(viewer):
        raise NotPermitted("only coordinators and managers share views", remedy="Save it for yourself.")
    with change(viewer, action="view.saved", details={"shared": shared}):
        row, _ = SavedView.objects.update_or_create(
            organization_id=viewer.organization,
            person_id=None if shared else viewer.user,
            name=name,
            defaults={"filters": dict(filters)},
        )
    return row.id


def remove_view(viewer: Viewer, view_id: UUID) -> None:
    """Forget it. Raises RecordNotFound, NotPermitted."""
    if not view_of(viewer, view_id).may_remove:
        raise NotPermitted("only coordinators and managers remove shared views", remedy="Ask one of them.")
    with change(viewer, action="view.removed", details={"view": str(view_id)}):
        SavedView.objects.filter(organization_id=viewer.organization, id=view_id).delete()


def _may_share(viewer: Viewer) -> bool:
    return viewer.has(Role.COORDINATOR, Role.MANAGER)


def _may_remove(viewer: Viewer, row: SavedView) -> bool:
    return row.person_id == viewer.user or (row.person_id is None and _may_share(viewer))
