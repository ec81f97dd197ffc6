"""YAML of the case folder, read strictly: a key stands once, dates stay text, and every refusal names the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from peercall.domain.errors import CaseFolderInvalid, InputTooLarge

_LONGEST = 4 << 20


class _UniqueKeyLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice and leaves dates as text."""


def _unique_mapping(loader: _UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        try:
            if key in seen:
                line = key_node.start_mark.line + 1
                shown = (
                    f"the key `{key}`" if isinstance(key, str) and len(key) <= 40 and key.isidentifier() else "a key"
                )
                raise CaseFolderInvalid(f"{shown} stands twice", where=f"line {line}", remedy="Keep one of them.")
        except TypeError:
            raise CaseFolderInvalid(
                "a key is not a word", where=f"line {key_node.start_mark.line + 1}", remedy="Put it in quotation marks."
            ) from None
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)
_UniqueKeyLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _short(problem: str | None) -> str:
    return " ".join(str(problem or "no reason given").split())[:120]


def _text(path: Path, *, where: str) -> str:
    with path.open("rb") as stream:
        data = stream.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise InputTooLarge(f"this file has more than {_LONGEST >> 20} MB", where=where, remedy="Shorten it.")
    return data.decode("utf-8-sig")


def load_yaml(path: Path, *, where: str) -> dict[str, Any]:
    """A YAML mapping from a file of the case, dates left as text. Raises CaseFolderInvalid with the line."""
    try:
        text = _text(path, where=where)
        data = yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        raise CaseFolderInvalid(
            "this file is missing", where=where, remedy="`peercall new DIR` makes one to fill in."
        ) from None
    except UnicodeDecodeError:
        raise CaseFolderInvalid("this file is not UTF-8 text", where=where, remedy="Save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CaseFolderInvalid(
            f"this is not valid YAML ({_short(error.problem)})", where=f"{where}:{line}", remedy="Mend that line."
        ) from None
    except RecursionError:
        raise CaseFolderInvalid(
            "the keys lie too deep one inside the other", where=where, remedy="Mend the file."
        ) from None
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, OverflowError):
        # values with a tag that does not fit them: `!!int x`
        raise CaseFolderInvalid("this is not valid YAML", where=where, remedy="Mend the file.") from None
    except CaseFolderInvalid as error:
        raise CaseFolderInvalid(error.message, where=f"{where}, {error.where}", remedy=error.remedy) from None
    if not isinstance(data, dict):
        raise CaseFolderInvalid(
            "there are no keys in this file", where=where, remedy="`peercall new DIR` makes one to fill in."
        )
    return data
