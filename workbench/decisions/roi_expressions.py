"""Formulas as text: one spelling that is counted with, read as words, shown with its numbers, and written for Excel.

A formula holds names, numbers, + − * / ** and brackets; nothing else is understood.
"""

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

_SIGNS: dict[type[ast.operator], tuple[str, int, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", 1, lambda left, right: left + right),
    ast.Sub: ("−", 1, lambda left, right: left - right),
    ast.Mult: ("×", 2, lambda left, right: left * right),
    ast.Div: ("÷", 2, lambda left, right: left / right),
    ast.Pow: ("^", 3, lambda left, right: left**right),
}
_EXCEL = {"−": "-", "×": "*", "÷": "/"}


def evaluate(formula: str, values: Mapping[str, Any]) -> Any:
    """The formula's value where its names stand for these numbers, or arrays of numbers of one length."""
    return _evaluate(_parsed(formula), values)


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


def _evaluate(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant):
        return _number(node)
    if isinstance(node, ast.BinOp):
        _, _, work = _SIGNS[type(node.op)]
        return work(_evaluate(node.left, values), _evaluate(node.right, values))
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
