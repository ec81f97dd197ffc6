"""Published decisions on the site: loaded by the operator, shown beside a case as counts."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.cli.test_precedents import OVERTURNED, TABLE, UPHELD, row
from tests.web.demo import MemoryVault, prepared_case

from peercall.adapters.db.models import PrecedentCount, PrecedentSource
from peercall.domain.organizations import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text(TABLE + row(2016, "Respiratory System", "Durable Medical Equipment", UPHELD))
    return path


def test_counts_stand_beside_a_case_with_years_and_source(practice, table, sign_in_as):
    person = practice.people[Role.PHYSICIAN]
    case = prepared_case(person.viewer, MemoryVault())
    client = sign_in_as(person)
    assert "Published decisions alike" not in client.get(f"/cases/{case}/answers/").content.decode()
    call_command("load_precedents", str(table))
    page = client.get(f"/cases/{case}/answers/").content.decode()
    assert "1 overturned, 1 upheld" in page
    assert "2015 to 2016" in page
    assert "California Department of Managed Health Care" in page
    assert "They say nothing about how this case will end" in page


def test_loading_again_replaces(table):
    call_command("load_precedents", str(table))
    rows = PrecedentCount.objects.count()
    table.write_text(table.read_text() + row(2016, "Skin", "Dental", OVERTURNED))
    call_command("load_precedents", str(table))
    assert PrecedentSource.objects.count() == 1
    assert PrecedentCount.objects.count() == rows + 1


def test_a_file_that_is_none_is_one_sentence(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n")
    with pytest.raises(CommandError, match="no layout knows"):
        call_command("load_precedents", str(path))
