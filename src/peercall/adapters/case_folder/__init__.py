"""The case folder on disk (docs/case-folder.md)."""

from peercall.adapters.case_folder.agreed import read_agreed
from peercall.adapters.case_folder.attempts import read_attempts
from peercall.adapters.case_folder.folder import CaseFolder
from peercall.adapters.case_folder.strict_yaml import load_yaml
from peercall.adapters.case_folder.writing import make_case_folder, write_atomically

__all__ = ["CaseFolder", "load_yaml", "make_case_folder", "read_agreed", "read_attempts", "write_atomically"]
