"""What holds for every test: how long an example takes is no verdict."""

from hypothesis import settings

settings.register_profile("peercall", deadline=None)
settings.load_profile("peercall")
