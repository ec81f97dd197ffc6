"""Letters from templates and one case's facts: which apply, what they say, which laws they may cite. Pure functions."""

from peercall.engine.correspondence.choosing import Offer, offers
from peercall.engine.correspondence.facts import Item, LetterFacts, Value
from peercall.engine.correspondence.writing import write_draft

__all__ = ["Item", "LetterFacts", "Offer", "Value", "offers", "write_draft"]
