"""Nothing of the command line stands on a page: every page of a prepared and of an unconfirmed case is read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse
from tests.web.demo import EXAMPLE, prepared_case, read_case

from peercall.adapters.db.accounts import give_roles
from peercall.bootstrap.site_vault import vault
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db
#: files of a case folder, switches, commands, code
COMMAND_LINE = re.compile(
    r"\b[\w-]+\.ya?ml\b|(?<![\w-])--[a-z][a-z-]+|\bpeercall (?:read|prepare|rules|letter|packet|next)\b|`"
)


class Page(HTMLParser):
    """What a page says, also in labels, and where its links lead."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self._hidden = 0
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._hidden += tag in {"script", "style"}
        self.links += [given["href"]] if tag == "a" and given.get("href") else []
        self.said += [given[name] for name in ("title", "aria-label", "placeholder", "alt", "value") if given.get(name)]

    def handle_endtag(self, tag):
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self._hidden:
            self.said.append(data)


@pytest.fixture
def physician(practice, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "DATA", tmp_path)
    found = practice.people[Role.PHYSICIAN]
    give_roles(found.id, organization=practice.id, roles=[Role.PHYSICIAN, Role.COORDINATOR, Role.MANAGER])
    return found


@pytest.mark.parametrize(
    ("made", "example"), [(prepared_case, "chiropractic-functional-deficit"), (read_case, "ra-biologic-step-therapy")]
)
def test_no_page_of_a_case_speaks_to_a_command_line(physician, sign_in_as, made, example):
    case = made(physician.viewer, vault(), example=EXAMPLE.parent / example)
    client = sign_in_as(physician)
    seen: dict[str, str] = {}
    places = ("inbox:index", "worklist:index", "tasks:index", "calls:index", "reports:index")
    waiting = [reverse("cases:case", args=[case]), *map(reverse, places)]
    while waiting:
        address = waiting.pop(0).split("#")[0].split("?")[0]
        if address in seen or not (address.startswith(f"/cases/{case}/") or address in map(reverse, places)):
            continue
        answer = client.get(address)
        page = Page(answer.content.decode() if "html" in answer["Content-Type"] and not answer.streaming else "")
        seen[address] = " ".join(page.said)
        waiting += [*page.links, answer.get("Location", "")]
    found = {where: COMMAND_LINE.findall(said) for where, said in seen.items()}
    assert len(seen) > 8
    assert {where: words for where, words in found.items() if words} == {}
