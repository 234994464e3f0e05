"""receipt_pdf: one receipt against a bare reportlab page with the same text and fonts, in the same run. Prints JSON."""

from __future__ import annotations

import gc
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from printing.content import HALL_ZONE, DeferredMaterial, ReceiptContent, ReceivedMaterial
from printing.documents.receipt import lay_out_receipt, render_receipt
from printing.fonts import default_chain

ROUNDS = 200


def content(number: int) -> ReceiptContent:
    """Another case each time, so that no QR code or line is remembered from the last."""
    return ReceiptContent(
        document_number=f"福莲政服受〔2026〕{number:05d}号",
        case_number=f"LH260617-{number:04d}",
        ticket_number="A037",
        query_code="483920",
        item="深圳经济特区居住证申领",
        agency="深圳市公安局福田分局",
        hall="莲花街道政务服务大厅",
        window="08 号窗口",
        applicant="林晓燕",
        id_masked="4403**********2727",
        phone_masked="100****0951",
        received_at=datetime(2026, 6, 17, 10, 2, tzinfo=HALL_ZONE),
        accepted_at=datetime(2026, 6, 17, 10, 3, tzinfo=HALL_ZONE),
        statutory_limit="15 个工作日",
        due_date=date(2026, 7, 2),
        due_note="10 个工作日，已扣端午",
        fee="不收费",
        received=(ReceivedMaterial("制证相片", "现场拍摄", 1), ReceivedMaterial("就业承诺书", "原件", 1, 2)),
        exempt=("居民身份证", "居住登记凭证", "房屋租赁备案", "社保参保证明"),
        deferred=(DeferredMaterial("工作证明", date(2026, 6, 25)),),
        enquiry="凭查询码到任一窗口查询，咨询电话 0755-80000000。",
        collection="邮寄到住址（莲花街道景田社区锦云二路18号云锦苑3栋B座1204）",
        clerk="何静",
        privacy_notice="为办理本事项读取身份证信息并核对人口库、房屋库，保存至办结后 3 年，可向本窗口查询、更正。",
        qr_text=f"FTZW1|440304000000000744030400020260617{number:04d}000|LH260617-{number:04d}|1a2b3c4d",
    )


def bare_page(number: int) -> bytes:
    """The same strings at the same places in the same fonts and sizes, and nothing else."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A5, invariant=1)
    for x, y, font, size, text in PLACED:
        canvas.setFont(font, size)
        canvas.drawString(x, y, text.replace("0000", f"{number:04d}"))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def placed() -> list[tuple[float, float, str, float, str]]:
    """What the receipt writes, run by run."""
    chain = default_chain()
    runs: list[tuple[float, float, str, float, str]] = []
    for page in lay_out_receipt(content(0)).pages:
        for mark in page.texts:
            x = mark.x
            for run in chain.runs(mark.text):
                runs.append((x, mark.y, run.font.name if run.font else "Helvetica", mark.size, run.text))
                x += chain.text_width(run.text, mark.size)
    return runs


def timed(make: Callable[[int], bytes], number: int) -> float:
    """Milliseconds of one document."""
    started = time.perf_counter()
    make(number)
    return (time.perf_counter() - started) * 1000


def percentile(values: list[float], share: float) -> float:
    """A value of the sorted list."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


PLACED = placed()


def main() -> None:
    """Measure in turns, so that both feel the same machine."""
    for number in range(20):
        bare_page(number)
        render_receipt(content(number))
    ours: list[float] = []
    bare: list[float] = []
    gc.disable()
    for number in range(1000, 1000 + ROUNDS):
        gc.collect(0)
        bare.append(timed(bare_page, number))
        document = content(number)
        ours.append(timed(lambda _, d=document: render_receipt(d), number))
    value, limit = statistics.median(ours), statistics.median(bare)
    answer = {
        "name": "receipt_pdf",
        "value": round(value, 3),
        "unit": "ms",
        "p50": round(percentile(ours, 0.5), 3),
        "p99": round(percentile(ours, 0.99), 3),
        "limit_name": "bare reportlab page with the same text and fonts",
        "limit": round(limit, 3),
        "ratio": round(value / limit, 3),
    }
    print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
