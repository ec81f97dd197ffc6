"""peercall: prepare, hold and record the peer-to-peer review of a medical-necessity denial."""

__version__ = "0.1.0"
