"""Whether a model for natural language inference finds that a passage entails a claim."""

from __future__ import annotations

from dataclasses import dataclass

from rag.agree.fault import Fault
from rag.agree.told import Told, bearing
from rag.protocols import Inference

__all__ = ["Inferring"]


@dataclass(frozen=True, slots=True)
class Inferring:
    """A model for inference and how far it is followed.

    `contradiction`: the chance, 0 to 1, from which a claim is taken out; `entailment`: the chance
    below which it is. 1 and 0 take out nothing.
    """

    model: Inference
    contradiction: float = 0.5
    entailment: float = 0.1

    def fault(self, claim: str, told: Told) -> Fault | None:
        """Return that the passage contradicts `claim`, or does not entail it.

        The claim is read beside the sentences that bear it and beside the whole passage; the
        reading that entails it more counts. Raises ModelError.
        """
        near = " ".join(said.text for said in bearing(told, claim))
        premises = list(dict.fromkeys(text for text in (near, told.text) if text))
        if not premises:
            return None
        read = self.model.infer([(premise, claim) for premise in premises])
        against, entails, _ = (float(chance) for chance in read[int(read[:, 1].argmax())])
        if against >= self.contradiction:
            return Fault("inference", f"its passage contradicts it (contradiction {against:.2f})")
        if entails < self.entailment:
            return Fault("inference", f"its passage does not entail it (entailment {entails:.2f})")
        return None
