import pytest

from coder.privacy import load_privacy
from tests.conftest import LANGUAGES


@pytest.fixture(scope="session")
def english():
    return load_privacy("en", [LANGUAGES / "en"])
