"""A person before a browser without JavaScript: opens pages, reads them, presses their buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit


@dataclass
class Button:
    """A button of a form: what it says, and what it sends by itself."""

    says: str
    sends: dict[str, str]


@dataclass
class Form:
    """A form with the values it would send if nothing were typed."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)
    options: dict[str, dict[str, str]] = field(default_factory=dict)  # of a list: value by words

    def filled(self, typed):
        """Return what is sent when ``typed`` is filled in; of a list, words choose the value."""
        words = dict(self.values)
        for name, value in typed.items():
            shown = self.options.get(name, {})
            chosen = [v for says, v in shown.items() if isinstance(value, str) and value in says]
            words[name] = value if isinstance(value, list) else [(chosen or [value])[0]]
        return words


class Page(HTMLParser):
    """The forms, links and words of a page."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.links, self.words = [], {}, []
        self._open, self._select, self._button, self._link = None, None, None, None
        self._option, self._skip = None, 0
        self._outer = {}
        self.feed(html)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag in ("script", "style", "svg"):
            self._skip += 1
        elif tag == "form":
            self._open = Form((a.get("method") or "get").lower(), a.get("action") or "")
            self.forms.append(self._open)
            if "id" in a:
                self._outer[a["id"]] = self._open
        elif tag == "a" and "href" in a:
            self._link = [a["href"], a.get("aria-label", "")]
        elif tag == "button":
            form = self._outer.get(a.get("form"), self._open)
            sends = {a["name"]: a.get("value", "")} if a.get("name") else {}
            self._button = Button(a.get("aria-label", ""), sends)
            if form is not None:
                form.buttons.append(self._button)
        elif self._open is not None:
            self._control(tag, a)

    def _control(self, tag, a):
        if tag == "input" and a.get("name"):
            if a.get("type") in ("checkbox", "radio") and "checked" not in a:
                return
            if a.get("type") not in ("submit", "file"):
                default = "on" if a.get("type") == "checkbox" else ""
                self._open.values.setdefault(a["name"], []).append(a.get("value", default))
        elif tag == "select" and a.get("name"):
            self._select = a["name"]
            self._open.values[self._select] = []
            self._open.options[self._select] = {}
        elif tag == "option" and self._select:
            held = self._open.values[self._select]
            if not held or "selected" in a:
                self._open.values[self._select] = [a.get("value", "")]
            self._option = [a.get("value", ""), ""]
        elif tag == "textarea" and a.get("name"):
            self._open.values[a["name"]] = [""]

    def handle_endtag(self, tag):
        if tag in ("script", "style", "svg"):
            self._skip -= 1
        elif tag == "form":
            self._open = None
        elif tag == "option" and self._option and self._open:
            value, says = self._option
            self._open.options[self._select][" ".join(says.split())] = value
            self._option = None
        elif tag == "select":
            self._select = None
        elif tag == "button":
            self._button = None
        elif tag == "a" and self._link:
            self.links.setdefault(" ".join(self._link[1].split()), self._link[0])
            self._link = None

    def handle_data(self, data):
        if self._skip:
            return
        self.words.append(data)
        if self._option is not None:
            self._option[1] += data
        if self._button is not None:
            self._button.says += " " + data
        if self._link is not None:
            self._link[1] += " " + data


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, app, name):
        self.name, self._client, self.page, self.at = name, app.test_client(), None, "/"

    def opens(self, path):
        """Go to ``path`` and read what stands there."""
        self._read(self._client.get(path, headers=self._headers(), follow_redirects=True))
        return self

    def opens_in_vain(self, path):
        """Go to ``path`` and find that nothing is there for this person."""
        answer = self._client.get(path, headers=self._headers(), follow_redirects=True)
        assert 400 <= answer.status_code < 500, f"{path}: {answer.status_code}"
        return self

    def follows(self, label):
        """Follow the first link that says ``label``."""
        found = [href for says, href in self.page.links.items() if label in says]
        assert found, f"{self.name} finds no link “{label}” on {self.at}: {self.page.text[:2000]}"
        return self.opens(found[0])

    def presses(self, label, *, refused=None, **typed):
        """Press the button that says ``label``, after filling in ``typed``.

        ``refused`` is the status that is expected where the act must not succeed.
        """
        form, button = self._find(label)
        words = form.filled(typed) | {name: [value] for name, value in button.sends.items()}
        send = self._client.post if form.method == "post" else self._client.get
        how = {"data": words} if form.method == "post" else {"query_string": words}
        answer = send(form.action or self.at, headers=self._headers(), follow_redirects=True, **how)
        if refused:
            assert answer.status_code == refused, f"{label}: {answer.status_code}"
            self.page = Page(answer.text)
        else:
            self._read(answer)
        return self

    def sees(self, *sentences):
        """Tell that all of ``sentences`` stand on the page."""
        for sentence in sentences:
            assert sentence in self.page.text, f"no “{sentence}” on {self.at}: {self.page.text}"
        return self

    def does_not_see(self, sentence):
        """Tell that ``sentence`` does not stand on the page."""
        assert sentence not in self.page.text
        return self

    def _find(self, label):
        for form in self.page.forms:
            for button in form.buttons:
                if label in " ".join(button.says.split()):
                    return form, button
        all_buttons = [" ".join(b.says.split()) for f in self.page.forms for b in f.buttons]
        raise AssertionError(f"{self.name} finds no button “{label}” on {self.at}: {all_buttons}")

    def _read(self, answer):
        self.at = urlsplit(answer.request.path).path
        assert answer.status_code == 200, (
            f"{self.at}: {answer.status_code} {Page(answer.text).text}"
        )
        self.page = Page(answer.text)

    def _headers(self):
        return {"Accept-Language": "en", "Referer": "http://localhost/"}
