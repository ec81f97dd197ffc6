"""What the reader of rule files refuses, and where it says so."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.domain.errors import RuleFileInvalid
from peercall.rulebook.codes import check_loinc
from peercall.rulebook.yamlfile import Place, Table, read_table

PLACE = Place(shown="payers/northgate.yaml", file="payers/northgate.yaml", layer="peercall")


def table(text: str) -> Table:
    return read_table(text.encode(), PLACE)


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key `a` stands twice"),
        ("a: [1, 2\n", 2, "not valid YAML"),
        ("- a\n- b\n", 1, "a group of `key: value` lines is expected"),
        ("", 1, "this file is empty"),
        ("a: 1\n2024-01-01: b\n", 2, "a key is not a word"),
    ],
)
def test_a_file_that_is_no_group_of_keys_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(RuleFileInvalid) as refusal:
        table(text)
    assert refusal.value.where == f"payers/northgate.yaml:{line}"
    assert says in str(refusal.value)


def test_a_file_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(RuleFileInvalid, match="not UTF-8"):
        read_table(b"a: \xff\xfe", PLACE)


@pytest.mark.parametrize(
    "written, read_as",
    [("00100", "number"), ("4.10", "number"), ("2024-01-01", "date"), ("yes", "truth value"), ("1e3", None)],
)
def test_a_bare_value_where_text_is_expected_must_be_quoted(written: str, read_as: str | None) -> None:
    bare = table(f"first: x\nsection: {written}\n")
    if read_as is None:
        assert bare.text("section") == written  # YAML reads it as text, so nothing is lost
        return
    with pytest.raises(RuleFileInvalid, match=f"bare {read_as}.*quotation marks") as refusal:
        bare.text("section")
    assert refusal.value.where == "payers/northgate.yaml:2"
    assert table(f'section: "{written}"\n').text("section") == written


@pytest.mark.parametrize("written", ["2024-02-30", "2023-02-29", "2024-13-01"])
def test_a_day_on_no_calendar_is_refused(written: str) -> None:
    with pytest.raises(RuleFileInvalid, match="on no calendar"):
        table(f'effective: "{written}"\n').maybe_day("effective")


@pytest.mark.parametrize("written", ["2024-02-29", '"2024-02-29"'])
def test_a_day_may_be_quoted_or_bare(written: str) -> None:
    assert table(f"effective: {written}\n").maybe_day("effective") == date(2024, 2, 29)


def test_a_day_in_other_words_is_refused() -> None:
    with pytest.raises(RuleFileInvalid, match="written like 2024-05-22"):
        table("effective: March 2024\n").maybe_day("effective")


def test_a_key_nobody_asked_for_is_refused_with_its_line_and_the_known_keys() -> None:
    group = table("id: a\n\nwindw: 7\n")
    group.text("id")
    with pytest.raises(RuleFileInvalid, match=r"northgate.yaml:3: unknown key `windw`\. Known here: id\."):
        group.done()


def test_octal_and_clock_like_numbers_are_no_whole_numbers() -> None:
    for written in ("0123", "1:30", "0x1F", "1_000"):
        with pytest.raises(RuleFileInvalid, match="whole number"):
            table(f"value: {written}\n").maybe_whole("value")


def test_yes_and_no_are_no_truth_values() -> None:
    with pytest.raises(RuleFileInvalid, match="true or false"):
        table("printable: yes\n").maybe_flag("printable")


def test_absent_and_empty_are_the_same_for_an_optional_key() -> None:
    assert table("a: x\nnote: null\n").maybe_text("note") is None
    assert table("a: x\n").maybe_text("note") is None


def test_lists_hold_text_only() -> None:
    assert table('codes: ["00100", G0277]\n').texts("codes") == ("00100", "G0277")
    with pytest.raises(RuleFileInvalid, match=r"northgate\.yaml:3"):
        table('codes:\n  - "99183"\n  - 00100\n').texts("codes")


@given(st.integers(min_value=1, max_value=99999), st.integers(min_value=1, max_value=9))
def test_exactly_one_last_digit_makes_a_loinc_code(number: int, shift: int) -> None:
    fitting = [digit for digit in range(10) if check_loinc(f"{number}-{digit}") is None]
    assert len(fitting) == 1
    assert check_loinc(f"{number}-{(fitting[0] + shift) % 10}") is not None
