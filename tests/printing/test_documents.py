from __future__ import annotations

import io
import subprocess
import threading
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from printing.content import (
    PERSONAL_FIELDS,
    ReceivedMaterial,
    RefusalGround,
    VoidMark,
    long_date_text,
    minute_text,
)
from printing.document import LEFT, MARGIN, PAGE_HEIGHT, RIGHT, Sheet
from printing.documents import (
    render_materials,
    render_receipt,
    render_refusal,
    render_result,
    render_supplement,
    warm_up,
)
from printing.documents.materials import lay_out_materials
from printing.documents.receipt import lay_out_receipt
from printing.documents.refusal import lay_out_refusal
from printing.documents.result import lay_out_result
from printing.documents.supplement import lay_out_supplement
from printing.fonts import default_chain
from printing.preview import render_pages
from tests.printing.contents import (
    LONG_NAME,
    QR_CASE,
    RARE,
    materials,
    moment,
    receipt,
    refusal,
    result,
    supplement,
)

KINDS: list[tuple[Callable[..., Any], Callable[[Any], bytes], Callable[[Any], Sheet]]] = [
    (receipt, render_receipt, lay_out_receipt),
    (result, render_result, lay_out_result),
    (supplement, render_supplement, lay_out_supplement),
    (refusal, render_refusal, lay_out_refusal),
    (materials, render_materials, lay_out_materials),
]
kinds = pytest.mark.parametrize(
    ("make", "render", "lay_out"), KINDS, ids=["receipt", "result", "supplement", "refusal", "materials"]
)


VOID = VoidMark("录错申请人", "何静", moment(10, 4))


