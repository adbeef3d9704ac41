"""Which points hang together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.stats.components import component_numbers, in_order_of_appearance


def _numbers(count: int, edges: list[tuple[int, int]]) -> list[int]:
    starts, ends = (np.array([edge[side] for edge in edges], dtype=np.int64) for side in (0, 1))
    return component_numbers(count, starts, ends).tolist()


def test_points_hang_together_through_others() -> None:
    assert _numbers(6, [(0, 3), (3, 5), (4, 1)]) == [0, 1, 2, 0, 1, 0]


def test_without_edges_every_point_stands_alone() -> None:
    assert _numbers(3, []) == [0, 1, 2]
    assert _numbers(0, []) == []


@given(st.data())
def test_the_parts_are_those_of_a_plain_flood_fill(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 12))
    point = st.integers(0, count - 1)
    edges = data.draw(st.lists(st.tuples(point, point), max_size=12))
    wanted: list[int] = [-1] * count
    for number, start in enumerate(range(count)):
        reached = {start}
        while more := {b for a, b in edges if a in reached} | {a for a, b in edges if b in reached}:
            if more <= reached:
                break
            reached |= more
        if wanted[start] < 0:
            for one in reached:
                wanted[one] = number
    assert _numbers(count, edges) == in_order_of_appearance(np.array(wanted)).tolist()
