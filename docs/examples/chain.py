"""Our index in a LangChain chain: question, passages, prompt, model.

    python docs/examples/chain.py "Waar begin ik met een cobot?"
    python docs/examples/chain.py --model ollama:llama3.2 "Womit fangen wir an?"

Without --model a stand-in takes the place of the language model and gives the first passage back,
so the example runs on a machine that has none. Needs an index: wegwijzer ingest.
"""

from __future__ import annotations

from pathlib import Path

import click
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompt_values import PromptValue
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

from bot.bootstrap import open_retriever
from bot.chains import PassageRetriever
from bot.settings import load_settings

PROMPT = ChatPromptTemplate.from_messages(
    [
        ("system", "Answer from these passages only, and name their numbers.\n\n{passages}"),
        ("human", "{question}"),
    ]
)


def numbered(documents: list[Document]) -> str:
    """Return the passages with number, title, page and link: what a citation needs."""
    return "\n\n".join(
        f"[{number}] {found.metadata['title']}, page {found.metadata['page']} "
        f"({found.metadata['url']})\n{found.page_content}"
        for number, found in enumerate(documents, start=1)
    )


def first_passage(prompt: PromptValue) -> str:
    """Stand in for a language model: give back the first passage that it would have read."""
    return prompt.to_string().split("[1] ")[1].split("\n\n[2] ")[0]


def language_model(name: str | None) -> Runnable[PromptValue, str]:
    """Return the model of this name ("provider:model") as LangChain knows it, or the stand-in."""
    if name is None:
        return RunnableLambda(first_passage)
    from langchain.chat_models import init_chat_model

    return init_chat_model(name) | StrOutputParser()


def chain_over(
    retriever: PassageRetriever, model: Runnable[PromptValue, str]
) -> Runnable[str, str]:
    """Put the parts of the chain together."""
    passages: Runnable[str, str] = retriever | RunnableLambda(numbered)
    asked = {"passages": passages, "question": RunnablePassthrough()}
    return asked | PROMPT | model


@click.command()
@click.argument("question")
@click.option("--model", help="Such as ollama:llama3.2 or openai:gpt-4o-mini.")
@click.option("--index", type=click.Path(path_type=Path), help="Folder of the index.")
def main(question: str, model: str | None, index: Path | None) -> None:
    """Answer QUESTION by a chain of your own over our index."""
    search = open_retriever(load_settings(index=index)).search
    click.echo(
        chain_over(PassageRetriever(search=search, k=4), language_model(model)).invoke(question)
    )


if __name__ == "__main__":
    main()
