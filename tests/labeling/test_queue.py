"""The queue: one order, nothing lost when outputs are put aside, brought back or added."""

from workbench.labeling import Queue


def drained(queue: Queue) -> list[int]:
    order = []
    while queue.current is not None:
        order.append(queue.current)
        queue.advance()
    return order


def test_gives_outputs_in_their_order_and_then_none() -> None:
    queue = Queue([3, 1, 2])
    assert queue.left == 3
    assert drained(queue) == [3, 1, 2]
    assert (queue.current, queue.left) == (None, 0)
    queue.advance()
    queue.skip()
    assert (queue.left, queue.skipped) == (0, 0)


def test_outputs_put_aside_come_back_in_the_order_they_were_put_aside() -> None:
    queue = Queue([1, 2, 3])
    queue.skip()
    queue.skip()
    assert (queue.current, queue.left, queue.skipped) == (3, 1, 2)
    queue.take_up_skipped()
    assert queue.skipped == 0
    assert drained(queue) == [3, 1, 2]


def test_putting_back_makes_an_output_current_once_wherever_it_was() -> None:
    queue = Queue([1, 2, 3])
    queue.skip()
    queue.put_back(1)
    assert (queue.current, queue.left, queue.skipped) == (1, 3, 0)
    queue.advance()
    queue.put_back(1)
    queue.put_back(3)
    assert drained(queue) == [3, 1, 2]


def test_adds_only_what_is_neither_ahead_nor_put_aside() -> None:
    queue = Queue([1, 2])
    queue.skip()
    queue.add([1, 2, 3])
    assert (queue.left, queue.skipped) == (2, 1)
    assert drained(queue) == [2, 3]


def test_takes_out_and_puts_aside_outputs_that_are_not_in_front() -> None:
    queue = Queue([1, 2, 3, 4])
    queue.remove(3)
    queue.remove(99)
    queue.skip(2)
    assert (queue.first(5), queue.skipped) == ([1, 4], 1)
    queue.remove(2)
    assert (queue.left, queue.skipped) == (2, 0)


def test_what_colleagues_hold_waits_aside_in_its_order_and_comes_back() -> None:
    queue = Queue([1, 2, 3, 4, 5])
    queue.hold([2, 4])
    queue.hold([2, 3])
    assert (queue.first(5), queue.held_ids) == ([1, 5], [2, 4, 3])
    queue.put_back(4)
    queue.remove(2)
    assert (queue.first(5), queue.held_ids) == ([4, 1, 5], [3])
