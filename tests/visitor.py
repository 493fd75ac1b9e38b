"""A browser without scripts: reads pages, follows links, fills forms and presses buttons by their words.

Everything goes through the HTML that was served, so what cannot be reached or is missing from a form fails the test.
"""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client

Fields = dict[str, str]


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


class Visitor:
    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client(enforce_csrf_checks=True)
        self.url = "/"
        self.status = 0
        self.content = b""

    @cached_property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.content, "html.parser")

    def open(self, url: str) -> Visitor:
        return self._take(self.client.get(self._absolute(url), follow=True), url)

    def follow(self, text: str) -> Visitor:
        """Press the link with these words."""
        return self.open(str(self._one("a", text)["href"]))

    def press(self, text: str, **fields: str) -> Visitor:
        """Press the button with these words, after filling in the fields of its form (by name)."""
        button = self._one("button", text)
        form = button.find_parent("form")
        assert form is not None, f"“{text}” stands in no form"
        data = self.fields(form)
        unknown = set(fields) - {str(tag["name"]) for tag in form.select("[name]")}
        assert not unknown, f"the form has no {unknown}"
        data.update(fields)
        if button.get("name"):
            data[str(button["name"])] = str(button.get("value", ""))
        action = self._absolute(str(form.get("action") or self.url))
        if str(form.get("method", "get")).lower() == "get":
            return self._take(self.client.get(action, data, follow=True), action)
        return self._take(self.client.post(action, data, follow=True), action)

    @staticmethod
    def fields(form: Tag) -> Fields:
        """What a browser would send if nothing was typed."""
        data: Fields = {}
        for tag in form.select("input[name], textarea[name], select[name]"):
            name = str(tag["name"])
            if tag.name == "select":
                options = tag.select("option")
                chosen = [option for option in options if option.has_attr("selected")] or options[:1]
                if chosen:
                    data[name] = str(chosen[0].get("value", words(chosen[0])))
            elif tag.name == "textarea":
                data[name] = tag.get_text().removeprefix("\n")
            elif tag.get("type") not in ("checkbox", "radio", "submit") or tag.has_attr("checked"):
                data[name] = str(tag.get("value", ""))
        return data

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def text(self, selector: str = "body") -> str:
        found = self.page.select_one(selector)
        return words(found) if found else ""

    def shows(self, text: str, selector: str = "body") -> bool:
        return text in self.text(selector)

    def _one(self, name: str, text: str) -> Tag:
        tags = [tag for tag in self.page.select(name) if not tag.has_attr("disabled")]
        exact = [tag for tag in tags if words(tag) == text]
        found = exact or [tag for tag in tags if words(tag).startswith(text)]
        assert found, f"no {name} “{text}” on {self.url}; there are: {sorted({words(tag) for tag in tags})}"
        return found[0]

    def _absolute(self, url: str) -> str:
        return urljoin(self.url, url.split("#")[0]) or self.url

    def _take(self, response, url: str) -> Visitor:  # type: ignore[no-untyped-def]
        self.url = response.redirect_chain[-1][0] if response.redirect_chain else self._absolute(url)
        self.url = self.url.split("#")[0]
        self.status = response.status_code
        self.content = response.content
        self.__dict__.pop("page", None)
        return self
