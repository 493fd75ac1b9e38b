"""How many stand in a tab, as a reader of the page's language writes it."""

import pytest
from django.template import Context, Template
from django.utils.translation import override


@pytest.mark.parametrize(("language", "words"), [("vi", "3.012"), ("en", "3,012")])
def test_thousands_are_grouped_as_in_the_language_of_the_page(language: str, words: str) -> None:
    with override(language):
        assert Template("{% load numbers %}{{ n|grouped }}").render(Context({"n": 3012})) == words
