"""The tree a clinical document is parsed into."""

from __future__ import annotations

from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An element of the parsed document; the XML library brings no types."""
