"""Connected components of a graph: which points hang together, directly or through others."""

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.int64]


def component_numbers(count: int, starts: Indexes, ends: Indexes) -> Indexes:
    """A number from 0 per point, the same for points that edges join; numbered in order of first appearance.

    `starts[n]` and `ends[n]` are the two points (0 to `count` - 1) of edge n. Tarjan 1972, "Depth-first search
    and linear graph algorithms", as scipy has it.
    """
    from scipy.sparse import csr_array  # takes a third of a second to load
    from scipy.sparse.csgraph import connected_components

    edges = csr_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(count, count))
    _, numbers = connected_components(edges, directed=False)
    return in_order_of_appearance(numbers.astype(np.int64))


def in_order_of_appearance(numbers: Indexes) -> Indexes:
    """The same partition with its parts numbered 0, 1, 2 … as they first appear.

    >>> in_order_of_appearance(np.array([2, 0, 2, 1])).tolist()
    [0, 1, 0, 2]
    """
    if not len(numbers):
        return numbers
    first = np.full(int(numbers.max()) + 1, len(numbers), dtype=np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    ranks = np.empty_like(first)
    ranks[np.argsort(first, kind="stable")] = np.arange(len(first))
    return ranks[numbers]
