"""What the reviewer says on the line: from the file alone, and without what is not known."""

from __future__ import annotations

from peercall.engine.review_script import credentials_beside, script_lines
from peercall.rulebook.load import load_rulebook

WORDS = {
    "reviewer": "Dr. Brandt",
    "organization": "Northgate Review",
    "client": "Prairie Mutual",
    "physician": "Dr. Okafor",
    "request": "lumbar fusion L4-L5",
    "reference": "PM-2041",
    "callback": "312-555-0144",
    "due": "December 1, 2026 at 5:00 PM CST",
}


def test_a_part_in_brackets_is_left_out_alone_and_a_line_as_a_whole():
    lines = ("This is {reviewer}[, {credentials}].", "Please call back at {callback}.")
    assert script_lines(lines, known={"reviewer": "Dr. Brandt"}) == ("This is Dr. Brandt.",)
    told = script_lines(lines, known={"reviewer": "Dr. Brandt", "credentials": "MD", "callback": "312-555-0144"})
    assert told == ("This is Dr. Brandt, MD.", "Please call back at 312-555-0144.")


def test_the_opening_says_who_calls_for_whom_and_why():
    opening = " ".join(script_lines(load_rulebook().reviews.script.opening, known=WORDS))
    assert "Dr. Brandt, calling for Northgate Review" in opening
    assert "requests for Prairie Mutual" in opening
    assert "lumbar fusion L4-L5, reference PM-2041" in opening


def test_a_message_tells_nothing_about_the_patient_and_nothing_is_said_of_an_unknown_number():
    message = load_rulebook().reviews.script.message
    assert "lumbar" not in " ".join(script_lines(message, known=WORDS))
    without = " ".join(script_lines(message, known=WORDS | {"callback": ""}))
    assert "call back" not in without
    assert "finished by December 1" in without


def test_a_credential_that_the_name_ends_with_is_said_once():
    assert credentials_beside("Lena Brandt, MD", "MD, board certified") == "board certified"
    assert credentials_beside("Lena Brandt", "MD, board certified") == "MD, board certified"
    assert credentials_beside("Lena Brandt, DO", "MD") == "MD"
