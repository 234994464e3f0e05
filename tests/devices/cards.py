"""The published sample cards and a few of our own, for every test of the readers."""

from __future__ import annotations

from devices.emulators.cards import CardText, EmulatedCard
from devices.events import CardKind

RESIDENT = CardText(
    CardKind.RESIDENT,
    name="张三",
    sex="1",
    nation_code="01",
    birth_date="19491231",
    address="北京市朝阳区某某街道1号",
    id_number="11010519491231002X",
    issuer="北京市公安局朝阳分局",
    valid_from="20200101",
    valid_to="长期",
)
HMT = CardText(
    CardKind.HMT_RESIDENCE,
    name="陈大文",
    sex="1",
    birth_date="19900101",
    address="广东省深圳市福田区某某路1号",
    id_number="810000199001010019",
    issuer="深圳市公安局",
    valid_from="20190101",
    valid_to="20240101",
    pass_number="H12345678",
    issue_count="01",
)
FOREIGNER_2017 = CardText(
    CardKind.FOREIGNER_2017,
    name="ERIKSSON, ANNA MARIA",
    sex="1",
    id_number="CAN110081080310",
    nationality="CAN",
    name_zh="安娜",
    valid_from="20170616",
    valid_to="20270615",
    birth_date="19810803",
    card_version="01",
    issuer_code="1500",
)
FOREIGNER_2023 = CardText(
    CardKind.FOREIGNER_2023,
    name_zh="安娜",
    sex="2",
    issue_count="00",
    birth_date="19810803",
    name="ERIKSSON, ANNA MARIA",
    id_number="911124198108030024",
    valid_from="20231201",
    valid_to="20331130",
    nationality="CAN",
)
APPENDED_ADDRESS = "北京市海淀区某某路2号"
RESIDENT_CARD = EmulatedCard.of(RESIDENT, APPENDED_ADDRESS)
