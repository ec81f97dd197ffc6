"""Kinds of arguments that several commands take."""

from __future__ import annotations

import argparse


def how_many(text: str) -> int:
    """A number from 1, for argparse."""
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)
