"""What makes a text hard to read, or say more than anybody can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_SENTENCE = 20
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_PROMISE = re.compile(r"\b(?:always|guarantee\w*|definitely)\b|\b100 ?%", re.IGNORECASE)
_FIRST = 5


def reading_doubts(text: str) -> Iterator[str]:
    """Say what is hard to read in a text, and what it promises; nothing where it is fine."""
    for sentence in _SENTENCE_ENDS.split(text):
        words = _WORD.findall(sentence)
        if len(words) > LONGEST_SENTENCE:
            yield (
                f"The sentence “{' '.join(sentence.split()[:_FIRST])} …” has {len(words)} words. "
                f"Children read up to {LONGEST_SENTENCE} well: make two of it."
            )
    promises = dict.fromkeys(match[0].lower() for match in _PROMISE.finditer(text))
    for promise in promises:
        yield f"“{promise}” is a promise. Say only what its source says."
