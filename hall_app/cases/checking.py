"""Checking what is typed into a field, by its kind; pure, any thread."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from hall_app.errors import InputRefused
from hall_app.identity.id_numbers import NumberRefused, read_number

MAX_TEXT = 200
_MOBILE = re.compile(r"1\d{10}\Z")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}\Z")
_DATE = re.compile(r"(\d{4})(?:[-/.年])?(\d{1,2})(?:[-/.月])?(\d{1,2})日?\Z")
_SHORT_DATE = re.compile(r"(\d{2})(\d{2})\Z")
_SPLIT_DATE = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?\Z")
_NEAR_DAYS = {"今天": 0, "昨天": -1, "明天": 1, "前天": -2, "后天": 2}
_MOST_MONEY = Decimal(1000000000000)


def check_value(kind: str, text: str, today: date) -> str:
    """The value as it is stored, from what was typed. Raises InputRefused with what is wrong and an example."""
    value = unicodedata.normalize("NFC", text).strip()
    if not value:
        raise InputRefused("还没有填", "请填写")
    if len(value) > MAX_TEXT:
        raise InputRefused(f"太长，最多 {MAX_TEXT} 字", "请缩短")
    if any(unicodedata.category(char) in {"Cc", "Cs", "Co"} for char in value):
        raise InputRefused("含有不能使用的字符", "请重新输入")
    checker = _CHECKERS.get(kind)
    return checker(_half_width(value), today) if checker else value


def read_date(text: str, today: date) -> date:
    """20260617, 2026-6-17, 0617 or 6-17 (this year), 今天. Raises InputRefused."""
    text = _half_width(text).strip()
    if text in _NEAR_DAYS:
        return today + timedelta(days=_NEAR_DAYS[text])
    full = _DATE.match(text)
    if full and (len(text) == 8 or not text.isdigit()):
        return _day(int(full[1]), int(full[2]), int(full[3]))
    short = _SHORT_DATE.match(text) or _SPLIT_DATE.match(text)
    if short:
        return _day(today.year, int(short[1]), int(short[2]))
    raise InputRefused("日期看不懂", "请写成 20260617、0617 或 今天")


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise InputRefused("没有这一天", "请核对日期") from None
    if not 1850 <= found.year <= 2200:
        raise InputRefused("年份不对", "请核对日期")
    return found


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _check_phone(text: str, _today: date) -> str:
    digits = re.sub(r"[\s()]", "", text)
    digits = re.sub(r"^\+?86-?(?=1\d{10}$)", "", digits)
    if _MOBILE.match(digits) or _MOBILE.match(digits.replace("-", "")):
        return digits.replace("-", "")
    if _LANDLINE.match(digits):
        return digits
    raise InputRefused("电话号码位数不对", "手机 11 位，固定电话可带区号，如 0755-80000000")


def _check_date(text: str, today: date) -> str:
    return read_date(text, today).isoformat()


def _check_id_number(text: str, today: date) -> str:
    try:
        return read_number(text, today).text
    except NumberRefused as refused:
        raise InputRefused(refused.words, "请核对证件后重新输入") from refused


def _check_money(text: str, _today: date) -> str:
    try:
        amount = Decimal(re.sub(r"[,，\s元￥¥]", "", text))
    except InvalidOperation:
        raise InputRefused("金额看不懂", "请只写数字，如 3500 或 3500.50") from None
    if not amount.is_finite() or amount < 0 or amount >= _MOST_MONEY:
        raise InputRefused("金额不对", "请核对")
    if amount != amount.quantize(Decimal("0.01")):
        raise InputRefused("金额最多两位小数", "请核对")
    return f"{amount.quantize(Decimal('0.01')):f}".removesuffix(".00")


def _check_number(text: str, _today: date) -> str:
    if not re.fullmatch(r"-?\d{1,12}(?:\.\d{1,6})?", text):
        raise InputRefused("这里要填数字", "请只写数字")
    return text


_CHECKERS = {
    "phone": _check_phone,
    "date": _check_date,
    "id_number": _check_id_number,
    "money": _check_money,
    "number": _check_number,
}
