"""Find what may tell who a person is, mask it, and keep the way back apart and encrypted.

load_privacy(code, folders)          -> PrivacyLanguage   the words by which identifiers are recognised
find_identifiers(text, language)     -> Identifier, ...
mask(text, identifiers)              -> Masked            with offsets both ways
MapWriter, WayBack, make_key         the way back, encrypted
"""

from coder.privacy.find import find_identifiers
from coder.privacy.identifiers import KINDS, Identifier, Kind
from coder.privacy.language import PrivacyLanguage, load_privacy
from coder.privacy.masking import Masked, Replaced, mask, unmask
from coder.privacy.vault import MapWriter, WayBack, make_key, open_key

__all__ = [
    "KINDS",
    "Identifier",
    "Kind",
    "MapWriter",
    "Masked",
    "PrivacyLanguage",
    "Replaced",
    "WayBack",
    "find_identifiers",
    "load_privacy",
    "make_key",
    "mask",
    "open_key",
    "unmask",
]
