"""The catalogues are merged into one, so two packages must not translate one message in two ways."""

from pathlib import Path

from babel.messages.pofile import read_po

from delivery.kernel.languages import TRANSLATIONS


def translations(catalogue: Path) -> list[tuple[tuple, tuple]]:
    with catalogue.open("rb") as file:
        return [
            ((message.context, message.id), (message.string, catalogue.stem))
            for message in read_po(file)
            if message.id
        ]


def test_no_message_is_translated_in_two_ways():
    seen: dict[tuple, tuple] = {}
    quarrels = []
    for catalogue in sorted((TRANSLATIONS / "zh_Hans" / "LC_MESSAGES").glob("*.po")):
        for message, said in translations(catalogue):
            first = seen.setdefault(message, said)
            if first[0] != said[0]:
                quarrels.append((message, first, said))
    assert quarrels == [], "give one of them a context: pgettext('gate', 'Closed')"
