"""Files of the same claimant and the same treating physician are one call: one set of tries documents all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from peercall.domain.reviews import ReviewFile


@dataclass(frozen=True, slots=True)
class CallSession:
    """Files talked about in one call, in the order given. physician: as the first file writes it."""

    physician: str
    files: tuple[ReviewFile, ...]


def call_sessions(files: Iterable[ReviewFile]) -> tuple[CallSession, ...]:
    """One session for each claimant of a client with one treating physician, in the order of their first files.

    The physician is the same by NPI where both files have one, else by the name as written, capitals and spaces aside.
    Files without a claimant or a physician stand alone: who they belong to is not known.
    """
    groups: list[list[ReviewFile]] = []
    of_claimant: dict[tuple[str, str], list[list[ReviewFile]]] = {}
    for file in files:
        claimant = _plain(file.claimant)
        alike = of_claimant.setdefault((file.client, claimant), []) if claimant else []
        group = next((one for one in alike if all(_together(file, other) for other in one)), None)
        if group is None:
            group = []
            groups.append(group)
            alike.append(group)
        group.append(file)
    return tuple(CallSession(group[0].treating_physician, tuple(group)) for group in groups)


def _together(one: ReviewFile, other: ReviewFile) -> bool:
    """Two files of one claimant have the same physician."""
    physician = _plain(one.treating_physician)
    if not physician:
        return False
    if one.npi is not None and other.npi is not None:
        return one.npi == other.npi
    return physician == _plain(other.treating_physician)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
