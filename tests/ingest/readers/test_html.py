from __future__ import annotations

import pytest

from ingest.errors import EmptyError
from ingest.readers.html import read

PARAGRAPH = (
    "Ein Cobot arbeitet neben Menschen an der Maschine und nimmt ihnen das Einlegen der Teile ab. "
    "Prüfen Sie vor dem Kauf, welche Teile oft wiederkehren, und rechnen Sie die Rüstzeit mit."
)

PAGE = f"""<!DOCTYPE html><html lang="de"><head><title>Cobots | Beispiel</title>
<meta charset="utf-8"><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<link rel="canonical" href="https://example.org/cobots"></head>
<body><nav><a href="/">Startseite</a> <a href="/k">Kontakt</a></nav>
<div class="cookie-banner">Wir verwenden Cookies. Alle akzeptieren</div>
<main><article><h1>Cobots im Betrieb</h1><p>{PARAGRAPH}</p>
<h2>Kosten und Größe</h2><p>{PARAGRAPH}</p>
<ul><li>Greifer prüfen</li><li>Schutzraum planen</li></ul>
<table><tr><th>Teil</th><th>Preis</th></tr><tr><td>Greifer</td><td>900 €</td></tr></table>
</article></main><footer>Impressum</footer></body></html>"""


def test_the_main_text_is_kept_and_the_furniture_is_not() -> None:
    text = read(PAGE.encode(), "a.html").pages()[1]
    assert text.count(PARAGRAPH) == 2
    assert "- Greifer prüfen\n- Schutzraum planen" in text
    assert "Teil: Greifer; Preis: 900 €" in text
    for furniture in ("Startseite", "Cookies", "Impressum"):
        assert furniture not in text


def test_headings_licence_language_and_address_are_found() -> None:
    document = read(PAGE.encode(), "a.html")
    assert [s.locator.headings for s in document.sections] == [
        ("Cobots im Betrieb",),
        ("Cobots im Betrieb", "Kosten und Größe"),
    ]
    assert document.metadata.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert document.metadata.url == "https://example.org/cobots"
    assert document.metadata.language == "de"
    assert "Cobots" in document.metadata.title


def test_a_declared_encoding_is_obeyed() -> None:
    page = PAGE.replace("utf-8", "iso-8859-15")
    assert "900 €" in read(page.encode("iso-8859-15"), "a.html").pages()[1]


def test_a_small_page_without_an_article_is_read_as_it_stands() -> None:
    page = b"<html><body><a href='/x'><div>This is some text.</div></a></body></html>"
    assert read(page, "a.html").pages()[1] == "This is some text."


@pytest.mark.parametrize(
    "shell",
    [
        "<html><body><div id='root'></div><script>start()</script></body></html>",
        "<html><body><noscript>You need to enable JavaScript.</noscript></body></html>",
        "<html></html>",
    ],
)
def test_a_shell_that_a_browser_must_fill_is_empty(shell: str) -> None:
    with pytest.raises(EmptyError, match="browser"):
        read(shell.encode(), "a.html")
