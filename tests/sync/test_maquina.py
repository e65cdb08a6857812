"""Any game of offices, promoters, sticks, dead disks and wrong clocks ends with the same rows everywhere."""

from hypothesis import settings

from faults.maquina import Exchange

TestExchange = Exchange.TestCase
TestExchange.settings = settings(max_examples=60, stateful_step_count=40)
