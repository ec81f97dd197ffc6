"""Documents read with the shipped words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.samples.clinical_documents import document

from peercall.adapters.ccda.chart import ReadCcda, read_ccda
from peercall.bootstrap.rules import rules
from peercall.engine.vocabulary import Vocabulary

Read = Callable[..., ReadCcda]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(rules(()))


@pytest.fixture
def read(vocabulary: Vocabulary) -> Read:
    """A document of these sections, read."""

    def reader(*sections: str, data: bytes | None = None, name: str = "chart/ccd.xml", **parts: str) -> ReadCcda:
        return read_ccda(data if data is not None else document(*sections, **parts), name=name, vocabulary=vocabulary)

    return reader
