"""Settings of all tests."""

import os

from hypothesis import settings

# A loaded machine is no failure: no example has a time limit. In CI the examples are the same every
# time, so that a change fails for what it changed; everywhere else they are new ones.
settings.register_profile("bookrec", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("bookrec")
