"""Statements of payment as unlike papers print them; people, plans and numbers are invented."""

from __future__ import annotations

#: cells parted by tabs, as a table of a PDF is read
WIDE_TABLE = """\
Saltbrook Health Insurance Company
Explanation of Benefits - this is not a bill
Member: Dorothea Pruitt
Member ID: SB 4410 22871
Date of birth: 03/04/1961
Claim number: 2026-0912-44871
Date processed: 09/18/2026

Date of service\tService\tProcedure code\tAmount billed\tAllowed amount\tPlan paid\tYou owe\tRemark codes
09/04/2026\tTocilizumab infusion\tJ3262\t$4,200.00\t$3,150.00\t$2,520.00\t$630.00\tCO-45
09/04/2026\tChemo infusion, first hour\t96413\t$600.00\t$0.00\t$0.00\t$0.00\tCO-50, N130
Total\t$4,800.00\t$3,150.00\t$2,520.00\t$630.00

CO-50: These are non-covered services because this is not deemed a medical necessity by the payer.
"""

#: titles of two lines each, cells that wrap, no remark column
STACKED_TITLES = """\
Northgate Senior Advantage\tStatement date: September 18, 2026
Your Medicare Advantage Explanation of Benefits

Patient name: Ruth Vandermolen Member number: NSA-5580-1142

Claim 8 of this period \u2014 Claim ID: 26251-AX-0099 Received: 9/10/26

Service provided
and date

Provider
charged

Network
discount

Plan\u2019s
allowed

Plan
paid

Your
share
Positive airway device E0601 NU
08/20/26 to 08/22/26

900.00\t260.00\t640.00\t512.00\t128.00

Humidifier E0562
08/20/26 to 08/20/26

210.00\t60.00\t150.00\t120.00\t30.00

Claim totals\t1,110.00\t320.00\t790.00\t632.00\t158.00

Notes: (A1) We paid the approved amount.
"""

#: the remittance advice of a printer, several patients, days as 0907 090726
REMITTANCE = """\
NORTHGATE MEDICAL PLAN                      PROVIDER REMITTANCE ADVICE                 PAGE 1 OF 1
CHECK/EFT #: 0091122334        DATE: 09/18/2026         NPI: 2184409912

PERF PROV   SERV DATE    POS NOS  PROC  MODS  BILLED    ALLOWED   DEDUCT   COINS   GRP/RC-AMT        PROV PD
____________________________________________________________________________________________________________
NAME HENDRICKX, LYLE      HIC BFE204471    ACNT LH-204     ICN 2026261009917   ASG Y  MOA MA01
2184409912  0907 090726  11  1    98940 AT     65.00     41.20     0.00    8.24   CO-45    23.80     32.96
2184409912  0909 090926  11  1    98941 AT     65.00      0.00     0.00    0.00   CO-50    65.00      0.00
PT RESP   8.24                    CLAIM TOTALS 130.00    41.20     0.00    8.24            88.80     32.96

NAME QUILLFEATHER, ANA    HIC BFE990012    ACNT AQ-118     ICN 2026261009988   ASG Y  MOA MA01
2184409912  0910 091026  11  1    97110 GP     48.00     30.00     0.00    6.00   CO-45    18.00     24.00
PT RESP   6.00                    CLAIM TOTALS  48.00    30.00     0.00    6.00            18.00     24.00
                                                                                             NET   56.96
"""

#: a letter with a line for each value, and its day alone in the head
LINE_BY_LINE = """\
Cedar Ridge Medicare Advantage
PO Box 0155, Marlow Junction, OH

October 2, 2026

Payment summary for Wendell Marchetti (ID CRM-40718265)
Claim no. CR26-770-1184
Authorization no. A-4471

Service date: August 20, 2026
Procedure: E0601 (CPAP device)
Charge: $900.00
Allowed: $640.00
Paid to provider: $640.00
Patient responsibility: $0.00
Explanation codes: 45

Service date: August 21, 2026
Procedure: A7030
Charge: $180.00
Allowed: $0.00
Paid to provider: $0.00
Patient responsibility: $0.00
Explanation codes: 50, M25
"""

#: a summary notice: what was approved as a word, the code in brackets behind long words, no day in the row
SUMMARY_NOTICE = """\
Medicare Summary Notice: this is not a bill
Claim number: 22-26093-001-220
Member ID: 1EG4-TE5-MK73
Date of this notice: October 9, 2026
August 20, 2026
Cedar Valley Sleep Clinic

Service Provided &\tService\tAmount Provider\tMedicare-Approved\tAmount Medicare\tMaximum You\tSee Notes
Billing Code\tApproved?\tCharged\tAmount\tPaid\tMay Be Billed\tBelow
Continuous positive airway device, rental (E0601-RR)\tYes\t$143.00\t$107.97\t$86.38\t$21.59\tA
Tubing with heating element (A4604)\tNo\t$64.00\t$0.00\t$0.00\t$64.00\tB
Total for Claim #22-26093-001-220\t\t$207.00\t$107.97\t$86.38\t$85.59\t
"""

#: capitals, three lines of titles, codes of a group in the row
CAPITALS = """\
QUILLON HEALTH PLANS                EXPLANATION OF BENEFITS              PRINTED: 10/03/2026
MEMBER ID: W2299 11804              CLAIM ID: E4QX77120              PAYMENT DATE: 10/01/2026

SERVICE     PL  SERVICE  NUM.   SUBMITTED   NEGOTIATED   COPAY     NOT        SEE       DEDUCTIBLE   CO         PATIENT    PAYABLE
DATES           CODE     SVCS   CHARGES     AMOUNT       AMOUNT    PAYABLE    REMARKS                INSURANCE  RESP       AMOUNT
09/02/26    11  64483    1.0     1,150.00      820.00                                        100.00      72.00     172.00     648.00
09/02/26    11  64484    1.0       575.00                            575.00   CO-50                                             0.00
"""

#: bars, empty cells, a payment taken back
BARRED = """\
REMITTANCE ADVICE          Remit date: 2026-10-05
Subscriber ID: QX-7781-220   Claim #: 77-0091-A

| DOS        | CPT   | Billed   | Allowed | Deductible | Paid      | Patient resp |
|------------|-------|----------|---------|------------|-----------|--------------|
| 08/20/2026 | 64483 | 1,150.00 |         |            | (410.00)  |              |
| 08/20/2026 | 64484 | 575.00   | 205.00  | 205.00     | 0.00      | 205.00       |
"""

#: a scan: single blanks, no rules, the titles in one line
RECOGNIZED = """\
Explanation of Payment
Member Name: Imani Delacroix Identification Number: NGH552900318
Claim Number: LSR26118842 Payment Date: 09/30/2026
Service Date Code Charges Allowed Copay Paid Patient Responsibility
09/11/2026 J0129 3800.00 2950.00 40.00 2910.00 40.00
Total 3800.00 2950.00 40.00 2910.00 40.00
"""

#: wide blanks, titles in two lines, sums missing from some columns
SPACED = """\
STATEMENT OF PAYMENT                               Check date: 11/03/2026
Member ID: PLN-2204-19                             Claim ID: PL-2026-55120

Date of       Service    Amount      Amount      Not         Plan        You
service       code       billed      allowed     covered     paid        owe
10/14/2026    72148      1,480.00      610.00                  488.00      122.00
10/14/2026    72158      1,900.00                1,900.00
"""
