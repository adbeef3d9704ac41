"""Formulas as text: one spelling that is counted with, read as words, shown with its numbers, and written for Excel.

A formula holds names, numbers, + − * / ** and brackets; nothing else is understood.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

_SIGNS: dict[type[ast.operator], tuple[str, int, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", 1, operator.add),
    ast.Sub: ("−", 1, operator.sub),
    ast.Mult: ("×", 2, operator.mul),
    ast.Div: ("÷", 2, operator.truediv),
    ast.Pow: ("^", 3, operator.pow),
}
_EXCEL = {"−": "-", "×": "*", "÷": "/"}


def evaluate(formula: str, values: Mapping[str, Any]) -> Any:
    """The formula's value where its names stand for these numbers, or arrays of numbers of one length."""
    return _worked_out(formula)(values)


def names_in(formula: str) -> tuple[str, ...]:
    """The names that a formula holds, in their order, each once."""
    found = [node.id for node in ast.walk(_parsed(formula)) if isinstance(node, ast.Name)]
    return tuple(dict.fromkeys(found))


def written(formula: str, spell: Callable[[str], str]) -> str:
    """The formula as a person reads it: "items a month × share answered", each name spelt by `spell`."""
    return _written(_parsed(formula), spell)[0]


def excel(formula: str, spell: Callable[[str], str] = str) -> str:
    """The formula as a spreadsheet counts it, without the leading "=": names spelt by `spell`."""
    text = _written(_parsed(formula), spell)[0]
    for sign, instead in _EXCEL.items():
        text = text.replace(f" {sign} ", f" {instead} ")
    return text


@cache
def _parsed(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


@cache
def _worked_out(formula: str) -> Callable[[Mapping[str, Any]], Any]:
    return _work(_parsed(formula))


def _work(node: ast.expr) -> Callable[[Mapping[str, Any]], Any]:
    """What gives the value of a part: put together once per formula, since it is counted with thousands of times."""
    if isinstance(node, ast.Name):
        return operator.itemgetter(node.id)
    if isinstance(node, ast.Constant):
        number = _number(node)
        return lambda values: number
    if isinstance(node, ast.BinOp):
        _, _, join = _SIGNS[type(node.op)]
        left, right = _work(node.left), _work(node.right)
        return lambda values: join(left(values), right(values))
    raise ValueError(f"a formula cannot hold {ast.unparse(node)}")


def _written(node: ast.expr, spell: Callable[[str], str]) -> tuple[str, int]:
    """The text of a part and how tightly it holds together, so that only needed brackets are written."""
    if isinstance(node, ast.Name):
        return spell(node.id), 4
    if isinstance(node, ast.Constant):
        return f"{_number(node):g}", 4
    if isinstance(node, ast.BinOp):
        sign, rank, _ = _SIGNS[type(node.op)]
        left, left_rank = _written(node.left, spell)
        right, right_rank = _written(node.right, spell)
        left = f"({left})" if left_rank < rank else left
        right = f"({right})" if right_rank < rank or (right_rank == rank and sign in "−÷^") else right
        return f"{left} {sign} {right}", rank
    raise ValueError(f"a formula cannot hold {ast.unparse(node)}")


def _number(node: ast.Constant) -> float:
    if not isinstance(node.value, int | float):
        raise ValueError(f"a formula cannot hold {ast.unparse(node)}")
    return node.value
