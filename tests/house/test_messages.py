"""Every sentence a person may read is in both languages, and no template speaks past the catalogues."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.checkers import checkers
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from delivery.kernel.languages import TRANSLATIONS

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2)}
METHODS = {"delivery": [("**.py", "python")], "templates": [("**.html", "jinja2")]}
PAGE_CLASS = r"{% block (page|dock)_class %}.*?{% endblock %}"
ATTRIBUTE = r"[\w-]+=\"[^\"]*\""  # a macro may write one outside a tag
CLASSES = {"again", "tile"}  # names in the stylesheet that macros put together
Key = tuple[str | None, str]


def first(message_id: str | tuple[str, ...]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


@pytest.fixture(scope="module")
def spoken() -> dict[Key, str]:
    """What code and templates say, and where."""
    found: dict[Key, str] = {}
    for folder, methods in METHODS.items():
        rows = extract_from_dir(ROOT / folder, method_map=methods, keywords=KEYWORDS)
        for path, line, message_id, _comments, context in rows:
            found.setdefault((context, first(message_id)), f"{folder}/{path}:{line}")
    return found


def messages() -> Iterator[tuple[str, Message]]:
    for file in sorted((TRANSLATIONS / "zh_Hans" / "LC_MESSAGES").glob("*.po")):
        with file.open("rb") as lines:
            yield from ((file.stem, message) for message in read_po(lines, "zh_Hans") if message.id)


def test_every_message_is_in_a_catalogue(spoken):
    known = {(message.context, first(message.id)) for _, message in messages()}
    assert {key: place for key, place in spoken.items() if key not in known} == {}


def test_no_catalogue_keeps_what_nobody_says(spoken):
    said = [(name, m.context, first(m.id)) for name, m in messages()]
    assert [row for row in said if row[1:] not in spoken] == []


def test_every_message_is_translated_and_certain():
    def is_done(message: Message) -> bool:
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        return bool(said) and all(said) and not message.fuzzy

    assert [(name, m.id) for name, m in messages() if not is_done(m)] == []


def test_both_languages_name_the_same_blanks():
    def fault(message: Message) -> str:
        try:
            for check in checkers:
                check(None, message)
        except Exception as wrong:
            return str(wrong)
        return ""

    def blanks(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)", text))

    broken = [(name, m.id, fault(m)) for name, m in messages() if fault(m)]
    for name, m in messages():
        said = m.string if isinstance(m.string, str) else m.string[0]
        wanted = m.id if isinstance(m.id, str) else m.id[-1]
        if blanks(said) != blanks(wanted):
            broken.append((name, m.id, said))
    assert broken == []


def bare_words(template: Path) -> list[str]:
    """Return the words of ``template`` that stand outside tags, expressions and comments."""
    text = template.read_text()
    for skipped in (
        PAGE_CLASS,
        r"{#.*?#}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<script.*?</script>",
        ATTRIBUTE,
        r"<[^>]*>",
    ):
        text = re.sub(skipped, " ", text, flags=re.DOTALL)
    words = re.findall(r"(?<!&)\b[A-Za-z]{2,}\b|[\u4e00-\u9fff]+", text)
    return [word for word in words if word not in CLASSES]


def test_no_template_has_words_of_its_own():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert {str(t.relative_to(ROOT)): w for t in templates if (w := bare_words(t))} == {}


@pytest.mark.parametrize("said", ["<p>Hello</p>", "<p>你好{{ name }}</p>"])
def test_a_word_outside_the_catalogues_is_found(tmp_path, said):
    page = tmp_path / "page.html"
    page.write_text(said)
    assert bare_words(page)
