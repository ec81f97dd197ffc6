"""When physicians can take a call: typed for a usual week, taken from a calendar; and the private calendar address."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from peercall.adapters.db import availability as stored
from peercall.adapters.render.call_times_ics import CallTime, render_call_times
from peercall.application.site.page_words import for_page
from peercall.bootstrap.calendar_reading import busy_times
from peercall.domain.determinations import AvailabilityBlock
from peercall.domain.errors import PeercallError, RecordNotFound
from peercall.domain.organizations import Role
from peercall.engine.availability import DAYS, weekly_blocks, without_busy
from peercall.engine.office_words import hours_words
from peercall.web.common.access import PeercallRequest, public
from peercall.web.common.limits import limited
from peercall.web.provider.access import STAFF, needs
from peercall.web.provider.schedule.forms import StretchForm, UploadForm, WeekForm
from peercall.web.provider.schedule.views import SCHEDULERS, chosen_physician


def _page(request: PeercallRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    people = stored.physicians(request.viewer)
    physician = chosen_physician(request, people)
    now = timezone.now()
    stretches = stored.stretches_of(request.viewer, physician.id, after=now) if physician else ()
    zone = request.viewer.time_zone
    context = {
        "people": people,
        "physician": physician,
        "may_set": physician is not None
        and (physician.id == request.viewer.user or request.viewer.has(Role.COORDINATOR, Role.MANAGER)),
        "days": _by_day(stretches, zone=zone),
        "week_form": WeekForm(initial=_usual_week(stretches, zone=zone), auto_id="week-%s"),
        "day_form": StretchForm(zone=zone, auto_id="day-%s"),
        "upload_form": UploadForm(auto_id="upload-%s"),
        "feed": stored.feed_of(request.viewer),
        "zone": zone,
        "sent": request.GET.get("stored", "")[:20],
        **forms,
    }
    return render(request, "provider/schedule/availability.html", context, status=status)


def _by_day(
    stretches: tuple[stored.Stretch, ...], *, zone: str
) -> list[tuple[datetime, list[tuple[stored.Stretch, str]]]]:
    here = ZoneInfo(zone)
    days: dict[Any, tuple[datetime, list[tuple[stored.Stretch, str]]]] = {}
    for one in stretches:
        start, end = one.block.start_at.astimezone(here), one.block.end_at.astimezone(here)
        words = hours_words(start.time(), end.time())
        days.setdefault(start.date(), (start, []))[1].append((one, words))
    return list(days.values())


def _usual_week(stretches: tuple[stored.Stretch, ...], *, zone: str) -> dict[str, time]:
    """The form as the next seven typed days have it."""
    here = ZoneInfo(zone)
    out: dict[str, time] = {}
    typed = [one for one in stretches if one.source == stored.TYPED]
    end = typed[0].block.start_at + timedelta(days=7) if typed else None
    for one in typed:
        if end is None or one.block.start_at >= end:
            break
        start = one.block.start_at.astimezone(here)
        day = DAYS[start.weekday()].lower()
        number = 1 if f"{day}1_from" not in out else 2
        if f"{day}{number}_from" not in out:
            out[f"{day}{number}_from"] = start.time()
            out[f"{day}{number}_to"] = one.block.end_at.astimezone(here).time()
    return out


@needs(*STAFF)
@require_GET
def availability(request: PeercallRequest) -> HttpResponse:
    """The times of one physician, and one's own calendar address. ?p= whose."""
    return _page(request)


def _physician(request: PeercallRequest) -> UUID:
    found = chosen_physician(request, stored.physicians(request.viewer))
    if found is None:
        raise RecordNotFound("there is no physician here yet", remedy="An administrator invites one.")
    return found.id


def _back(request: PeercallRequest, physician: UUID, said: str, *, kept: str = "") -> HttpResponse:
    messages.success(request, said, extra_tags="good")
    return redirect(f"{reverse('schedule:availability')}?p={physician}{f'&stored={kept}' if kept else ''}")


def _from_today(request: PeercallRequest, *, weeks: int) -> tuple[datetime, datetime]:
    start = (
        timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    )
    return start, start + timedelta(weeks=weeks)


