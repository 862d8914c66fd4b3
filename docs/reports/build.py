"""Set the three reports of corpus/reports from the texts beside this script.

A text is Markdown with YAML front matter. Lines that begin with ``:::`` open a part (front, body,
annex) or place something the script makes itself: the contents, the sources, a flow of boxes.
A paragraph is never split over two columns or pages, so every sentence lies on one page.
The same text gives the same bytes: the date in the file is the publication date of the report.
"""

import argparse
import html
import os
import re
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import reportlab
import yaml
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))  # so that the script runs by its path

from docs.reports.page import MEASURE, RULE, column_width, style, templates  # noqa: E402
from docs.reports.report import LABELS, Report, read_report  # noqa: E402

OUT = ROOT / "corpus" / "reports"


def inline(text: str) -> str:
    """Turn the two emphases of the texts into the mark-up of the typesetter."""
    text = html.escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)


def paragraph(text: str, form: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    """Set a paragraph that moves on as a whole when it does not fit."""
    made = Paragraph(text, form, bulletText=bullet)
    made.split = lambda _width, _height: []
    return made


def heading(report: Report, text: str, level: int) -> list[Flowable]:
    """Set a chapter or section heading that also enters the outline and the contents."""
    numbered = report.part == "body" and level == 0
    if numbered:
        report.chapter += 1
    text = text.replace("\xad", "")
    plain = f"{report.chapter}  {text}" if numbered else text
    form = style("section" if level else "chapter", report, keepWithNext=1)
    report.anchors += 1
    made = paragraph(f'<a name="h{report.anchors}"/>{inline(plain)}', form)
    made.entry = (level, plain, f"h{report.anchors}")
    return [CondPageBreak((34 if level else 52) * mm), made]


def table(report: Report, rows: list[str], caption: str) -> list[Flowable]:
    """Set a table with a numbered caption, a coloured head and hairlines."""
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    del cells[1]
    report.tables += 1
    width = MEASURE if report.meta["columns"] == 1 or report.part != "body" else column_width()
    shares = [float(share) for share in re.findall(r"\d+", caption.partition("[")[2])]
    shares = shares or [1.0] * len(cells[0])
    widths = [width * share / sum(shares) for share in shares]
    data = [[paragraph(inline(cell), style("cell" if i else "head", report)) for cell in row]
            for i, row in enumerate(cells)]  # fmt: skip
    made = Table(data, colWidths=widths, repeatRows=1, hAlign="LEFT")
    made.setStyle([
        ("BACKGROUND", (0, 0), (-1, 0), report.accent), ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE), ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 3.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.8), ("NOSPLIT", (0, 0), (-1, 2)),
    ])  # fmt: skip
    title = f"{report.words['table']} {report.tables}: {caption.partition('[')[0].strip()}"
    form = style("caption", report, keepWithNext=1)
    return [paragraph(inline(title), form), made, Spacer(1, 8)]


def box(report: Report, lines: list[str]) -> list[Flowable]:
    """Set lines apart on a tint with a coloured edge."""
    width = MEASURE if report.meta["columns"] == 1 or report.part != "body" else column_width()
    form = style("box", report)
    made = Table([[paragraph(inline(line), form)] for line in lines], colWidths=[width])
    made.setStyle([
        ("BACKGROUND", (0, 0), (-1, -1), HexColor(report.meta["tint"])),
        ("NOSPLIT", (0, 0), (-1, -1)),
        ("LINEBEFORE", (0, 0), (0, -1), 3, report.accent), ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ("TOPPADDING", (0, 0), (-1, -1), 4), ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ])  # fmt: skip
    return [Spacer(1, 3), made, Spacer(1, 9)]


def flow(report: Report, steps: list[str]) -> list[Flowable]:
    """Draw steps as a row of boxes, or numbered below each other in a column."""
    form = style("head", report, alignment=1)
    if report.meta["columns"] == 2:
        rows = [[paragraph(inline(f"{i}. {step}"), form)] for i, step in enumerate(steps, start=1)]
        made = Table(rows, colWidths=[column_width()])
        looks: list[tuple[object, ...]] = [("LINEBELOW", (0, 0), (0, -2), 3, white)]
        boxes = range(1)
    else:
        arrow = style("caption", report, alignment=1, textColor=report.accent, spaceBefore=0)
        cells = [part for step in steps
                 for part in (paragraph("»", arrow), paragraph(inline(step), form))]  # fmt: skip
        room = (MEASURE - 14 * (len(steps) - 1)) / len(steps)
        made = Table([cells[1:]], colWidths=[room, *[14, room] * (len(steps) - 1)])
        looks, boxes = [], range(0, len(cells), 2)
    looks += [("BACKGROUND", (i, 0), (i, -1), report.accent) for i in boxes]
    looks += [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 3),
              ("RIGHTPADDING", (0, 0), (-1, -1), 3)]  # fmt: skip
    made.setStyle(looks)
    return [Spacer(1, 4), made, Spacer(1, 10)]


