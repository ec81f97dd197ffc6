"""Charts out of C-CDA documents (R1.1, R2.1 and older C32): one document, one patient."""

from peercall.adapters.ccda.chart import ReadCcda, read_ccda
from peercall.adapters.ccda.parsing import CcdaLimits

__all__ = ["CcdaLimits", "ReadCcda", "read_ccda"]
