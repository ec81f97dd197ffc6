"""The practice's screens, one package each. A package with a `urls` module is found by itself."""
