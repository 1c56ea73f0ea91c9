"""No god modules, no god functions, no god windows."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE_LINES, FUNCTION_LINES, METHODS = 400, 50, 20

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[tuple[str, str]]:
    found = [
        (path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for folder in ("pos", "packaging")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    assert found
    return found


def lines_of(function: Function) -> int:
    """Return how many lines a function has from `def` to its end, its docstring not counted."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def none_above(limit: int, sizes: dict[str, int]) -> None:
    """Fail with every name whose size is above the limit, none left out."""
    above = [f"{name}: {size}" for name, size in sizes.items() if size > limit]
    assert not above, f"above {limit}:\n" + "\n".join(above)


def test_modules_are_small() -> None:
    none_above(MODULE_LINES, {name: len(text.splitlines()) for name, text in modules()})


def test_functions_are_small() -> None:
    none_above(
        FUNCTION_LINES,
        {
            f"{name}:{node.lineno} {node.name}": lines_of(node)
            for name, text in modules()
            for node in ast.walk(ast.parse(text))
            if isinstance(node, Function)
        },
    )


def test_classes_have_few_methods() -> None:
    none_above(
        METHODS,
        {
            f"{name}:{node.lineno} {node.name}": sum(isinstance(part, Function) for part in node.body)
            for name, text in modules()
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ClassDef)
        },
    )
