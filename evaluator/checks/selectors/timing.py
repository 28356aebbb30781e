"""Which came first: the split or the fit."""

from __future__ import annotations

import itertools
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from evaluator.checks.selectors.files import joined
from evaluator.checks.selectors.once import kept
from evaluator.checks.selectors.splits import CUTS, READS, Split, is_part, splits

if TYPE_CHECKING:
    from evaluator.checks.selectors.fits import Fit
    from evaluator.model.facts import Facts


MOST = 200  # splits and fits that are looked at; the rest of a repository with more is left out
_AGAIN = frozenset({"call", "folds"})
INDICES = frozenset({"numpy.arange", "range", "list", "len", "torch.arange"})


ASKS = frozenset({"predict", "predict_proba", "score", "evaluate", "fit"})


class Timing(Enum):
    """How the rows that a fit sees stand to the splits of the repository."""

    ON_TRAINING_PART = "on the training part"
    ON_TEST_PART = "on the test part"
    BEFORE_SPLIT = "before the split"
    NOT_SPLIT = "on rows that are not split"


class Order:
    """The splits of a repository, with all that feeds them; asked once for each fit."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._joined = joined(facts)
        self._known: dict[tuple[int, ...], frozenset[int]] = {}
        self.splits = tuple(itertools.islice(splits(facts), MOST))
        self._fed = [(split, self._upstream(split.data)) for split in self.splits if split.data]
        self._cuts = {split.call.number for split in self.splits if split.kind in CUTS or split.kind == "folds"}
        self._train = {number for split in self.splits for number in split.train}
        self._test = {number for split in self.splits if not self._is_of_indices(split) for number in split.test}
        self._outer = {split.call.path for split in self.splits if split.kind in (*CUTS, "files", "published")}
        self._train_files = {call.number for call in facts.calls_to(*READS) if is_part(facts, call, "train")}

    def of(self, fit: Fit) -> tuple[Timing, Split | None]:
        """The timing of a fit, and the split that comes too late, or that set the test part aside."""
        fed = self._upstream(fit.rows)
        on_test, on_train = bool(fed & self._test), bool(fed & self._train)
        if on_test and not on_train and self.asks_a_model(fit):
            return Timing.ON_TEST_PART, next((split for split in self.splits if fed & set(split.test)), None)
        if on_train or fed & self._cuts:
            return Timing.ON_TRAINING_PART, None
        late = self._late(fit, *CUTS)
        if late:
            return Timing.BEFORE_SPLIT, late
        if fed & self._train_files:
            return Timing.ON_TRAINING_PART, None
        late = self._late(fit, "folds", "cross-validation", "share")
        if late and fit.call.path not in self._outer:
            doubtful = late.doubtful or bool(self._outer)
            return Timing.BEFORE_SPLIT, msgspec.structs.replace(late, doubtful=doubtful)
        return Timing.NOT_SPLIT, None

    def again(self, fit: Fit) -> Split | None:
        """The later split that what was made meets: for resampled rows in the same function, for others where rows are cut by a call."""
        made = set(fit.made)
        home = (fit.call.path, fit.call.scope, fit.call.cell)
        for split, before in self._fed:
            at_home = (split.call.path, split.call.scope, split.call.cell) == home
            kinds = CUTS if fit.did == "resampled" else _AGAIN
            if split.kind in kinds and (at_home or fit.did != "resampled") and _earlier(fit, split) and before & made:
                return split
        return self._picked(made) if fit.did != "resampled" else None

    def _picked(self, made: set[int]) -> Split | None:
        """The folds by whose positions rows of what was made are picked: `reduced[train_index]`."""
        folds = {split.call.number: split for split in self.splits if split.kind == "folds"}
        graph = self.facts.graph
        for user in (graph.calls[number] for each in made for number in graph.consumers.get(each, ()) if folds):
            if user.kind == "item":
                fed = self._upstream(tuple(number for argument in user.arguments for number in argument.inputs))
                found = next((folds[number] for number in sorted(fed & folds.keys())), None)
                if found is not None:
                    return found
        return None

    def asks_a_model(self, fit: Fit) -> bool:
        """Whether what was made reaches a model, and not only a picture."""
        return any(
            call.means("model.predict", "estimator.fit", "model.score") or call.method in ASKS for call in self.facts.downstream(fit.made)
        )

    def _late(self, fit: Fit, *kinds: str) -> Split | None:
        """The split, of one of the kinds, of rows that the fit has changed or seen."""
        given = [(split, before) for split, before in self._fed if split.kind in kinds]
        inplace = set(fit.inplace) | self._stored(fit)
        for split, before in given:
            if before & set(fit.made) or (inplace & before and _earlier(fit, split)):
                return split
        return self._applied_to_parts(fit, self._upstream(fit.rows), given) if "call" in kinds else None

    def _stored(self, fit: Fit) -> set[int]:
        """The frames into which what was made is written (`df.loc[:, columns] = scaler.fit_transform(...)`)."""
        graph = self.facts.graph
        stores = [graph.calls[number] for made in fit.made for number in graph.consumers.get(made, ())]
        places = [graph.calls[number] for store in stores if store.kind == "set-item" for number in store.receiver if number in graph.calls]
        return {number for place in places if place.kind == "item" for number in place.receiver}

    def _is_of_indices(self, split: Split) -> bool:
        """Whether positions are split, not rows."""
        data = [self.facts.graph.calls[number] for number in split.data if number in self.facts.graph.calls]
        return split.kind == "folds" or any(call.name in INDICES or call.method == "index" for call in data)

    def _applied_to_parts(self, fit: Fit, fed: frozenset[int], given_splits: list[tuple[Split, frozenset[int]]]) -> Split | None:
        """The split whose parts are changed by what was learned from all its rows."""
        made = set(fit.made)
        shared = next((split for split, before in given_splits if fed & before), None)
        if shared is None:
            return None
        for call in self.facts.downstream(tuple(made)):
            if call.means("transformer.transform") or call.number in made:
                given = self._upstream(tuple(number for argument in call.arguments for number in argument.inputs))
                if given & (self._train | self._test):
                    return shared
        own = self.facts.graph.calls[fit.call.number]
        return shared if self._upstream(own.receiver) & self._train and own.means("missing.handle") else None

    def _upstream(self, numbers: tuple[int, ...]) -> frozenset[int]:
        """All that feeds some nodes, also through files that one script writes and another reads."""
        if numbers not in self._known:
            self._known[numbers] = self._walked(numbers)
        return self._known[numbers]

    def _walked(self, numbers: tuple[int, ...]) -> frozenset[int]:
        found = {call.number for call in self.facts.graph.upstream(numbers)} | set(numbers)
        reads = found & self._joined.keys()
        told: set[int] = set()
        while reads - told:
            read = min(reads - told)
            told.add(read)
            found |= {call.number for call in self.facts.graph.upstream(self._joined[read])} | set(self._joined[read])
            reads = found & self._joined.keys()
        return frozenset(found)


@kept
def timing(facts: Facts) -> Order:
    """The order of splits and fits of a repository."""
    return Order(facts)


def _earlier(fit: Fit, split: Split) -> bool:
    return fit.call.path != split.call.path or fit.call.number < split.call.number