def poppler_text(pdf: bytes) -> str:
    done = subprocess.run(
        ["/usr/bin/pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, timeout=30, check=True
    )
    return done.stdout.decode()


def pypdf_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("extract", [poppler_text, pypdf_text])
def test_every_fact_of_the_receipt_can_be_copied(extract: Callable[[bytes], str]) -> None:
    content = receipt(applicant=f"林{RARE}", agent="𫖯燕")

    text = squeezed(extract(render_receipt(content)))

    for fact in (
        content.document_number,
        content.case_number,
        content.ticket_number,
        content.query_code,
        content.item,
        content.agency,
        content.hall,
        content.window,
        content.applicant,
        content.agent,
        content.id_masked,
        content.phone_masked,
        minute_text(content.received_at),
        minute_text(content.accepted_at),
        content.statutory_limit,
        long_date_text(content.due_date),
        content.due_note,
        content.fee,
        *(m.name for m in content.received),
        *content.exempt,
        "工作证明，2026年6月25日前补交",
        content.special_procedures_note,
        content.enquiry,
        content.collection,
        content.clerk,
        content.privacy_notice,
        content.qr_caption,
        "签收",
        "受理专用章",
    ):
        assert squeezed(fact) in text, fact
    assert QR_CASE not in text


def test_the_rare_glyphs_come_out_once_each_in_both_readers() -> None:
    pdf = render_receipt(receipt(applicant=LONG_NAME))

    assert LONG_NAME in poppler_text(pdf)
    assert LONG_NAME in pypdf_text(pdf)


def test_a_character_no_font_has_is_a_box_that_still_copies() -> None:
    pdf = render_receipt(receipt(applicant="林\U0010fffd燕"))

    assert "林\U0010fffd燕" in squeezed(poppler_text(pdf))


def test_supplement_and_refusal_say_what_the_law_asks() -> None:
    notice = squeezed(poppler_text(render_supplement(supplement())))
    for fact in (
        "以上为需补正的全部内容。补齐后5个工作日内决定是否受理。",
        "请出租人在合同第4页签名后补交",
        "可拍照由代办点上传",
        "逾期未补正的",
        "请于2026年7月2日",
        "需补正以下2项",
    ):
        assert fact in notice
    for row in supplement().rows:
        assert squeezed(row.problem) in notice

    text = squeezed(poppler_text(render_refusal(refusal())))
    assert "请向深圳市福田区城市管理和综合执法局申请" in text
    assert "60日内向深圳市福田区人民政府申请行政复议" in text
    assert "6个月内向深圳市盐田区人民法院起诉" in text


@pytest.mark.parametrize("ground", list(RefusalGround))
def test_exactly_the_ground_that_applies_is_ticked(ground: RefusalGround) -> None:
    sheet = lay_out_refusal(refusal(ground=ground))
    texts = sheet.page.texts
    boxes = [mark for mark in texts if mark.text.startswith("□")]
    ticks = [mark for mark in texts if mark.text == "√"]

    assert len(boxes) == 3
    assert len(ticks) == 1
    ticked = min(boxes, key=lambda mark: abs(mark.y - ticks[0].y))
    words = {"no_licence_needed": "不需要取得许可", "not_this_agency": "不属于本机关", "other": "其他"}
    assert words[ground.value] in ticked.text
    assert [mark.bold for mark in boxes].count(True) == 1


@kinds
def test_the_same_content_is_the_same_file(make: Any, render: Any, lay_out: Any) -> None:
    assert render(make()) == render(make())
    assert render(make()) != render(make(case_number="LH260617-9999"))


@kinds
def test_marks_of_practice_reprint_and_void(make: Any, render: Any, lay_out: Any, tmp_path: Path) -> None:
    plain = lay_out(make())
    assert all(not page.watermark for page in plain.pages)
    assert "演示" not in poppler_text(render(make()))

    practice = lay_out(make(practice=True))
    assert [page.watermark for page in practice.pages] == ["演示"] * len(practice.pages)
    assert "演示数据，不作凭证" in poppler_text(render(make(practice=True)))
    assert "补打 2" in poppler_text(render(make(reprint=2)))
    assert lay_out(make(void=VOID)).page.watermark == "作废"
    assert lay_out(make(void=VOID, practice=True)).page.watermark == "演示作废"
    void = squeezed(poppler_text(render(make(void=VOID))))
    assert "本文书已作废：录错申请人（何静，2026-06-1710:04）" in void


def test_a_second_notice_says_what_it_is_about() -> None:
    assert "补交的材料仍不齐全" in squeezed(poppler_text(render_supplement(supplement(again=True))))
    assert "补交的材料仍不齐全" not in squeezed(poppler_text(render_supplement(supplement())))


def test_the_certificate_of_materials_says_what_came_and_what_follows() -> None:
    text = squeezed(poppler_text(render_materials(materials())))
    assert "容缺材料接收凭证" in text
    assert "还要补交：工作证明，2026年6月25日前。" in text
    assert "办理期限不变。" in text


def read_codes(picture: Path) -> list[str]:
    command = ["/usr/bin/zbarimg", "-q", "--raw", str(picture)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=30, check=False
    ).stdout.splitlines()


@kinds
def test_it_is_one_a5_page_whose_code_can_be_read(
    make: Any, render: Any, lay_out: Any, tmp_path: Path
) -> None:
    pdf = render(make(practice=True))
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert (round(float(width) * 25.4 / 72), round(float(height) * 25.4 / 72)) == (148, 210)

    (page,) = render_pages(pdf, 1000)
    picture = tmp_path / "page.png"
    picture.write_bytes(page.png())
    assert read_codes(picture) == [QR_CASE]


@kinds
def test_the_code_is_at_least_22_mm(make: Any, render: Any, lay_out: Any) -> None:
    (code,) = lay_out(make()).page.codes
    assert code.side * 25.4 / 72 >= 22


LONG = "深圳市福田区莲花街道景田社区锦云二路云锦苑三栋乙座住户家庭成员身份证明及户籍材料（含全部内页复印件）"


def overlong(make: Any) -> Any:
    """The content with every text as long as could be, 15-character names and 40 materials."""
    changes: dict[str, Any] = {
        "applicant": LONG_NAME,
        "agent": LONG_NAME,
        "item": LONG,
        "agency": LONG,
        "enquiry": LONG * 3,
    }
    names = {f.name for f in fields(make())}
    if "received" in names:
        changes["received"] = tuple(ReceivedMaterial(f"{LONG}{n}", "原件及复印件", n, n) for n in range(40))
    if "rows" in names:
        row = make().rows[0]
        changes["rows"] = tuple(type(row)(LONG, LONG, LONG * 2, LONG, LONG) for _ in range(9))
    if "reasons" in names:
        changes["reasons"] = tuple(LONG * 3 for _ in range(8))
    return make(**changes)


@kinds
def test_long_contents_flow_over_numbered_pages_and_nothing_leaves_the_margins(
    make: Any, render: Any, lay_out: Any
) -> None:
    sheet = lay_out(overlong(make))
    total = len(sheet.pages)

    assert total >= 2
    for number, page in enumerate(sheet.pages, 1):
        assert f"第 {number} 页 共 {total} 页" in [mark.text for mark in page.texts]
        for mark in page.texts:
            assert mark.x >= LEFT - 0.01, mark.text
            assert mark.x + sheet.chain.text_width(mark.text, mark.size) <= RIGHT + 0.5, mark.text
            assert MARGIN - 0.01 <= mark.y <= PAGE_HEIGHT - MARGIN, mark.text
        for rule in page.rules:
            assert min(rule.y1, rule.y2) >= MARGIN
            assert max(rule.x1, rule.x2) <= RIGHT + 0.01
    text = squeezed(poppler_text(render(overlong(make))))
    assert squeezed(LONG_NAME) in text
    assert "签收" in squeezed("".join(mark.text for mark in sheet.pages[-1].texts))


def test_a_text_longer_than_a_page_is_split_and_complete() -> None:
    words = "".join(f"第{n}条" for n in range(900))

    pdf = render_result(result(conclusion=words))

    copied = squeezed(pypdf_text(pdf))
    assert all(f"第{n}条" in copied for n in range(0, 900, 50))
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 3


def test_the_drawn_page_has_ink_in_the_margins_nowhere() -> None:
    (page,) = render_pages(render_receipt(receipt()), 888)
    grey = Image.frombytes("RGBA", (page.width, page.height), page.rgba).convert("L")
    box = grey.point(lambda level: 255 if level < 200 else 0).getbbox()

    dots_per_mm = 888 / 148
    assert box is not None
    assert box[0] >= 9.5 * dots_per_mm
    assert box[2] <= 138.5 * dots_per_mm
    assert box[1] >= 9.5 * dots_per_mm
    assert box[3] <= 200.5 * dots_per_mm


@kinds
def test_names_cannot_inject_pdf_syntax(make: Any, render: Any, lay_out: Any) -> None:
    name = ") Tj ET Q (\\\r\n%%EOF\x00"

    assert squeezed(") Tj ET Q (\\ %%EOF") in squeezed(poppler_text(render(make(applicant=name))))


@kinds
def test_repr_shows_no_person(make: Any, render: Any, lay_out: Any) -> None:
    content = make(agent="周立")
    shown = repr(content)

    for field in fields(content):
        if field.name in PERSONAL_FIELDS and isinstance(value := getattr(content, field.name), str) and value:
            assert value not in shown, field.name
    assert content.case_number in shown


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_receipt(receipt(accepted_at=moment(10, 3).replace(tzinfo=None)))


def test_times_are_shown_on_the_halls_clock() -> None:
    from datetime import UTC

    late = moment(0, 30).astimezone(UTC)
    assert minute_text(late) == "2026-06-17 00:30"
    assert long_date_text(late) == "2026年6月17日"


def test_threads_may_render_at_once() -> None:
    expected = render_receipt(receipt(applicant=LONG_NAME))
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(render_receipt(receipt(applicant=LONG_NAME))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert found == [expected] * 6


def test_everything_can_be_loaded_ahead() -> None:
    warm_up()

    assert default_chain().loaded_names[:1] == ("WQYZenHei",)
