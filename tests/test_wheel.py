"""The wheel works outside the repository: it carries its data and codes with an edition."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import ROOT

CODE = """
import sys
import coder
from coder.edition.locate import SHIPPED_SCHEME, training_data
assert coder.__file__.startswith(sys.argv[1]), coder.__file__
scheme = coder.load_scheme(training_data() / SHIPPED_SCHEME)
assert str(training_data()).startswith(sys.argv[1])
coding = coder.open_edition(sys.argv[2]).suggest("The apples were bruised.")
print(len(scheme.codes), coding.status)
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(unpacked, tmp_path, *arguments):
    # Only the wheel comes before the installed packages; the editable install is shadowed.
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_carries_its_data_and_codes(unpacked, tiny_edition, tmp_path):
    ran = run(unpacked, tmp_path, "-c", CODE, str(unpacked), str(tiny_edition))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split()[1] == "coded"


def test_the_command_validates_the_shipped_scheme_from_the_wheel(unpacked, tmp_path):
    ran = run(unpacked, tmp_path, "-m", "coder.cli", "scheme", "validate")
    assert ran.returncode == 0, ran.stderr


def test_the_wheel_holds_rules_narratives_and_languages(unpacked):
    data = unpacked / "coder" / "training_data"
    for wanted in ("ictip-working-1/codes.csv", "ictip-working-1/en/rules/pur.toml", "languages/en/claims.toml"):
        assert (data / wanted).is_file(), wanted
    assert list((data / "ictip-working-1" / "narratives").glob("*.jsonl"))
