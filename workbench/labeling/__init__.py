"""Labelling: the order in which outputs come, and the desk at which a person judges them."""

from workbench.labeling.desk import Desk, Task
from workbench.labeling.opening import list_waiting, open_desk
from workbench.labeling.queue import Queue

__all__ = ["Desk", "Queue", "Task", "list_waiting", "open_desk"]
