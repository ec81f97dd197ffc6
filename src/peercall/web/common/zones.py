"""Time zones and states to choose from."""

from __future__ import annotations

#: IANA names with what people call them
ZONES = (
    ("America/New_York", "Eastern (New York)"),
    ("America/Indiana/Indianapolis", "Eastern (Indianapolis)"),
    ("America/Detroit", "Eastern (Detroit)"),
    ("America/Kentucky/Louisville", "Eastern (Louisville)"),
    ("America/Chicago", "Central (Chicago)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Boise", "Mountain (Boise)"),
    ("America/Phoenix", "Arizona, no daylight time (Phoenix)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
    ("America/Anchorage", "Alaska (Anchorage)"),
    ("America/Adak", "Aleutian (Adak)"),
    ("Pacific/Honolulu", "Hawaii (Honolulu)"),
    ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
    ("Pacific/Guam", "Chamorro (Guam)"),
    ("Pacific/Pago_Pago", "Samoa (Pago Pago)"),
)
_CODES = (
    "AL AK AZ AR CA CO CT DE DC FL GA GU HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
    "OR PA PR RI SC SD TN TX UT VT VI VA WA WV WI WY"
)
#: postal codes of states and territories
STATES = tuple(_CODES[place : place + 2] for place in range(0, len(_CODES), 3))
