"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# No deadline: a test that shares two cores with a training run is slow, not wrong. The figures are in benchmarks/.
settings.register_profile("attrib", deadline=None)
settings.load_profile("attrib")
