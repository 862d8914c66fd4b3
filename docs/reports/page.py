"""The look of a page: measures, paragraph styles, cover, running head and page templates."""

import html
from collections.abc import Callable

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from docs.reports.report import LABELS, Report

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM, GUTTER = 30 * mm, 25 * mm, 31 * mm, 27 * mm, 7 * mm
MEASURE = WIDTH - LEFT - RIGHT
INK, MUTED, RULE = HexColor("#1d2530"), HexColor("#5a6675"), HexColor("#c9d1da")


def column_width() -> float:
    """Give the width of one of two columns."""
    return float(MEASURE - GUTTER) / 2


def style(name: str, report: Report, **changes: object) -> ParagraphStyle:
    """Return the paragraph style of that name, with the report's colour where it needs it."""
    narrow = report.part == "body" and report.meta["columns"] == 2
    size = 8.9 if narrow else 9.5
    base: dict[str, object] = {
        "fontName": "Vera", "fontSize": size, "leading": size * 1.48, "textColor": INK,
        "spaceAfter": 6,
    }  # fmt: skip
    special: dict[str, dict[str, object]] = {
        "body": {},
        "chapter": {"fontName": "VeraBd", "fontSize": 14 if narrow else 18, "spaceAfter": 9,
                    "leading": 18 if narrow else 23, "textColor": report.accent, "spaceBefore": 14},
        "section": {"fontName": "VeraBd", "fontSize": size + 1, "spaceBefore": 8, "spaceAfter": 4,
                    "leading": size * 1.5},
        "list": {"leftIndent": 13, "bulletIndent": 1, "spaceAfter": 3.5},
        "source": {"fontSize": 7.2, "leading": 10, "textColor": MUTED, "spaceAfter": 8},
        "caption": {"fontName": "VeraBd", "fontSize": 8, "leading": 11, "spaceBefore": 4,
                    "spaceAfter": 4},
        "cell": {"fontSize": 7.7, "leading": 10.6, "spaceAfter": 0},
        "head": {"fontName": "VeraBd", "fontSize": 7.7, "leading": 10.6, "textColor": white,
                 "spaceAfter": 0},
        "box": {"spaceAfter": 0, "fontSize": size - 0.3, "leading": size * 1.42},
        "entry": {"fontSize": 10, "leading": 16, "spaceBefore": 5},
    }  # fmt: skip
    return ParagraphStyle(name, **{**base, **special[name], **changes})


def draw_cover(canvas: Canvas, report: Report) -> None:
    """Draw the cover: a coloured field with a network across a border, and the title."""
    canvas.setFillColor(report.accent)
    canvas.rect(0, HEIGHT * 0.40, WIDTH, HEIGHT * 0.60, stroke=0, fill=1)
    draw_network(canvas)
    canvas.setFillColor(white)
    canvas.setFont("VeraBd", 11)
    canvas.drawString(LEFT, HEIGHT - 26 * mm, "Wegwijzer")
    meta, top = report.meta, HEIGHT * 0.40 - 22 * mm
    texts = (
        (meta["title"], "VeraBd", 25, 31, report.accent),
        (meta["subtitle"], "Vera", 12, 18, INK),
        (meta["line"], "Vera", 9, 14, MUTED),
    )
    for text, font, size, leading, ink in texts:
        form = ParagraphStyle("cover", fontName=font, fontSize=size, leading=leading, textColor=ink)
        made = Paragraph(html.escape(text), form)
        _, height = made.wrap(MEASURE, HEIGHT)
        made.drawOn(canvas, LEFT, top - height)
        top -= height + 7


def draw_network(canvas: Canvas) -> None:
    """Draw nodes and links on both sides of a dotted border."""
    nodes = [(28, 168), (52, 206), (58, 148), (84, 184), (92, 226), (94, 142), (122, 168),
             (128, 214), (150, 146), (158, 190), (182, 222), (186, 162)]  # fmt: skip
    canvas.setStrokeColor(white, alpha=0.55)
    canvas.setLineWidth(0.9)
    for i, (x, y) in enumerate(nodes):
        for other_x, other_y in nodes[i + 1 :]:
            if (x - other_x) ** 2 + (y - other_y) ** 2 < 2100:
                canvas.line(x * mm, y * mm, other_x * mm, other_y * mm)
    canvas.setFillColor(white)
    for i, (x, y) in enumerate(nodes):
        canvas.circle(x * mm, y * mm, (1.6 + i % 3 * 0.9) * mm, stroke=0, fill=1)
    canvas.setDash(1, 4)
    canvas.line(107 * mm, HEIGHT * 0.40, 107 * mm, HEIGHT)
    canvas.setDash()


def draw_frame(canvas: Canvas, report: Report, page: int) -> None:
    """Draw the running head and the page label."""
    label = report.label(page)
    canvas.setFillColor(MUTED)
    canvas.setStrokeColor(RULE)
    canvas.setFont("Vera", 7.5)
    if page > 1:
        canvas.drawString(LEFT, HEIGHT - 18 * mm, report.meta["head"])
        canvas.drawRightString(WIDTH - RIGHT, HEIGHT - 18 * mm, report.running)
        canvas.line(LEFT, HEIGHT - 20.5 * mm, WIDTH - RIGHT, HEIGHT - 20.5 * mm)
    canvas.drawString(LEFT, 14 * mm, f"Wegwijzer, {report.date(str(report.meta['date']))}")
    canvas.drawRightString(WIDTH - RIGHT, 14 * mm, label)


def templates(report: Report) -> list[PageTemplate]:
    """Make the page templates: cover, front, body (one or two columns) and annex."""
    high = HEIGHT - TOP - BOTTOM
    bare = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    wide = [Frame(LEFT, BOTTOM, MEASURE, high, **bare)]
    width = column_width()
    columns = [Frame(LEFT + i * (width + GUTTER), BOTTOM, width, high, **bare) for i in (0, 1)]
    body = wide if report.meta["columns"] == 1 else columns

    def begin(part: str) -> Callable[[Canvas, BaseDocTemplate], None]:
        def on_page(canvas: Canvas, doc: BaseDocTemplate) -> None:
            if part not in doc.begun:
                doc.begun.add(part)
                report.starts[part] = doc.page
                kind, prefix = LABELS[part]
                canvas.addPageLabel(doc.page - 1, kind, 1, prefix or None)
            if doc.page == 1:
                draw_cover(canvas, report)

        return on_page

    def end(canvas: Canvas, doc: BaseDocTemplate) -> None:
        draw_frame(canvas, report, doc.page)

    parts = [("cover", "front", wide), ("front", "front", wide), ("body", "body", body),
             ("annex", "annex", wide)]  # fmt: skip
    return [
        PageTemplate(name, frames, onPage=begin(part), onPageEnd=end)
        for name, part, frames in parts
    ]
