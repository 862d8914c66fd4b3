"""YAML of the thesaurus, where every value is a text: fast, since it is read at every start."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

Tree = str | list["Tree"] | dict[str, "Tree"]
"""What the files hold. No other types: the label NO is no "false", and 4.0 is no number."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The parser in C is ten times as fast; some platforms lack it."""


class BrokenYamlError(ValueError):
    """The text is no YAML of this kind; the message names the line and what to do."""


def parse(text: str) -> Tree:
    """Return what the text holds; "" for an empty one. Raises BrokenYamlError.

    Built from the events: that takes a third of the time of PyYAML's own constructors, and a field
    that stands twice is an error, where they would silently keep the last one.
    """
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
    try:
        for event in events:
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
                return "" if isinstance(event, yaml.StreamEndEvent) else _tree(event, events)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenYamlError(
            f"line {line}: {error.problem}; correct the indents, brackets and quotes there"
        ) from error
    except yaml.YAMLError as error:
        raise BrokenYamlError(f"{error}; write plain UTF-8 text") from error
    return ""


def _tree(event: yaml.Event, events: Iterator[yaml.Event]) -> Tree:
    if type(event) is yaml.ScalarEvent:
        value: str = event.value
        return value
    if type(event) is yaml.SequenceStartEvent:
        return _items(events)
    if type(event) is yaml.MappingStartEvent:
        return _fields(events)
    raise BrokenYamlError(f"line {_line(event)}: * refers to another place; write the words out")


def _items(events: Iterator[yaml.Event]) -> list[Tree]:
    items: list[Tree] = []
    for event in events:
        if type(event) is yaml.SequenceEndEvent:
            break
        items.append(_tree(event, events))
    return items


def _fields(events: Iterator[yaml.Event]) -> dict[str, Tree]:
    fields: dict[str, Tree] = {}
    for event in events:
        if type(event) is yaml.MappingEndEvent:
            break
        name = _tree(event, events)
        if not isinstance(name, str):
            raise BrokenYamlError(f"line {_line(event)}: a list where a field's name is due")
        if name in fields:
            raise BrokenYamlError(f"line {_line(event)}: the field {name} stands twice; join them")
        fields[name] = _tree(next(events), events)
    return fields


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
