"""What goes into a packet and how it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from peercall.application.site.packets import Matter, PacketOrder, PacketPlan
from peercall.domain.packets import ExhibitPages, PacketLimits

SEND, LEAVE = "send", "leave"


class DecisionField(forms.ChoiceField):
    """A choice that is asked for only where its pages go along; then it is none that may be left open."""

    is_asked = True


class PacketForm(forms.Form):
    """The choices. A field for each protected matter that was found; pages left out are ticked beside the exhibits."""

    letter = forms.ChoiceField(label="Letter in front", required=False)
    record = forms.BooleanField(
        label="With the record of the call", required=False, help_text="Notes for your own house stay at home."
    )
    pages = forms.ChoiceField(
        label="Pages of the exhibits",
        choices=((ExhibitPages.CITED.value, "Only the pages that are cited"), (ExhibitPages.ALL.value, "All pages")),
        widget=forms.RadioSelect,
        initial=ExhibitPages.CITED.value,
    )
    limit = forms.ChoiceField(label="How it is sent", widget=forms.RadioSelect)
    pages_most = forms.IntegerField(
        label="Own limit: pages of one file", required=False, min_value=2, max_value=100_000
    )
    megabytes = forms.FloatField(label="Own limit: MB of one file", required=False, min_value=0.1, max_value=1000)

    def __init__(
        self,
        *args: Any,
        plan: PacketPlan,
        letters: Sequence[tuple[UUID, str]],
        has_record: bool,
        limits: Sequence[PacketLimits],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self._set("letter", [("", "No letter"), *((str(key), name) for key, name in letters)])
        self._set("limit", [(one.id, _way(one)) for one in limits])
        self.fields["limit"].initial = "none"
        if not has_record:
            del self.fields["record"]
        for matter in plan.matters:
            self.fields[f"matter-{matter.id}"] = DecisionField(
                label=f"{matter.name}: these pages",
                required=False,
                choices=((LEAVE, "are left out"), (SEND, "go along: we may send them")),
                widget=forms.RadioSelect,
            )

    def _set(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def ticked(self) -> frozenset[str]:
        """Pages left out, as `exhibit-page`: the exhibit's place in the plan, from 0."""
        return frozenset(self.data.getlist("without")) if isinstance(self.data, QueryDict) else frozenset()

    def matters(self) -> list[tuple[Matter, Any]]:
        """Each protected matter with its field."""
        return [(one, self[f"matter-{one.id}"]) for one in self.plan.matters]

    def order(self) -> PacketOrder:
        """What was chosen. Call after is_valid()."""
        found = self.cleaned_data
        answers = {one.id: found.get(f"matter-{one.id}") or "" for one in self.plan.matters}
        return PacketOrder(
            letter=found["letter"],
            record=bool(found.get("record")),
            pages=ExhibitPages(found["pages"]),
            without=self._without(),
            send=tuple(key for key, answer in answers.items() if answer == SEND),
            leave=tuple(key for key, answer in answers.items() if answer == LEAVE),
            limit=found["limit"],
            pages_most=found["pages_most"],
            megabytes=found["megabytes"],
        )

    def _without(self) -> dict[str, list[int]]:
        ticked = self.ticked()
        found: dict[str, list[int]] = {}
        for place, exhibit in enumerate(self.plan.exhibits):
            pages = [page.number for page in (*exhibit.cited, *exhibit.others) if f"{place}-{page.number}" in ticked]
            if pages:
                found[exhibit.path] = sorted(pages)
        return found

    def clean(self) -> dict[str, Any]:
        """Every protected matter whose pages would go along has its answer."""
        found = super().clean() or {}
        if "pages" in found:
            chosen = replace(PacketOrder(), pages=ExhibitPages(found["pages"]), without=self._without())
            for matter in self.plan.matters:
                if matter.goes_along(chosen) and not found.get(f"matter-{matter.id}"):
                    self.add_error(f"matter-{matter.id}", "Look at the pages; say whether they go along.")
        return found


def _way(limits: PacketLimits) -> str:
    most = [f"{limits.pages} pages"] if limits.pages else []
    most += [f"{limits.megabytes:g} MB"] if limits.megabytes else []
    name = limits.name.capitalize()
    return f"{name}: files of at most {', '.join(most)}" if most else name
