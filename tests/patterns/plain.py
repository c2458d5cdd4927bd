"""A plain matcher to hold the indexed one against: every pattern is tried at every place, in all ways."""

from coder.patterns.index import Match

MOST = 6


def plain_find(doc, patterns, unless):
    """All matches of `patterns` in a document, as `PatternIndex.find` must give them."""
    excuses = {number for numbers in unless.values() for number in numbers}
    matches = []
    for sentence, (first, last) in enumerate(doc.sentences):
        found = {
            Match(sentence, named[0], named[-1] + 1, number, named)
            for number, pattern in enumerate(patterns)
            if number not in excuses
            and not any(list(_matches(patterns[other], doc, first, last)) for other in unless.get(number, ()))
            for named in list(_matches(pattern, doc, first, last))[:MOST]
        }
        matches += sorted(found)
    return matches


def _matches(pattern, doc, first, last):
    head, *others = pattern.chains
    joined = [next(_beginnings(chain, doc, first, last), None) for chain in others]
    if None in joined:
        return
    for named in _beginnings(head, doc, first, last):
        yield tuple(sorted({*named, *(at for other in joined for at in other)}))


def _beginnings(chain, doc, first, last):
    """The first way on from each place where the chain can begin; without its beginning where that is optional."""
    none = True
    for start, end in _places(chain[0], doc, first, last):
        way = next(_ways(chain[1:], doc, end, last, 0), None)
        if way is not None:
            none = False
            yield (*range(start, end), *way)
    if none and chain[0].optional:
        yield from _beginnings(chain[1:], doc, first, last)


def _ways(elements, doc, end, last, handed):
    """All ways on from token `end`, nearest first; an element left out hands its gap on."""
    if not elements:
        yield ()
        return
    element, *rest = elements
    gap = max(element.gap, handed)
    for start, stop in _places(element, doc, end, last):
        if start <= end + gap:
            for way in _ways(rest, doc, stop, last, 0):
                yield (*range(start, stop), *way)
    if element.optional:
        yield from _ways(rest, doc, end, last, gap)


def _places(element, doc, first, last):
    """Where an element stands from token `first` on, in text order, twice where two alternatives do."""
    return [
        (at, at + length)
        for at in range(first, last)
        for length in range(1, last - at + 1)
        for phrase in element.phrases
        if len(phrase) == length
        and all(
            doc.words[at + k] == word[1:] if word.startswith("=") else doc.lemmas[at + k] == word
            for k, word in enumerate(phrase)
        )
    ]
