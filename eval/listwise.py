"""The loss that a ranking is fitted by, and the fitting: numpy and scipy alone.

For each need of a question the passages that meet it should hold the mass of a softmax over all
candidates (ListNet with one relevant group); beside it, the passages in the right voice should
outweigh those in a wrong one. Questions of all lengths lie behind one another in one matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from rag.rank import Ranking

__all__ = ["Floats", "Lesson", "fit"]

Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]
_UNITS, _MEMBERS = 8, 2  # of the bent layer; of rankings that are fitted and added up
_ROUNDS = 80  # of L-BFGS
_RIDGE, _BEND_RIDGE = 0.03, 0.02  # chosen by cross-validation over questions
_VOICES = 1.5  # how much a wrong voice before the right one counts beside the ranking itself


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question: what speaks for its candidates, (n, features), which of them meet each of its
    needs, (needs, n), which are in the wrong voice, (n,), and how many words they have, (n,)."""

    id: str
    measured: Floats
    meets: Floats
    misleads: Floats
    words: Floats


@dataclass(frozen=True, slots=True)
class _Groups:
    """Rows of the matrix in groups that overlap: `rows[i]` belongs to group `of[i]`."""

    rows: _Ints
    of: _Ints
    count: int

    @classmethod
    def made(cls, groups: Sequence[_Ints]) -> _Groups:
        rows = np.concatenate(groups) if groups else np.zeros(0, dtype=np.int64)
        of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        return cls(rows, of, len(groups))

    def mass(self, scores: Floats) -> tuple[Floats, Floats]:
        """Return the logarithm of the sum of exponentials of each group, shape (count,), and the
        share of each row in its group, shape (rows,)."""
        own = scores[self.rows]
        top = np.full(self.count, -np.inf)
        np.maximum.at(top, self.of, own)
        raised = np.exp(own - top[self.of])
        total = np.bincount(self.of, raised, self.count)
        return np.log(total) + top, raised / total[self.of]


@dataclass(frozen=True, slots=True)
class _Pile:
    """All lessons as one matrix: whole questions, needs that can be met, voices to keep apart."""

    rows: Floats
    questions: _Groups
    needs: _Groups
    asked: _Ints  # of each need, its question
    shares: Floats  # of each need, its part of its question
    right: _Groups
    either: _Groups

    @classmethod
    def of(cls, items: Sequence[Lesson], scaled: Sequence[Floats]) -> _Pile:
        start, whole, needs, asked, shares, right, either = 0, [], [], [], [], [], []
        for place, item in enumerate(items):
            whole.append(start + np.arange(len(item.misleads)))
            for need in item.meets:
                if need.any():
                    needs.append(start + np.nonzero(need)[0])
                    asked.append(place)
                    shares.append(1.0 / len(item.meets))
            met = item.meets.max(axis=0) > 0
            wrong = item.misleads > 0
            if wrong.any() and met.any():
                right.append(start + np.nonzero(met)[0])
                either.append(start + np.nonzero(met | wrong)[0])
            start += len(item.misleads)
        made = _Groups.made
        return cls(
            np.vstack(scaled),
            made(whole),
            made(needs),
            np.array(asked, dtype=np.int64),
            np.array(shares),
            made(right),
            made(either),
        )

    def loss(self, scores: Floats) -> tuple[float, Floats]:
        """Return the loss a question and its slope by score, shape (rows,)."""
        size = self.questions.count
        slope = np.zeros(len(scores))
        all_mass, all_shares = self.questions.mass(scores)
        need_mass, need_shares = self.needs.mass(scores)
        total = float(self.shares @ (all_mass[self.asked] - need_mass))
        weight = np.bincount(self.asked, self.shares, size)
        slope += all_shares * weight[self.questions.of]
        np.subtract.at(slope, self.needs.rows, need_shares * self.shares[self.needs.of])
        if self.right.count:
            either, either_shares = self.either.mass(scores)
            right, right_shares = self.right.mass(scores)
            total += _VOICES * float((either - right).sum())
            np.add.at(slope, self.either.rows, _VOICES * either_shares)
            np.subtract.at(slope, self.right.rows, _VOICES * right_shares)
        return total / size, slope / size


def fit(items: Sequence[Lesson], *, bend_ridge: float = _BEND_RIDGE) -> Ranking:
    """Return a ranking in the features' own units, the mean of a few fitted from other starts."""
    every = np.vstack([item.measured for item in items])
    middle, spread = every.mean(axis=0), every.std(axis=0)
    spread[spread < 1e-6] = 1.0
    pile = _Pile.of(items, [(item.measured - middle) / spread for item in items])
    members = [_fit_one(pile, seed, bend_ridge) for seed in range(_MEMBERS)]
    straight = np.mean([member[0] for member in members], axis=0) / spread
    bends = np.vstack([member[1] for member in members]) / spread
    bias = np.concatenate([member[2] for member in members]) - bends @ middle
    out = np.concatenate([member[3] for member in members]) / _MEMBERS
    return Ranking(*(part.astype(np.float32) for part in (straight, bends, bias, out)))


_Member = tuple[Floats, Floats, Floats, Floats]


def _fit_one(pile: _Pile, seed: int, bend_ridge: float) -> _Member:
    columns = pile.rows.shape[1]

    def taken_apart(flat: Floats) -> _Member:
        straight, rest = flat[:columns], flat[columns:]
        bends = rest[: columns * _UNITS].reshape(_UNITS, columns)
        return straight, bends, rest[columns * _UNITS : -_UNITS], rest[-_UNITS:]

    def loss(flat: Floats) -> tuple[float, Floats]:
        straight, bends, bias, out = taken_apart(flat)
        bent = np.tanh(pile.rows @ bends.T + bias)
        total, slope = pile.loss(pile.rows @ straight + bent @ out)
        into = slope[:, None] * out * (1 - bent * bent)
        total += _RIDGE * float(straight @ straight)
        total += bend_ridge * (float((bends * bends).sum()) + float(out @ out))
        back = (
            pile.rows.T @ slope + 2 * _RIDGE * straight,
            (into.T @ pile.rows + 2 * bend_ridge * bends).ravel(),
            into.sum(axis=0),
            bent.T @ slope + 2 * bend_ridge * out,
        )
        return total, np.concatenate(back)

    start = np.random.default_rng(seed).normal(0, 0.1, columns * (_UNITS + 1) + 2 * _UNITS)
    start[:columns] = 0.0
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    return taken_apart(found.x)
