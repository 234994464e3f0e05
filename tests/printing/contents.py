"""Contents that the tests print: demo people of area 440399 only, and the rare glyphs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from printing.content import (
    HALL_ZONE,
    DefectRow,
    DeferredMaterial,
    IssuedResult,
    MaterialsContent,
    ReceiptContent,
    ReceivedMaterial,
    RefusalContent,
    RefusalGround,
    ResultContent,
    SupplementContent,
    TicketContent,
)

QR_CASE = "FTZW1|4403040000000007440304000202606170042000|LH260617-0042|1a2b3c4d"
QR_TICKET = "FTZT1|LH|20260617|A037|1a2b3c4d"
RARE = "𠮷䶮㛃"
LONG_NAME = "欧阳𠮷䶮㛃阿卜杜热合曼买买提江"
_WHO: dict[str, Any] = {
    "applicant": "林晓燕",
    "id_masked": "4403**********2727",
    "phone_masked": "100****0951",
    "hall": "莲花街道政务服务大厅",
    "window": "08 号窗口",
    "clerk": "何静",
    "agency": "深圳市公安局福田分局",
    "enquiry": "凭查询码到任一窗口查询，咨询电话 0755-80000000。",
    "qr_text": QR_CASE,
}
PRIVACY = "为办理本事项读取身份证信息并核对人口库、房屋库，保存至办结后 3 年，可向本窗口查询、更正。"


def moment(hour: int, minute: int) -> datetime:
    return datetime(2026, 6, 17, hour, minute, tzinfo=HALL_ZONE)


def ticket(**changes: Any) -> TicketContent:
    content = TicketContent(
        hall="莲花街道政务服务大厅",
        practice=True,
        number="A037",
        business="个人事务",
        ahead=9,
        minutes=20,
        taken_at=moment(9, 51),
        note="过号请到导办台",
        qr_text=QR_TICKET,
    )
    return replace(content, **changes)


def receipt(**changes: Any) -> ReceiptContent:
    content = ReceiptContent(
        document_number="福莲政服受〔2026〕00042号",
        case_number="LH260617-0042",
        ticket_number="A037",
        query_code="483920",
        item="深圳经济特区居住证申领",
        received_at=moment(10, 2),
        accepted_at=moment(10, 3),
        statutory_limit="15 个工作日",
        due_date=date(2026, 7, 2),
        due_note="10 个工作日，已扣端午",
        fee="不收费",
        received=(
            ReceivedMaterial("制证相片", "现场拍摄", 1),
            ReceivedMaterial("就业承诺书", "原件", 1, 2),
        ),
        exempt=("居民身份证", "居住登记凭证", "房屋租赁备案", "社保参保证明"),
        deferred=(DeferredMaterial("工作证明", date(2026, 6, 25)),),
        collection="邮寄到住址（莲花街道景田社区锦云二路18号云锦苑3栋B座1204）",
        privacy_notice=PRIVACY,
        **_WHO,
    )
    return replace(content, **changes)


def result(**changes: Any) -> ResultContent:
    content = ResultContent(
        document_number="福莲政服准〔2026〕00008号",
        case_number="LH260617-0043",
        ticket_number="A037",
        query_code="129307",
        item="高龄老人津贴申请",
        received_at=moment(10, 2),
        decided_at=moment(10, 4),
        conclusion="经核对，符合条件，准予发放，自 2026 年 7 月起按月发放到本人社会保障卡。",
        results=(IssuedResult("高龄老人津贴发放登记", "GL440304202606170008", "长期"),),
        fee="不收费",
        received=(ReceivedMaterial("高龄老人津贴申请表", "原件", 1, 1),),
        exempt=("居民身份证", "户籍信息"),
        collection="当场领取",
        privacy_notice=PRIVACY,
        **_WHO,
    )
    return replace(content, **changes)


def supplement(**changes: Any) -> SupplementContent:
    content = SupplementContent(
        document_number="福莲政服补〔2026〕00003号",
        case_number="LH260617-0043",
        ticket_number="A037",
        item="住房租赁合同备案（续期）",
        applied_at=moment(10, 2),
        issued_at=moment(10, 3),
        rows=(
            DefectRow(
                "租赁合同",
                "未签章：缺出租人签名",
                "请出租人在合同第 4 页签名后补交",
                "《商品房屋租赁管理办法》第十四条",
                "可拍照由代办点上传",
            ),
            DefectRow(
                "房产证复印件",
                "缺少：缺附图页",
                "请补交房产证附图页",
                "《商品房屋租赁管理办法》第十五条",
                "手机拍清楚也可",
            ),
        ),
        due_date=date(2026, 7, 2),
        due_note="10 个工作日",
        channels="窗口、代办点、扫码上传",
        whole_note="以上为需补正的全部内容。补齐后 5 个工作日内决定是否受理。",
        lateness="逾期未补正的，本次申请按未受理终止，材料退还，可重新申请。",
        **_WHO,
    )
    return replace(content, **changes)


def refusal(**changes: Any) -> RefusalContent:
    content = RefusalContent(
        document_number="福莲政服不受〔2026〕00001号",
        case_number="LH260617-0044",
        ticket_number="A038",
        item="户外招牌设置备案",
        applied_at=moment(10, 12),
        issued_at=moment(10, 15),
        ground=RefusalGround.NOT_THIS_AGENCY,
        right_agency="深圳市福田区城市管理和综合执法局",
        legal_basis="《中华人民共和国行政许可法》第三十二条第一款第二项",
        reasons=("招牌设在市管道路红线内，由区城市管理和综合执法局受理。",),
        court="深圳市盐田区人民法院",
        **_WHO,
    )
    return replace(content, **changes)


def materials(**changes: Any) -> MaterialsContent:
    content = MaterialsContent(
        document_number="福莲政服收〔2026〕00005号",
        case_number="LH260617-0042",
        ticket_number="A037",
        item="深圳经济特区居住证申领",
        title="容缺材料接收凭证",
        received_at=moment(10, 2),
        received=(ReceivedMaterial("就业承诺书", "原件", 1, 2),),
        still_out=(DeferredMaterial("工作证明", date(2026, 6, 25)),),
        effect="容缺的材料已收到，办件继续办理，办理期限不变。",
        **_WHO,
    )
    return replace(content, **changes)
