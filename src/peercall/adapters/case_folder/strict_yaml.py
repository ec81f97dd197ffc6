"""YAML of the case folder, read strictly: a key stands once, dates stay text, and every refusal names the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from peercall.domain.errors import CaseFolderInvalid


class _UniqueKeyLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice and leaves dates as text."""


def _unique_mapping(loader: _UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        try:
            if key in seen:
                line = key_node.start_mark.line + 1
                raise CaseFolderInvalid(
                    f"the key `{key}` stands twice", where=f"line {line}", remedy="Keep one of them."
                )
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


def load_yaml(path: Path, *, where: str) -> dict[str, Any]:
    """A YAML mapping from a file of the case, dates left as text. Raises CaseFolderInvalid with the line."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_UniqueKeyLoader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        raise CaseFolderInvalid(
            "this file is missing", where=where, remedy="`peercall new DIR` makes one to fill in."
        ) from None
    except UnicodeDecodeError:
        raise CaseFolderInvalid("this file is not UTF-8 text", where=where, remedy="Save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CaseFolderInvalid(
            f"this is not valid YAML ({error.problem})", where=f"{where}:{line}", remedy="Mend that line."
        ) from None
    except yaml.YAMLError:
        raise CaseFolderInvalid("this is not valid YAML", where=where, remedy="Mend the file.") from None
    except CaseFolderInvalid as error:
        raise CaseFolderInvalid(error.message, where=f"{where}, {error.where}", remedy=error.remedy) from None
    if not isinstance(data, dict):
        raise CaseFolderInvalid(
            "there are no keys in this file", where=where, remedy="`peercall new DIR` makes one to fill in."
        )
    return data
