"""Reads the main text of a web page: menus, banners and footers are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

import trafilatura
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from lxml import html as lxml_html

from ingest.cleaning import normalise, table_lines
from ingest.documents import Document, Metadata, digest_of
from ingest.errors import EmptyError
from ingest.language import settle
from ingest.readers.outline import Block, sections_of
from ingest.readers.text import decode

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENOUGH = 25
"""Letters that a page with content has at least; a shell says "enable JavaScript" or nothing."""

_FURNITURE = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "head",
    "iframe", "svg", "button", "select", "dialog",
)  # fmt: skip


def read(data: bytes, uri: str) -> Document:
    """Read the main text as sections per heading; raise EmptyError for a page without any."""
    charset = _CHARSET.search(data[:4096])
    page = decode(data, uri, charset[1].decode("ascii", "ignore") if charset else None)
    page = _XML_ENCODING.sub("", page)
    tree = _tree(page)
    blocks = _main_text(page) or _all_text(tree)
    if sum(character.isalnum() for block in blocks for character in block.text) == 0:
        raise EmptyError(
            f"{uri}: the page has no text of its own; it probably builds itself in a browser. "
            "Save it as PDF from the browser and add that."
        )
    sections = sections_of(blocks)
    sample = "\n".join(section.text for section in sections)
    metadata = _metadata(page, tree)
    title = metadata.title or _first(tree, "//title") or PurePosixPath(uri).stem
    language = settle(
        sample, tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    )
    return Document(
        uri=uri,
        format="html",
        digest=digest_of(data),
        metadata=replace(metadata, title=title, language=language),
        sections=sections,
    )


def _tree(page: str) -> etree._Element:
    try:
        return lxml_html.document_fromstring(page)
    except (etree.ParserError, ValueError):
        # An empty page has no root; the reader then finds no text in it and says so.
        return lxml_html.document_fromstring("<html></html>")


def _first(tree: etree._Element, path: str) -> str:
    found = tree.xpath(path)
    if not found:
        return ""
    return normalise(found[0] if isinstance(found[0], str) else found[0].text_content())


def _metadata(page: str, tree: etree._Element) -> Metadata:
    # The thorough search takes any date in the text for the date of the page.
    found = trafilatura.extract_metadata(page, extensive=False)
    if found is None:
        return Metadata(licence=_licence(tree))
    return Metadata(
        title=normalise(found.title or ""),
        publisher=normalise(found.sitename or found.author or ""),
        published=found.date or "",
        licence=_licence(tree) or found.license or "",
        keywords=tuple(found.tags or ()),
        url=_canonical(tree),
    )


def _licence(tree: etree._Element) -> str:
    return _first(tree, "//*[self::link or self::a][contains(@rel, 'license')]/@href")


def _canonical(tree: etree._Element) -> str:
    address = _first(tree, "//link[@rel='canonical']/@href")
    return address if address.startswith(("https://", "http://")) else ""


# --- main text ----------------------------------------------------------------------------------


def _main_text(page: str) -> list[Block]:
    found = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, include_formatting=True
    )
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    blocks = [block for block in _blocks(found.body) if block.text]
    letters = sum(character.isalnum() for block in blocks for character in block.text)
    return blocks if letters >= _ENOUGH else []


def _blocks(element: etree._Element) -> Iterator[Block]:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag == "head" or re.fullmatch("h[1-6]", child.tag):
            level = re.sub(r"\D", "", child.get("rend") or child.tag) or "2"
            yield Block(text=_words(child), level=int(level))
        elif child.tag in ("list", "ul", "ol"):
            yield from _items(child)
        elif child.tag == "table":
            yield Block(text="\n".join(table_lines(_rows(child))))
        elif child.tag in ("p", "quote", "code", "item", "lb", "hi", "ref", "ab"):
            yield Block(text=_words(child))
        else:
            yield from _blocks(child)


def _items(element: etree._Element) -> Iterator[Block]:
    for item in element.iter("item", "li"):
        # A nested list is walked by iter as well, so its words are left out here.
        nested = {id(e) for inner in item.iter("list", "ul", "ol") for e in inner.iter()}
        text = normalise("".join(_own(item, nested)).replace("\n", " "))
        if text:
            yield Block(text=f"- {text}", item=True)


def _own(element: etree._Element, left_out: set[int]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if id(child) not in left_out and isinstance(child.tag, str):
            yield from _own(child, left_out)
        yield child.tail or ""


def _rows(table: etree._Element) -> list[list[str]]:
    return [
        [_words(cell).replace("\n", " ") for cell in row if cell.tag in ("cell", "td", "th")]
        for row in table.iter("row", "tr")
    ]


def _words(element: etree._Element) -> str:
    """Return the words in one line; only an explicit line break stays one."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag in ("lb", "br"):
            parts.append("\n")
        elif isinstance(node.tag, str):
            parts.append(re.sub(r"\s+", " ", node.text or ""))
        if node is not element:
            parts.append(re.sub(r"\s+", " ", node.tail or ""))
    return normalise("".join(parts))


# --- the page as it stands, where no main text is found -----------------------------------------


_BLOCK_TAGS = {
    "p", "div", "section", "article", "main", "body", "td", "th", "tr", "table", "blockquote",
    "pre", "dt", "dd", "dl", "figcaption", "a", "span", "ul", "ol",
}  # fmt: skip


def _all_text(tree: etree._Element) -> list[Block]:
    for element in list(tree.iter(*_FURNITURE)):
        if element.getparent() is not None:
            element.drop_tree()
    return [block for body in tree.iter("body") for block in _flat(body) if block.text]


def _flat(element: etree._Element) -> Iterator[Block]:
    """Cut the text at every block element; a heading stays a heading, an item an item."""
    if re.fullmatch("h[1-6]", element.tag):
        yield Block(text=_words(element), level=int(element.tag[1]))
        return
    marker = "- " if element.tag == "li" else ""
    words = element.text or ""
    for child in element:
        if not isinstance(child.tag, str):
            words += child.tail or ""
        elif child.tag in _BLOCK_TAGS - {"a", "span"} or re.fullmatch("h[1-6]|li", child.tag):
            yield _paragraph(words, marker)
            yield from _flat(child)
            words = child.tail or ""
        else:
            words += _words(child) + " " + (child.tail or "")
    yield _paragraph(words, marker)


def _paragraph(words: str, marker: str) -> Block:
    text = normalise(words.replace("\n", " "))
    return Block(text=f"{marker}{text}" if text else "", item=bool(marker))
