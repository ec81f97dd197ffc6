"""Remittances and answers of our own, in several layouts. Northgate pays Cedar Valley; nobody in them exists."""

from __future__ import annotations

from collections.abc import Sequence

CLEAN = (
    "CLP*CV-1*1*200*120*20*HM*NG1*11",
    "CAS*CO*45*60",
    "NM1*QC*1*ROE*RIN****MI*M1",
    "SVC*HC:99213*200*120**1",
    "DTM*472*20260105",
    "CAS*PR*3*20",
)
DENIED = (
    "CLP*CV-2*4*1500*0**16*NG2*11",
    "NM1*QC*1*POE*PAT****MI*M2",
    "NM1*82*1*OKAFOR*ADA****XX*1234567893",
    "REF*G1*AUTH77",
    "SVC*HC:72148:26*900*0**1",
    "DTM*472*20260106",
    "CAS*CO*50*900",
    "LQ*HE*N115",
    "SVC*HC:99214*600*0**1",
    "DTM*472*20260107",
    "CAS*CO*45*100**197*500",
)
REVERSAL = ("CLP*CV-2*22*-1500*0**16*NG2*11", "CAS*CO*50*-1500")


def transaction(claims: Sequence[Sequence[str]], *, number: str = "0001", paid_on: str = "20260110") -> list[str]:
    """One 835 as segments, its SE right."""
    segments = [
        f"ST*835*{number}",
        f"BPR*I*120*C*ACH*CCP*01*111*DA*222*1999999999**01*333*DA*444*{paid_on}",
        "TRN*1*CHK9*1999999999",
        f"DTM*405*{paid_on}",
        "N1*PR*NORTHGATE HEALTH*XV*NG",
        "N1*PE*CEDAR VALLEY*XX*1234567893",
        "LX*1",
        *(segment for claim in claims for segment in claim),
    ]
    return [*segments, f"SE*{len(segments) + 1}*{number}"]


def review(*body: str, number: str = "0001") -> list[str]:
    """One 278 answer as segments; body: from the patient event on."""
    segments = [
        f"ST*278*{number}*005010X217",
        "BHT*0007*11*A1*20260109*1102*18",
        "HL*1**20*1",
        "NM1*X3*2*NORTHGATE HEALTH*****46*NG",
        "HL*2*1*21*1",
        "NM1*1P*2*CEDAR VALLEY*****XX*1234567893",
        "HL*3*2*22*1",
        "NM1*IL*1*POE*PAT****MI*M2",
        *body,
    ]
    return [*segments, f"SE*{len(segments) + 1}*{number}"]


def interchange(
    *transactions: Sequence[str],
    element: str = "*",
    component: str = ":",
    end: str = "~",
    between: str = "",
    number: str = "000000001",
    kind: str = "HP",
    version: str = "005010X221A1",
) -> str:
    """An interchange with one group, written with these delimiters."""
    isa = f"ISA*00*          *00*          *ZZ*NORTHGATE      *ZZ*CEDARVALLEY    *260110*0900*^*00501*{number}*0*T*{component}"
    segments = [
        f"GS*{kind}*NORTHGATE*CEDARVALLEY*20260110*0900*7*X*{version}",
        *(segment for one in transactions for segment in one),
        f"GE*{len(transactions)}*7",
        f"IEA*1*{number}",
    ]
    body = [segment.replace(":", component) for segment in segments]
    return "".join((text.replace("*", element) + end + between) for text in [isa, *body])
