"""How well answerable questions are told from others: the support of each, and the two rates.

Run: python -m bench.refusal [--index DIR]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import yaml

from bot.answers import Answer
from bot.assistant import Assistant
from bot.bootstrap import open_assistant
from bot.conversation import Message
from bot.settings import load_settings

QUESTIONS = Path(__file__).parent.parent / "tests" / "evaluation" / "bearing.yaml"


def main() -> None:
    """Print every question that went the wrong way, then the shares that went the right way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path)
    assistant = open_assistant(load_settings(index=parser.parse_args().index))
    lists: dict[str, list[str]] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    for name, questions in lists.items():
        wrong = [text for text in questions if _outcome(assistant, text) != name]
        right = len(questions) - len(wrong)
        print(f"{name}: {right} of {len(questions)} ({right / len(questions):.0%})")
        for text in wrong:
            print(f"  not {name}: {text}")


def _outcome(assistant: Assistant, text: str) -> str:
    reply = assistant.reply(Message(text=text))
    return "answered" if isinstance(reply, Answer) else "declined"


if __name__ == "__main__":
    main()
