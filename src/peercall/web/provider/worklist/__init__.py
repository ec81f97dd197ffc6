"""The work list: cases by the clock that ends first."""