@needs(*SCHEDULERS)
@require_POST
def week(request: PeercallRequest) -> HttpResponse:
    """Hours of a usual week, for some weeks from today on."""
    form = WeekForm(request.POST, auto_id="week-%s")
    if not form.is_valid():
        return _page(request, status=422, week_form=form)
    physician = _physician(request)
    first, last = _from_today(request, weeks=form.cleaned_data["weeks"])
    blocks = weekly_blocks(
        form.hours(), first=first.date(), days=7 * form.cleaned_data["weeks"], zone=request.viewer.time_zone
    )
    number = stored.replace_stretches(
        request.viewer, physician, blocks=blocks, source=stored.TYPED, first=first, last=last
    )
    return _back(request, physician, f"Kept: {number} times in {form.cleaned_data['weeks']} weeks.", kept="week")


@needs(*SCHEDULERS)
@require_POST
def day(request: PeercallRequest) -> HttpResponse:
    """One more stretch on one day."""
    form = StretchForm(request.POST, zone=request.viewer.time_zone, auto_id="day-%s")
    if not form.is_valid():
        return _page(request, status=422, day_form=form)
    physician = _physician(request)
    stored.add_stretch(request.viewer, physician, block=AvailabilityBlock(form.at(), form.at(hour="to")))
    return _back(request, physician, "Kept.", kept="day")


@needs(*SCHEDULERS)
@require_POST
def remove(request: PeercallRequest, stretch: int) -> HttpResponse:
    """One stretch less."""
    stored.remove_stretch(request.viewer, stretch)
    return _back(request, _physician(request), "Taken out.")


@needs(*SCHEDULERS)
@require_POST
@limited("upload")
def upload(request: PeercallRequest) -> HttpResponse:
    """A calendar: what it leaves free in working hours. The file itself is not kept."""
    form = UploadForm(request.POST, request.FILES, auto_id="upload-%s")
    if not form.is_valid():
        return _page(request, status=422, upload_form=form)
    physician = _physician(request)
    weeks = form.cleaned_data["weeks"]
    first, last = _from_today(request, weeks=weeks)
    try:
        found = busy_times(form.cleaned_data["file"].read(), first=first, last=last, zone=request.viewer.time_zone)
    except PeercallError as error:
        form.add_error("file", for_page(str(error)))
        return _page(request, status=422, upload_form=form)
    hours = weekly_blocks(form.hours(), first=first.date(), days=7 * weeks, zone=request.viewer.time_zone)
    free = without_busy(hours, busy=found.busy)
    number = stored.replace_stretches(
        request.viewer, physician, blocks=free, source=stored.CALENDAR, first=first, last=last
    )
    said = f"{found.entries} busy times read, {number} free times kept. The file itself is not stored."
    return _back(request, physician, " ".join((said, *(f"{note[:1].upper()}{note[1:]}." for note in found.notes))))


@needs(*STAFF)
@require_POST
def feed(request: PeercallRequest) -> HttpResponse:
    """do=make: a new private address, shown this once; do=end: it answers no more."""
    if request.POST.get("do") == "end":
        stored.end_feed(request.viewer, at=timezone.now())
        messages.success(request, "The calendar address answers no more.", extra_tags="good")
        return redirect("schedule:availability")
    secret = stored.make_feed(request.viewer, at=timezone.now())
    address = request.build_absolute_uri(reverse("schedule:calendar", args=[secret]))
    return _page(request, feed_address=address)


@public
@require_GET
@limited("calendar_feed", reads=True)
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Agreed times for a calendar program that holds the address. No patient, plan or number."""
    found = stored.feed_times_for_secret(secret, now=timezone.now())
    if found is None:
        raise Http404
    times = [
        CallTime(
            str(one.slot),
            one.starts_at,
            one.minutes,
            one.made_at,
            request.build_absolute_uri(reverse("schedule:case", args=[one.case])),
        )
        for one in found
    ]
    response = HttpResponse(render_call_times(times), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    response["Referrer-Policy"] = "no-referrer"
    return response
