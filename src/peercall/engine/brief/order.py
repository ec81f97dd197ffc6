"""The declared order of reduction: what leaves the page first when it is too full. Lower leaves first; 0 never does.

Adverse facts and gaps leave last: a page that hides them is worse than a page that is short.
"""

from __future__ import annotations

NEVER = 0
LEADS = 10
LIMB_NOT_NEEDED = 15
OTHER_SET_ASIDE = 18
OTHER_MEASURES = 20
USUAL_QUESTIONS = 25
NOT_COUNTED_TREATMENTS = 30
CHART_OBJECTIONS = 35
GUIDELINES = 45
NEAR_MEASURES = 48
IF_UPHELD = 50
LIMITS = 52
ANSWERS = 55
BACKGROUND_CRITERIA = 57
NOT_SENT = 58
MEASURES = 60
TREATMENTS = 65
OTHER_CLOCKS = 70
PLAN_HOLDS = 75
REASON_CRITERIA = 80
QUESTIONS_FIRST = 85
OWN_ANSWERS = 86
LIMB_CONCEDED = 88
GAPS = 90
CONTRADICTIONS = 95
LETTER_TERMS = 96
FURTHER_WARNINGS = 97
FURTHER_OPEN_CRITERIA = 98

#: So many of a kind are never left out; more of them follow their weight.
KEPT_WARNINGS = 4
KEPT_OPEN_CRITERIA = 6
KEPT_GAPS = 3
KEPT_CONTRADICTIONS = 2
#: limbs conceded that outrank other answers
CONCEDED_FIRST = 2