def source_list(report: Report) -> list[Flowable]:
    """Set every source the report has cited, numbered, with its full address."""
    form = style(
        "cell", report, fontSize=7.2, bulletFontSize=7.2, leading=9.4, spaceAfter=2, leftIndent=20
    )
    made = []
    for number, key in enumerate(report.cited, start=1):
        source = report.sources[key]
        address = html.escape(source["address"])
        text = (
            f"<b>{html.escape(source['body'])}</b>, {report.seen(source['seen'])}. "
            f'<a href="{address}">{address}</a>'
        )
        made.append(paragraph(text, form, f"[{number}]"))
    return made


def contents(report: Report) -> list[Flowable]:
    """Place the table of contents, with printed page labels."""
    made = TableOfContents(dotsMinLevel=-1, formatter=report.label)
    made.levelStyles = [style("entry", report)]
    return [made]


def directive(report: Report, line: str) -> list[Flowable]:
    """Carry out one ``:::`` line."""
    name, _, rest = line.removeprefix(":::").strip().partition(" ")
    if name in LABELS:
        report.part = name
        return [NextPageTemplate(name), PageBreak()]
    if name == "flow":
        return flow(report, [step.strip() for step in rest.split(">")])
    made: dict[str, list[Flowable]] = {"page": [PageBreak()], "column": [FrameBreak()]}
    if name == "contents":
        return contents(report)
    return source_list(report) if name == "sources" else made[name]


def blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield runs of lines that belong together: tables, boxes, or one line each."""
    run: list[str] = []
    for line in [*lines, ""]:
        joins = line[:1] in ("|", ">") and bool(run) and run[-1][:1] == line[0]
        if run and not joins:
            yield run
            run = []
        if line.strip():
            run.append(line)


def story(report: Report) -> list[Flowable]:
    """Turn the whole text into flowables, after the cover."""
    made: list[Flowable] = [NextPageTemplate("front"), PageBreak()]
    caption = ""
    for run in blocks(report.lines):
        line = run[0]
        if line.startswith("Table: "):
            caption = line.removeprefix("Table: ")
        elif line[0] == "|":
            made += table(report, run, caption)
        else:
            made += block(report, run)
    return made


def block(report: Report, run: list[str]) -> list[Flowable]:
    """Turn one block that is not a table into flowables."""
    line = run[0]
    if line.startswith(":::"):
        return directive(report, line)
    if line[0] == ">":
        return box(report, [part.removeprefix("> ") for part in run])
    if line.startswith("#"):
        marks, _, text = line.partition(" ")
        return heading(report, text, len(marks) - 1)
    if line.startswith("@ "):
        cites = "; ".join(report.cite(key.strip()) for key in line[2:].split(";"))
        return [paragraph(f"{report.words['source']}: {cites}.", style("source", report))]
    item = re.match(r"(-|\d+\.) (.+)", line)
    if item:
        mark = "•" if item[1] == "-" else item[1]
        form = style("list", report, leftIndent=13 if mark == "•" else 18)
        return [paragraph(inline(item[2]), form, mark)]
    return [paragraph(inline(line), style("body", report))]


def document(report: Report, path: Path) -> BaseDocTemplate:
    """Make the document with its metadata and the hooks that fill outline and contents."""
    meta = report.meta
    doc = BaseDocTemplate(
        str(path), pagesize=A4, pageTemplates=templates(report), title=meta["title"],
        author="Wegwijzer", subject=meta["subject"], keywords=meta["keywords"],
        creator="docs/reports/build.py", producer=toolchain(), lang=meta["language"], invariant=1,
    )  # fmt: skip
    doc.begun = set()

    def before_document() -> None:
        doc.begun = set()
        report.running = ""

    def after_flowable(flowable: Flowable) -> None:
        entry = getattr(flowable, "entry", None)
        if entry:
            level, text, key = entry
            report.running = text if level == 0 else report.running
            doc.canv.addOutlineEntry(text, key, level)
            if level == 0:
                doc.notify("TOCEntry", (0, html.escape(text, quote=False), doc.page, key))

    doc.beforeDocument, doc.afterFlowable = before_document, after_flowable
    return doc


def toolchain() -> str:
    """Name what decides the bytes besides the text."""
    return f"ReportLab {reportlab.Version}, zlib {zlib.ZLIB_RUNTIME_VERSION}"


def build(text: Path, out: Path) -> Path:
    """Set one text as a PDF in the folder ``out``."""
    sources = yaml.safe_load((HERE / "sources.yaml").read_text(encoding="utf-8"))
    report = read_report(text, sources)
    day = datetime.fromisoformat(str(report.meta["date"])).replace(tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    path = out / str(report.meta["file"])
    document(report, path).multiBuild(story(report))
    return path


def main() -> None:
    """Build every report and name the files."""
    parser = argparse.ArgumentParser(description="Build the PDF reports from their texts.")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the PDFs")
    out: Path = parser.parse_args().out
    for name in ("Vera", "VeraBd", "VeraIt", "VeraBI"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    pdfmetrics.registerFontFamily("Vera", "Vera", "VeraBd", "VeraIt", "VeraBI")
    out.mkdir(parents=True, exist_ok=True)
    for text in sorted(HERE.glob("??.md")):
        sys.stdout.write(f"{build(text, out)}\n")


if __name__ == "__main__":
    main()
