"""What the door says when it cannot do something: always a sentence, never a code."""

from collections.abc import Sequence

from ayni.domain.fields import Problem
from ayni.lang import N_, Sentence


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a failure
    """The door did not do it. `problems` say why, in the clerk's words; what was typed is still the caller's."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problem.text for problem in problems))

    @property
    def sentence(self) -> Sentence:
        """The first thing to say."""
        return self.problems[0].sentence


class Disputed(Refused):
    """A paper or an act is held up by a clash; `dispute` is its id, so that a screen can open it."""

    def __init__(self, problems: Sequence[Problem], dispute: str) -> None:
        super().__init__(problems)
        self.dispute = dispute


def refuse(message: str, field: str = "", **holes: object) -> Refused:
    """A refusal with one sentence."""
    return Refused([Problem(field, Sentence(message, **holes))])


GONE = N_("Este registro ya no existe. Otra persona lo quitó o no llegó todavía.")
CLOSED = N_("Esta carpeta se abrió solo para leer. Ciérrela en la otra ventana para poder guardar.")
NO_COPYING = N_("El disco o la memoria USB no responde. Revise que siga conectado y pruebe otra vez.")
NO_WRITING = N_("No se puede escribir en esa carpeta. Elija otra, o revise que el disco tenga espacio.")
