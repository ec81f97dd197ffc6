"""Pictures of the documentation: each is shown somewhere, each that is shown is there, none is heavy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = sorted((DOCS / "images").glob("*.png"))
SHOWN = {
    (page.parent / name).resolve()
    for page in [*DOCS.glob("*.md"), DOCS.parent / "README.md"]
    for name in re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", page.read_text(encoding="utf-8"))
}


def test_every_picture_that_is_shown_is_there() -> None:
    assert len(SHOWN) > 5
    assert [path for path in SHOWN if not path.is_file()] == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_shown_and_light(picture: Path) -> None:
    assert picture.resolve() in SHOWN
    assert picture.stat().st_size <= 150_000
