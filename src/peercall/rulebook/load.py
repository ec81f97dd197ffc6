"""The whole rulebook: shipped data, private folders over it, compiled once and kept.

The compiling modules are imported only when there is something to compile: a cached rulebook needs no YAML.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peercall.domain.policies import CoveragePolicy
from peercall.domain.rulebook import Rulebook
from peercall.rulebook.cache import cache_key, load_cached, store
from peercall.rulebook.folder import read_folders


def load_rulebook(*, overlays: Sequence[Path] = (), cache_dir: Path | None = None) -> Rulebook:
    """Every rule of the product with the private folders laid over it; later wins, and `provenance.layer` tells which.

    cache_dir: where the compiled rulebook may be kept; None keeps none. A cache that is damaged, foreign or not
    writable is passed over. Raises RuleFileInvalid with file and line for the first thing that is wrong.
    """
    return load_folder(None, overlays=overlays, cache_dir=cache_dir)


def load_folder(base: Path | None, *, overlays: Sequence[Path] = (), cache_dir: Path | None = None) -> Rulebook:
    """As `load_rulebook`, with another folder in place of the shipped data (`rules diff`)."""
    layers = read_folders(overlays, base=base)
    key = "" if cache_dir is None else cache_key(layers)
    if cache_dir is not None and (cached := load_cached(cache_dir, key)) is not None:
        return cached
    from peercall.rulebook.compile import compile_rules

    rulebook = compile_rules(layers, overlays)
    if cache_dir is not None:
        store(cache_dir, key, rulebook)
    return rulebook


def load_compared(folder: Path) -> Rulebook:
    """A folder to compare: a whole data folder by itself, a private one laid over the shipped rules."""
    if (folder / "vocabulary.yaml").is_file():
        return load_folder(folder)
    return load_rulebook(overlays=(folder,))


def load_policy_file(path: Path, *, rulebook: Rulebook) -> CoveragePolicy:
    """One policy from a file outside any rule folder (a case's policy/ folder), resolved against the rulebook.

    Its provenance says layer `case`. Raises RuleFileInvalid with file and line.
    """
    from peercall.rulebook.compile import compile_policy

    return compile_policy(path, rulebook=rulebook)
