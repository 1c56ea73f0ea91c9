"""One source of the version."""

import re
from pathlib import Path

import pos

ROOT = Path(__file__).parents[2]


def test_newest_version_in_the_changelog_is_the_version_of_pos() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", changelog, re.MULTILINE)
    assert versions[0] == pos.__version__


def test_packaging_is_a_folder_and_not_a_package() -> None:
    """With an __init__.py, `import packaging` gives our folder, not the library that pytest needs."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
