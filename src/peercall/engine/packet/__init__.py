"""The packet as a plan: which pages go along, in which order, and where each citation leads. Pure."""

from peercall.engine.packet.minimum import pages_of_others, sensitive_pages
from peercall.engine.packet.plan import choose_pages, exhibit_sources, lay_out, volumes

__all__ = ["choose_pages", "exhibit_sources", "lay_out", "pages_of_others", "sensitive_pages", "volumes"]
