"""Any game of real machines ends with the same rows everywhere and no acknowledged save missing."""

from hypothesis import settings

from faults.mundo import World

TestWorld = World.TestCase
TestWorld.settings = settings(max_examples=12, stateful_step_count=30)
