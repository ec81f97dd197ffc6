"""Work on untrusted bytes in a process of its own, with limits on time, memory, output and files (docs/safety.md)."""

from peercall.adapters.isolation.limits import ProcessLimits
from peercall.adapters.isolation.parent import IsolatedProcess

__all__ = ["IsolatedProcess", "ProcessLimits"]
