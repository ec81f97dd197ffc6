"""The keys of each page, told once: for the hint on the page, the list behind `?`, and the help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """keys: as printed on the keyboard, one of them at a time. does: in a few words. asks: a right it needs, else empty."""

    keys: tuple[str, ...]
    does: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class PageKeys:
    """Keys that work on one page. title: the page's name; script: the module of static files that acts on them."""

    title: str
    script: str
    keys: tuple[Key, ...]


KEYS: Mapping[str, PageKeys] = {
    "confirm": PageKeys(
        "Confirm the letter",
        "confirm/confirm.js",
        (
            Key(("↓", "↑"), "next and previous field"),
            Key(("Enter",), "accepts and goes on"),
            Key(("e",), "corrects"),
            Key(("Esc",), "leaves without keeping"),
            Key(("n",), "the letter does not say it"),
            Key(("1", "2"), "chooses one of several values"),
        ),
    ),
    "console": PageKeys(
        "The call console",
        "calls/console.js",
        (
            Key(("f",), "find: type what they say; Enter goes to the first match"),
            Key(("↓", "↑"), "next and previous point"),
            Key(("1", "2", "3", "4", "5"), "said, accepted, disputed, new to them, not discussed"),
            Key(("r",), "who the reviewer is"),
            Key(("n",), "a note"),
            Key(("p",), "a promise"),
            Key(("c",), "what to ask before hanging up"),
            Key(("e",), "to the button that ends the call"),
            Key(("Esc",), "out of a field"),
        ),
    ),
    "worklist": PageKeys(
        "The work list",
        "worklist/worklist.js",
        (
            Key(("j", "k"), "down and up"),
            Key(("Enter",), "opens the next step"),
            Key(("a",), "makes the case mine", asks="assign"),
            Key(("x",), "chooses the case", asks="assign"),
            Key(("/",), "search"),
        ),
    ),
    "tasks": PageKeys(
        "Tasks",
        "tasks/tasks.js",
        (
            Key(("j", "k"), "down and up"),
            Key(("d",), "done"),
            Key(("c",), "change"),
            Key(("Enter",), "opens the case"),
            Key(("Esc",), "closes what was opened"),
        ),
    ),
    "review-call": PageKeys(
        "The call",
        "review-call/call.js",
        (
            Key(("c",), "to the criteria"),
            Key(("↓", "↑"), "next and previous criterion"),
            Key(("1", "2", "3", "4", "5"), "marks it: the word stands on the button"),
            Key(("n",), "a note"),
            Key(("i",), "new information"),
            Key(("w",), "what is to be weighed"),
            Key(("l",), "the log of this call"),
            Key(("Esc",), "out of a field"),
        ),
    ),
}
#: the page that a view shows, where it has keys of its own
_OF_VIEW: Mapping[str, str] = {
    "confirm:letter": "confirm",
    "calls:console": "console",
    "worklist:index": "worklist",
    "tasks:index": "tasks",
    "tasks:case": "tasks",
    "review-call:call": "review-call",
}


def keys_of_view(name: str) -> PageKeys | None:
    """The keys of the page a view shows; None where only the common ones work."""
    key = _OF_VIEW.get(name)
    return KEYS[key] if key else None
