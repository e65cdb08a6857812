"""Long work: a generator that yields the part done, from 0 to 1, and returns what it made. Closed, it stops whole."""

from collections.abc import Generator
from typing import TypeVar

Value = TypeVar("Value")
Job = Generator[float, None, Value]


def finish(job: Job[Value]) -> Value:
    """Drive a job to its end without a pause; what it made. For a caller that has nobody to show the progress to."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            value: Value = end.value
            return value


def within(job: Job[Value], low: float, high: float) -> Job[Value]:
    """A job as a part of a longer one: `low` and `high` say which. Whoever closes the longer one closes it."""
    try:
        while True:
            try:
                part = next(job)
            except StopIteration as end:
                value: Value = end.value
                return value
            yield low + (high - low) * part
    finally:
        job.close()
