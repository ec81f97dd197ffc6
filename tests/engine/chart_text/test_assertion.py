"""What a mention asserts in its sentence."""

from __future__ import annotations

import pytest

from peercall.domain.terms import Assertion
from peercall.engine.chart_text.mentions import Reading

PRESENT, NEGATED, HISTORICAL = Assertion.PRESENT, Assertion.NEGATED, Assertion.HISTORICAL
PLANNED, HYPOTHETICAL, FAMILY = Assertion.PLANNED, Assertion.HYPOTHETICAL, Assertion.FAMILY
OTHER, UNCERTAIN = Assertion.OTHER_PERSON, Assertion.UNCERTAIN


@pytest.mark.parametrize(
    "sentence, mention, expected",
    [
        # said of the patient, now
        ("She falls asleep at her desk every afternoon.", "falls asleep", PRESENT),
        ("Excessive daytime sleepiness is worse than last spring.", "daytime sleepiness", PRESENT),
        ("Radicular pain persists down the left leg.", "Radicular pain", PRESENT),
        ("Patient reports insomnia but denies depression.", "insomnia", PRESENT),
        ("No fever, but has ankle swelling by evening.", "ankle swelling", PRESENT),
        ("Not only fatigue but daytime sleepiness as well.", "daytime sleepiness", PRESENT),
        ("There was no change in the leg pain.", "leg pain", PRESENT),
        ("No doubt radiculopathy explains the numb foot.", "radiculopathy", PRESENT),
        ("Daughter says that he falls asleep at meals.", "falls asleep", PRESENT),
        ("Her husband reports that she nods off while driving.", "nods off", PRESENT),
        ("Brother witnessed that he falls asleep in the car.", "falls asleep", PRESENT),
        ("He denies chest pain; leg swelling is present to the knee.", "leg swelling", PRESENT),
        ("Sleepy in the day, which she did not mention before.", "Sleepy in the day", PRESENT),
        ("Leg edema although she takes furosemide.", "Leg edema", PRESENT),
        # denied
        ("Denies daytime sleepiness.", "daytime sleepiness", NEGATED),
        ("Denies chest pain, palpitations, edema and leg swelling.", "leg swelling", NEGATED),
        ("No pedal edema.", "pedal edema", NEGATED),
        ("Patient reports insomnia but denies depression.", "depression", NEGATED),
        ("Negative for insomnia.", "insomnia", NEGATED),
        ("He has not had leg swelling since the spring.", "leg swelling", NEGATED),
        ("No neurogenic claudication: walks a mile without trouble.", "neurogenic claudication", NEGATED),
        ("Walks without radicular pain.", "radicular pain", NEGATED),
        ("Insomnia is denied.", "Insomnia", NEGATED),
        ("Peripheral edema absent.", "Peripheral edema", NEGATED),
        ("There is no evidence of osteomyelitis.", "osteomyelitis", NEGATED),
        ("Spinal infection was ruled out.", "Spinal infection", NEGATED),
        ("She never had sciatica.", "sciatica", NEGATED),
        ("Sciatica has resolved.", "Sciatica", NEGATED),
        ("No longer has morning headaches.", "morning headaches", NEGATED),
        ("Neither insomnia nor depression.", "depression", NEGATED),
        ("MRI considered if no better, not ordered.", "MRI", HYPOTHETICAL),
        ("Leflunomide discussed as an alternative, not started.", "Leflunomide", NEGATED),
        # double and near cases
        ("She has not failed methotrexate.", "failed", NEGATED),
        ("Methotrexate was not tolerated.", "not tolerated", PRESENT),
        ("No relief from naproxen.", "No relief", PRESENT),
        ("Six weeks without improvement.", "without improvement", PRESENT),
        ("Methotrexate did not help.", "did not help", PRESENT),
        ("Naproxen was not effective.", "not effective", PRESENT),
        ("Methotrexate is not contraindicated.", "contraindicated", NEGATED),
        ("There is no contraindication to methotrexate.", "contraindication to", NEGATED),
        ("She denies side effects from leflunomide.", "side effects from", NEGATED),
        ("Osteomyelitis cannot be ruled out.", "Osteomyelitis", UNCERTAIN),
        # before
        ("History of radiculopathy in her thirties.", "radiculopathy", HISTORICAL),
        ("Previously had insomnia.", "insomnia", HISTORICAL),
        ("Took gabapentin in the past.", "gabapentin", HISTORICAL),
        ("Sciatica as a teenager, years ago.", "Sciatica", HISTORICAL),
        ("Prior study: AHI 31.", "AHI", HISTORICAL),
        ("Status post lumbar fusion.", "lumbar fusion", HISTORICAL),
        ("Over the past two weeks he falls asleep at work.", "falls asleep", PRESENT),
        # planned
        ("Methotrexate to start when results are back.", "Methotrexate", PLANNED),
        ("Plan to begin adalimumab next month.", "adalimumab", PLANNED),
        ("Physical therapy referral written.", "Physical therapy", PLANNED),
        ("Chiropractic care planned.", "Chiropractic care", PLANNED),
        ("Refer to physical therapy.", "physical therapy", PLANNED),
        ("Consider an epidural steroid injection.", "epidural steroid injection", PLANNED),
        ("Sleep study is pending.", "Sleep study", PLANNED),
        ("Goals: Oswestry at 15 percent or less.", "Oswestry", PLANNED),
        ("Etanercept prescribed.", "Etanercept", PLANNED),
        ("Acupuncture was recommended.", "Acupuncture", PLANNED),
        # only if
        ("Return for leg swelling or fever.", "leg swelling", HYPOTHETICAL),
        ("Call the office if insomnia returns.", "insomnia", HYPOTHETICAL),
        ("At risk for radicular pain after lifting.", "radicular pain", HYPOTHETICAL),
        ("Screen for depression at the next visit.", "depression", HYPOTHETICAL),
        ("Oral appliance if CPAP is declined.", "CPAP", HYPOTHETICAL),
        # another person
        ("Father: stroke at 70 and leg swelling.", "leg swelling", FAMILY),
        ("Sister: rheumatoid arthritis, doing well on adalimumab.", "adalimumab", FAMILY),
        ("Family history of insomnia.", "insomnia", FAMILY),
        ("Her brother had a lumbar fusion.", "lumbar fusion", FAMILY),
        ("His mother had sciatica; he has radicular pain himself.", "radicular pain", PRESENT),
        ("Her husband has home oxygen and leg swelling.", "leg swelling", OTHER),
        ("His late wife used CPAP.", "CPAP", OTHER),
        # not certain
        ("Possible radiculopathy.", "radiculopathy", UNCERTAIN),
        ("Suspected osteomyelitis of the heel.", "osteomyelitis", UNCERTAIN),
        ("Leg pain, likely radiculopathy.", "radiculopathy", UNCERTAIN),
        ("She may have depression.", "depression", UNCERTAIN),
        ("Concern for discitis.", "discitis", UNCERTAIN),
    ],
)
def test_assertion_of_a_mention(reading: Reading, sentence: str, mention: str, expected: Assertion) -> None:
    start = sentence.index(mention)

    assert reading.asserter.judge(sentence, start, start + len(mention)) is expected


def test_a_family_section_speaks_of_the_family(reading: Reading) -> None:
    assert reading.asserter.judge("Rheumatoid arthritis.", 0, 20, section="family_history") is FAMILY
