"""Units: what converts, what never does, and what must not load the library."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peercall.adapters import units
from peercall.adapters.units import UcumConverter, plain_unit
from peercall.engine.units import UnitConverter

UNITS: UnitConverter = UcumConverter()


@pytest.mark.parametrize(
    "value, unit, to, expected, because",
    [
        (7.2, "kPa", "mm[Hg]", 54.004, "pressure"),
        (0.35, "10*9/L", "/uL", 350.0, "counts per volume"),
        (0.35, "10*3/uL", "/uL", 350.0, "powers of ten"),
        (351, "min", "h", 5.85, "time"),
        (150, "min/d", "h/wk", 17.5, "time per time"),
        (98.6, "[degF]", "Cel", 37.0, "an offset, not only a factor"),
        (0.48, "L/L", "%", 48.0, "a fraction is a percentage"),
        (200, "[lb_av]", "kg", 90.7185, "customary mass"),
        (15, "mg/wk", "mg/d", 2.142857, "dose per time"),
        (9.4, "events/h", "/h", 9.4, "what is counted is no unit"),
        (9.4, "{events}/h", "/h", 9.4, "an annotation is no unit"),
        (54, "mmHg", "mm[Hg]", 54.0, "everyday spelling"),
        (14, "{score}", "{score}", 14.0, "same score"),
        (14, "1", "{score}", 14.0, "a bare number of points"),
        (88, "%", "%", 88.0, "same unit"),
        (45, "mL/min/{1.73_m2}", "mL/min/{1.73_m2}", 45.0, "same scale"),
    ],
)
def test_units_convert(value: float, unit: str, to: str, expected: float, because: str) -> None:
    assert UNITS.convert(value, unit=unit, to=to) == pytest.approx(expected, abs=1e-3), because


@pytest.mark.parametrize(
    "unit, to, because",
    [
        ("mg/dL", "mmol/L", "mass to amount needs the substance"),
        ("mmol/mol", "%", "hemoglobin A1c is not 0.1 % per mmol/mol"),
        ("{score}", "{score_0_10}", "a score of unknown scale"),
        ("{score_0_50}", "%", "a raw score is no percentage"),
        ("{T}", "mT", "an annotation is not the unit it resembles"),
        ("mL/min", "mL/min/{1.73_m2}", "not corrected for body surface"),
        ("kg", "cm", "different kinds"),
        ("furlongs", "cm", "not a unit we know"),
        ("", "/h", "no unit at all"),
        ("((((", "/h", "not a unit"),
    ],
)
def test_units_that_never_convert(unit: str, to: str, because: str) -> None:
    assert UNITS.convert(1.0, unit=unit, to=to) is None, because


def test_units_that_are_equal_do_not_load_the_library() -> None:
    code = (
        "import sys\nfrom peercall.adapters.units import UcumConverter\n"
        "c = UcumConverter()\n"
        "assert c.convert(9.4, unit='events/h', to='/h') == 9.4\n"
        "assert c.convert(9.4, unit='{events}/h', to='/h') == 9.4\n"
        "assert c.convert(54, unit='mmHg', to='mm[Hg]') == 54\n"
        "assert c.convert(1, unit='{score}', to='{score_0_10}') is None\n"
        "assert c.convert(1, unit='mg/dL', to='mmol/L') is None\n"
        "assert c.convert(351, unit='min', to='h') == 5.85\n"
        "assert c.convert(1, unit='g/d', to='mg/d') == 1000\n"
        "assert not {'pint', 'ucumvert', 'lark'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


EXACT_PAIRS = [(one, other) for sizes in units._EXACT for one in sizes for other in sizes if one != other]


@pytest.mark.parametrize("unit, to", [*EXACT_PAIRS, ("mg/d", "g/d"), ("ug/h", "mg/h")])
def test_units_kept_exactly_agree_with_the_library(unit: str, to: str) -> None:
    read = units._reader()
    line = units._through(read(unit), read(to))
    assert line is not None
    assert units._exact_factor(unit, to) == pytest.approx(line[0], rel=1e-9)
    assert line[1] == 0


def test_units_a_month_is_no_fixed_number_of_days() -> None:
    assert units._exact_factor("mo", "d") is None
    assert units._exact_factor("mg", "h") is None


@given(st.floats(min_value=0.01, max_value=1e5), st.sampled_from([("kPa", "mm[Hg]"), ("min", "h"), ("kg", "[lb_av]")]))
def test_units_there_and_back(value: float, pair: tuple[str, str]) -> None:
    there = UNITS.convert(value, unit=pair[0], to=pair[1])
    assert there is not None
    assert UNITS.convert(there, unit=pair[1], to=pair[0]) == pytest.approx(value)


@given(st.text(max_size=12))
def test_units_of_any_text_are_read_or_refused(text: str) -> None:
    result = UNITS.convert(2.0, unit=text, to="/h")
    assert result is None or isinstance(result, float)
    assert isinstance(plain_unit(text), str)
