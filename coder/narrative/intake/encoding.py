"""Find out in which encoding an input is written, and say so when it had to be guessed.

UTF-8 is taken unless the bytes speak against it as a whole: a few bad rows in a UTF-8 file make those rows bad, not the
file. Anything else is told by its byte order mark, by its pattern of NUL bytes, or guessed among the encodings that
offices still write.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16: the mark of the latter begins the mark of the former."""

_SAMPLE = 1 << 16
"""Bytes looked at for marks and NULs, and most bytes of odd lines kept for guessing."""

_MIN_SHARE = 0.05
"""Of the lines that are not plain ASCII, the share that must be sound UTF-8 for the file to count as UTF-8."""

_FOREIGN_SHARE = 0.25
_SURELY_FOREIGN_SHARE = 0.5
"""From this share of non-ASCII bytes among letters on, the text is hardly in a Western language; the second is for
texts with too few such bytes to say."""

_ENOUGH_BYTES = 8
"""With fewer non-ASCII bytes, encodings cannot be told apart: better refuse the row than invent its letters."""

_WESTERN = ("cp1252", "cp1250", "mac_roman", "cp850")
_FOREIGN = (
    "cp1251", "koi8_r", "cp1256", "tis_620", "cp1253", "cp1255", "cp1258", "gb18030", "big5", "shift_jis", "euc_jp",
    "euc_kr", "cp1252", "cp1250",
)  # fmt: skip

_PLAUSIBLE_1252 = re.compile(
    r"(?<=[A-Za-zÀ-ý])[ß-öø-ýœšž]|[ß-öø-ýœšž](?=[A-Za-zÀ-ý])"
    r"|(?<![a-zß-ý])[À-ÖØ-ÝŒŠŽŸ](?=[A-Za-zÀ-ý])|(?<=[A-ZÀ-Ý])[À-ÖØ-ÝŒŠŽŸ]|\b[àÀéÉóÓ]\b"
    r"|[‘’‚“”„–—…•€£§°«»¿¡´©®™ºª½¼¾·\xa0]"
)
"""Letters as Western words have them, with no capital after a small letter, and signs that offices type."""

_ENOUGH_PLAUSIBLE = 0.8


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec name and, when it was guessed, the sentence that says so."""

    name: str
    note: str | None = None


@dataclass(slots=True)
class _Census:
    """Lines that are not plain ASCII: how many are sound UTF-8, how many are not, and the first of the latter."""

    sound: int = 0
    odd: int = 0
    kept: int = 0
    odd_lines: list[bytes] = field(default_factory=list)

    def count(self, line: bytes) -> None:
        if line.isascii():
            return
        try:
            line.decode("utf-8")
            self.sound += 1
        except UnicodeDecodeError:
            self.odd += 1
            if self.kept < _SAMPLE:
                self.odd_lines.append(line[:_SAMPLE])
                self.kept += min(len(line), _SAMPLE)


def find_encoding(chunks: Callable[[], Iterable[bytes]]) -> Encoding:
    """The encoding of the bytes that `chunks` gives anew at each call. The first chunk decides on marks and NULs."""
    first = next(iter(chunks()), b"")[:_SAMPLE]
    for mark, name in _MARKS:
        if first.startswith(mark):
            return Encoding(name)
    wide = _by_nuls(first)
    if wide is not None:
        return Encoding(wide, f"encoding taken as {wide.upper()} (guessed, the file has no byte order mark)")
    if _is_utf8(chunks()):
        return Encoding("utf-8")
    return _by_census(_census(chunks()))


def _by_nuls(sample: bytes) -> str | None:
    """UTF-16 and UTF-32 of mostly Western text leave most bytes of one position in two, or three in four, empty."""
    if len(sample) < 4 or b"\0" not in sample:
        return None
    empty = [sample[at::4].count(0) / max(1, len(sample[at::4])) for at in range(4)]
    full = [share < 0.1 for share in empty]
    most = [share > 0.4 for share in empty]
    patterns = {
        "utf-32-le": full[0] and most[1] and most[2] and most[3],
        "utf-32-be": full[3] and most[0] and most[1] and most[2],
        "utf-16-le": full[0] and full[2] and most[1] and most[3],
        "utf-16-be": full[1] and full[3] and most[0] and most[2],
    }
    return next((name for name, fits in patterns.items() if fits), None)


def _is_utf8(chunks: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _census(chunks: Iterable[bytes]) -> _Census:
    census = _Census()
    for line in _raw_lines(chunks):
        census.count(line)
    return census


def _raw_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines, overlong ones in pieces: this only counts, and must not hold much."""
    rest = b""
    for chunk in chunks:
        *done, rest = (rest + chunk).split(b"\n")
        yield from done
        if len(rest) > _SAMPLE:
            cut = rest.rfind(b" ") + 1 or len(rest)  # at a space, so as not to cut a character in two
            yield rest[:cut]
            rest = rest[cut:] if len(rest) - cut < _SAMPLE else b""
    yield rest


def _by_census(census: _Census) -> Encoding:
    if census.sound and census.sound >= _MIN_SHARE * (census.sound + census.odd):
        return Encoding("utf-8", "some rows hold bytes that are not UTF-8; they are rejected")
    odd = b"\n".join(census.odd_lines)
    name = _legacy(odd)
    if name is None:
        return Encoding("utf-8", "some rows hold bytes that are not UTF-8; they are rejected")
    label = "Windows-1252" if name == "cp1252" else name.upper().replace("_", "-")
    return Encoding(name, f"encoding taken as {label} (guessed, the bytes are not UTF-8)")


def _legacy(sample: bytes) -> str | None:
    """The likeliest one-byte or East Asian encoding; None when none makes text of the bytes."""
    high = sum(byte >= 0x80 for byte in sample)
    letters = high + sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in sample)
    foreign = high / letters >= (_FOREIGN_SHARE if high >= _ENOUGH_BYTES else _SURELY_FOREIGN_SHARE)
    if not foreign and _reads_as_1252(sample):
        return "cp1252"
    if high < _ENOUGH_BYTES:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_FOREIGN if foreign else _WESTERN), threshold=0.2).best()
    return None if best is None else best.encoding


def _reads_as_1252(sample: bytes) -> bool:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    high = sum(char >= "\x80" for char in text)
    return len(_PLAUSIBLE_1252.findall(text)) >= _ENOUGH_PLAUSIBLE * high
