"""How many asked for several ideas that are counted together: the arithmetic that is shown."""

from __future__ import annotations

from typing import NamedTuple


class Sum(NamedTuple):
    """`parts` is how many asked for each; `total` counts who asked for several of them once."""

    parts: list[int]
    total: int

    @property
    def twice(self) -> int:
        """How often somebody was counted before: n + m less those in both is the total."""
        return sum(self.parts) - self.total
