"""A wizard as a list of steps; the answers choose among them. It runs without a window."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Answers = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its question and the fields asked there, if the answers so far ask for it."""

    name: str
    question: str
    fields: tuple[str, ...]
    when: Callable[[Answers], bool] | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """Steps in the order of the paper."""

    steps: Sequence[Step]

    def path(self, answers: Answers) -> list[Step]:
        """The steps that these answers ask for, in order."""
        return [step for step in self.steps if step.when is None or step.when(answers)]

    def asked(self, answers: Answers) -> set[str]:
        """Names of the fields on the path: what is off the path is not required and not kept."""
        return {name for step in self.path(answers) for name in step.fields}

    def after(self, name: str, answers: Answers) -> Step | None:
        """The step that follows this one on the path, or None at the end."""
        path = self.path(answers)
        names = [step.name for step in path]
        if name not in names:
            return path[0] if path else None
        place = names.index(name) + 1
        return path[place] if place < len(path) else None
