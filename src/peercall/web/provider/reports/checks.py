"""Before a request is sent: what the note lacks. The files are read for this answer alone and are not kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from peercall.adapters.db.audit import change
from peercall.application.site.page_words import for_page
from peercall.bootstrap.site_check import MOST_FILES, check_files, phases_to_choose, policies_to_choose
from peercall.bootstrap.site_files import WORKERS
from peercall.domain.errors import PeercallError
from peercall.web.common.access import PeercallRequest
from peercall.web.provider.access import needs


class CheckForm(forms.Form):
    """Which policy the request will be held to."""

    policy = forms.ChoiceField(label="Policy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phases = [(phase, phase.replace("_", " ")) for phase in phases_to_choose()]
        self.fields["phase"] = forms.ChoiceField(
            label="Phase of the treatment",
            required=False,
            choices=[("", "Not said"), *phases],
            help_text="Where the policy asks other things of a first request than of a later one.",
        )
        self.fields["policy"] = forms.ChoiceField(label="Policy", choices=[("", "Choose"), *policies_to_choose()])


@needs(*WORKERS)
@require_http_methods(["GET", "POST"])
def check(request: PeercallRequest) -> HttpResponse:
    """A form, and below it the answer. Only counts go into the audit."""
    form = CheckForm(request.POST or None)
    files = request.FILES.getlist("files")
    context: dict[str, Any] = {"form": form, "most": MOST_FILES, "problem": "", "found": None}
    if request.method == "POST":
        if not files:
            context["problem"] = "Choose the notes and results to check."
        elif form.is_valid():
            try:
                with change(request.viewer, action="request.checked", details={"files": len(files)}) as tx:
                    done = check_files(
                        [(one.name or "file", one.read()) for one in files],
                        policy=form.cleaned_data["policy"],
                        phase=form.cleaned_data["phase"],
                        time_zone=request.viewer.time_zone,
                        at=timezone.now(),
                    )
                    tx.details["open"] = len(done.data["add"])
                context |= {"found": done.data, "warnings": done.warnings}
            except PeercallError as error:
                context["problem"] = for_page(str(error))
    failed = request.method == "POST" and context["found"] is None
    return render(request, "provider/reports/check.html", context, status=422 if failed else 200)
