"""Takes out of a text what stands around an address: telephones, postcodes, persons, facts, numerals of tenants' names.

Runs on the simplified text before numerals are read: 张三 is no 张3, and 八方物业 behind 504 no room 5048.
"""

from __future__ import annotations

import re
from typing import Any

from hall_app.addresses.rules import either, load

_WORDS: dict[str, Any] = load("words")
# no room is called so: stands where a room may be hidden in a name, and has the text asked about
NO_DOOR = "XXX"
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_NUMERALS = "零〇一二三四五六七八九十百千"
_ROOM_FIGURES = "一二三四五六七八九"
_CALL = "联系电话|电话号码|手机号码|电话|手机号|手机|[Tt][Ee][Ll]"
_D = "[0-9OoIl]"  # a figure, also as a scanner reads it
_GAP = "[- ]{0,3}"
# a mobile; the city's code and a number; another city's; eight figures alone, which no door has; what is called so
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z])(?:\(?\+?86\)?[- ]?)?[1Il]{_D}{{2}}(?:{_D}{{8}}|(?:[- ]{{1,3}}{_D}{{4}}){{2}})(?![0-9A-Za-z])"
    rf"|(?<![0-9A-Za-z])\(? ?[0Oo]755 ?\)?{_GAP}{_D}{{3,4}}[- ]{{0,2}}{_D}{{4}}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])"
    rf"|(?<![0-9A-Za-z-])[2-8]{_D}{{7}}(?![0-9A-Za-z-])"
    rf"|(?<=[话机Ll])(?:号码?)?[:, ]*{_D}{{4}} {{1,2}}{_D}{{4}}(?![0-9A-Za-z])"
)
_EXTENSION = re.compile("\x1f(?:转|分机)[0-9]{1,5}")
# 邮编 5I8O33
_SCANNED_POST = re.compile("(?<![0-9A-Za-z-])5[1Il]8[0-9OoIl]{3}(?![0-9A-Za-z-])")
_FIGURES = str.maketrans("OoIl", "0011")
# 2号房号102B, 3栋房间号:501: the words that announce a number
_ANNOUNCED = re.compile(rf"(?:房间号码?|房号|室号|门牌号码?)[:, ]*(?=[0-9A-Za-z{_NUMERALS}幺])")
_GIVEN = rf"(?:{either(_WORDS['double_surnames'])}|[{_WORDS['surnames']}])[{_HAN}]{{1,2}}"
_EDGE = r"(?:^|(?<=[,; ()\x1f]))"
# 106王先生, 5A室李小明 before a telephone: behind a room no separator is needed
_BEHIND_ROOM = r"(?:(?<=[0-9]{3})|(?<=[0-9][A-Za-z])|(?<=[室房户]))"
_TITLES = either(_WORDS["titles"])
_PERSON = re.compile(
    rf"(?:{either(_WORDS['person_labels'])})[:, ]*[{_HAN}]{{2,4}}(?=$|[,; ()\x1f])"
    rf"|(?:{_EDGE}|{_BEHIND_ROOM}){_GIVEN}收?(?=[,; ()]*(?:{_CALL})?[,; ()]*\x1f)|(?<=\x1f){_GIVEN}收?(?=$|[,; ()])|(?:{_EDGE}|{_BEHIND_ROOM}){_GIVEN}(?:收|\(收\))(?=$|[,; ()])"
    rf"|(?:{_EDGE}|{_BEHIND_ROOM})[{_WORDS['surnames']}][{_HAN}]{{0,2}}(?:{_TITLES})收?(?=$|[,; ()\x1f])"
    rf"|(?:请?转交?|[烦托]请?转交?){_GIVEN}(?:收|\(收\))(?=$|[,; ()])"
)
_LABEL = "[0-9A-Za-z]{1,3}(?:[、,.][0-9A-Za-z]{1,3})*(?:栋|幢|座|号楼)"
# 一品鲜公司七零五, 六和堂商行六D, 三只熊超市二单元: what is the address's again behind the name
_AGAIN = (
    f"[{_ROOM_FIGURES}幺][{_ROOM_FIGURES}幺零〇洞]{{2,3}}(?![{_HAN}])"
    f"|[{_NUMERALS}]{{1,3}}(?:[A-Za-z](?![A-Za-z])|单元|层|楼)"
)
_SEGMENT = re.compile(
    rf"[{_HAN}]*[{_NUMERALS}][{_HAN}]*(?:{either(_WORDS['tenant_strong'])})(?!(?!广东|深圳|福田|{_AGAIN})[{_HAN}]|{_LABEL})"
)
# 802七天五金店梅林社区: right behind a number, whatever follows
_BEHIND = re.compile(
    rf"(?<=[0-9A-Za-z])(?![号栋座幢单层楼室房期路街巷坊区门梯]|[{_NUMERALS}]{{1,3}}[栋座幢号层楼单])[{_HAN}]{{0,3}}[{_NUMERALS}][{_HAN}]{{0,8}}?(?:{either(_WORDS['tenant_strong'])})"
)
# 3栋七零一晟通商行, 二期一〇二号店: a room in words is no part of the name behind it
_ROOM = re.compile(
    f"[{_ROOM_FIGURES}幺][{_ROOM_FIGURES}幺零〇洞]{{2,3}}(?![{_NUMERALS}幺洞])(?=[{_HAN}]{{2}})"
)
# 山国际一二零二优联工作室: so regular that it is a room wherever it stands; 三六零 and 五八 name firms
_SURE_ROOM = re.compile(
    f"(?<=[{_HAN}])(?<![{_NUMERALS}幺洞])[{_ROOM_FIGURES}幺]{{1,2}}[零〇洞][{_ROOM_FIGURES}幺](?![{_NUMERALS}幺洞])(?=[{_HAN}]{{2}})"
)
# 七〇二三味书屋: no house has 70 floors
_ROOM_AND_NAME = re.compile(
    f"[三四五六七八九][零〇洞][{_ROOM_FIGURES}](?=[{_ROOM_FIGURES}](?![{_NUMERALS}幺洞])[{_HAN}])"
)
# 八零四千里香: figures one by one are no thousands
_ROOM_BEFORE_TENS = re.compile(
    f"[{_ROOM_FIGURES}幺][{_ROOM_FIGURES}幺零〇洞]{{2,3}}(?=[十百千](?![{_NUMERALS}幺洞])[{_HAN}])"
)
# 二零四七天: 204 and a name, or 2047 and another
_TWO_ROOMS = re.compile(f"[{_ROOM_FIGURES}幺][{_ROOM_FIGURES}幺零〇洞][{_ROOM_FIGURES}幺][{_ROOM_FIGURES}]")
_ROOM_OR_NAME = re.compile(f"[{_ROOM_FIGURES}幺][{_NUMERALS}幺洞]{{2}}")
# 芦洲阁五零五: words that end names of tenants too, told by the room behind them
_HOUSE = re.compile(f".*[阁居庭轩府院](?={_ROOM.pattern})")
_PLACES = re.compile(".*(?:[路街巷坊栋座幢号层楼室期村苑厦园区户梯]|单元|社区|广场|中心|城)(?=.{2})")
_ORDINAL = re.compile(rf"第?[0-9{_NUMERALS}]{{1,2}}(?=(?:{either(_WORDS['tenant_ordinals'])})(?![{_HAN}]))")
# 405鑫旺五金: no 5
_HARDWARE = re.compile(f"(?<=[{_HAN}]{{2}})五金(?=(?:建材|机电|店|行)?(?![{_HAN}]))")
_LATIN = re.compile(rf"-?(?:{either(_WORDS['latin_noise'])})(?![A-Za-z])")
_NUMERAL = re.compile(f"[{_NUMERALS}](?!货)")
_LONG = re.compile("[0-9OoIl][0-9OoIl() -]{6}")
_POST_HINT = re.compile("5[1Il]8[0-9OoIl]*[OoIl]|5[Il]8")
# 2B零一瑞麟律师事务所: what follows a letter and begins with a zero is the room's
_DOOR_ON = re.compile(f"[零〇洞][{_ROOM_FIGURES}]")


def _telling(words: list[str]) -> re.Pattern[str]:
    """A character of each word that names of places rarely hold: one quick search tells most texts apart."""
    usual = set(
        "".join([*_WORDS["area_tails"], *_WORDS["road_tails"], *_WORDS["admin"], "社区街道号栋单元层室"])
    )
    return re.compile(
        "[" + "".join({next((c for c in word if c not in usual), word[-1]) for word in words}) + "]"
    )


_TENANTS = _telling([*_WORDS["tenant_strong"], *_WORDS["tenant_ordinals"]])
_PERSONS = _telling(["\x1f", "收", *_WORDS["person_labels"], *_WORDS["titles"]])
_TENANT_WORD = re.compile(either([*_WORDS["tenant_strong"], *_WORDS["tenant_ordinals"]]))
_LATINS = re.compile(either(_WORDS["latin_noise"]))


# what else forms carry: identity and credit codes, mail, chat names
_PAPERS = re.compile(
    r"(?<![0-9A-Za-z])(?:[1-9][0-9]{16}[0-9Xx]|9[0-9]{7}[0-9A-Z]{10})(?![0-9A-Za-z])|[0-9A-Za-z._-]+@[0-9A-Za-z-]+(?:\.[A-Za-z]+)+"
    rf"|(?:{either(_WORDS['paper_labels'])})[:, 为是]*[0-9A-Za-z_.@-]+"
)
_PAPERS_HINT = re.compile(rf"[0-9A-Za-z]{{18}}|@|{either(_WORDS['paper_labels'])}")
# 1、福田区…, (2)福田区…: the number of a line
_LINE_NUMBER = re.compile(
    rf"^ *(?:\(?[0-9]{{1,2}}\)[,.]?|[0-9]{{1,2}}[,.]) *(?=[{_HAN}]{{2}})(?![栋幢座号楼室单层期区路街巷坊])"
)
# 15/F 1503: the storey as Hong Kong writes it; the stroke is a separator by now
_STOREY = re.compile("(?<=[0-9]),F(?= |$)")
# 1 7 0 1: figures that a scanner set apart
_APART = re.compile(r"(?<![0-9A-Za-z-])(?<![0-9A-Za-z-] )[0-9](?: [0-9]){2,3}(?! ?[0-9A-Za-z-])")
_APART_HINT = re.compile("[0-9] [0-9] [0-9]")
# 面积89.5平方米, 2023年入住, 租期2024-05-01至2025-04-30, 共6层, 两房一厅: figures that are none of the address
_COUNT = "[0-9一二两三四五六七八九十]{1,2}"
_ENDS = either(_WORDS["fact_ends"])
_DATE = (
    rf"(?:19|20)[0-9]{{2}}(?:年(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?|(?={_ENDS}|至今|[至到](?:19|20))|(?![{_HAN}0-9]))"
    r"|[-./][0-9]{1,2}[-./][0-9]{1,2}(?![0-9]))"
)
_FACT = re.compile(
    rf"(?:{either(_WORDS['fact_labels'])})[:, 约为是]*[0-9][0-9.,年月日至到起止/ -]*(?:{either(_WORDS['fact_units'])})?"
    rf"|(?<![0-9A-Za-z.-])[0-9]+(?:\.[0-9]+)?(?:{either([u for u in _WORDS['fact_units'] if u not in '元年月'])})(?![{_HAN}])"
    rf"|(?:^|(?<=[ ,;(室房户])){_DATE}(?:[ ,]*[至到-][ ,]*(?:{_DATE}|今))?(?:{_ENDS})*"
    rf"|(?:共|总高|总共){_COUNT}层|{_COUNT}[房室]{_COUNT}厅(?:{_COUNT}[卫厨]){{0,2}}"
)
_FACTS = re.compile(
    "面积|平方|平米|m2|[0-9]年|(?:19|20)[0-9]{2}[-./]|[租押]|[共高][0-9一二三四五六七八九十]|厅"
)


# 12**, 120?, □□室: figures that nobody can read
_MASKED = re.compile(r"[0-9A-Za-z]*[*□■][0-9A-Za-z*□■]*|__+|[0-9A-Za-z]+\?+")
# 504楼上, 3栋501室同层: another door than the one named
_UPSTAIRS = re.compile(f"(?<=[0-9A-Za-z室房])(楼上|楼下|同层|同楼层)(?![{_HAN}0-9])")
_DOUBTFUL = re.compile("[*□■?]|__|楼上|楼下|同层|同楼")


_BRANCH = re.compile(
    rf"(?<=[{_HAN}]{{2}})\((?:深圳|广东|中国|福田|香港|深圳市|广东省)\)(?=[{_HAN}]{{0,8}}(?:公司|集团))"
)


def without_surroundings(text: str) -> str:
    """The text without telephones, persons and facts; numerals inside a tenant's name become 某."""
    if _FACTS.search(text):
        text = _FACT.sub(",", text)
    text = _LINE_NUMBER.sub("", text)
    if ",F" in text:
        text = _STOREY.sub("F", text)
    if _PAPERS_HINT.search(text):
        text = _PAPERS.sub(",", text)
    if _APART_HINT.search(text):
        text = _APART.sub(lambda found: found[0].replace(" ", ""), text)
    if _DOUBTFUL.search(text):
        text = _UPSTAIRS.sub(r",\1", _MASKED.sub(f",{NO_DOOR},", text)).replace("?", ",")
    if _LONG.search(text):
        text = _EXTENSION.sub("\x1f", _PHONE.sub("\x1f", text))
    if _POST_HINT.search(text):
        text = _SCANNED_POST.sub(lambda found: found[0].translate(_FIGURES), text)
    if "房" in text or "室号" in text or "门牌" in text:
        text = _ANNOUNCED.sub(",", text)
    if _PERSONS.search(text):
        text = _PERSON.sub(",", text).replace("\x1f", ",")
    if _TENANTS.search(text) and _TENANT_WORD.search(text):
        if "(" in text:
            text = _BRANCH.sub("", text)
        text = _SEGMENT.sub(_without_numerals, _BEHIND.sub(_all_hidden, _ORDINAL.sub(_hidden, text)))
    if "五金" in text:
        text = _HARDWARE.sub("某金", text)
    if _LATINS.search(text):
        text = _LATIN.sub(",", text)
    return text


def _hidden(found: re.Match[str]) -> str:
    """A separator before the name, so that the room in front keeps apart."""
    return "某" if found[0][0] in _NUMERALS or found[0][0] == "第" else found[0]


def _door_on(found: re.Match[str]) -> str:
    """The figures of a room that began with a letter, where the name of a tenant goes on behind them."""
    before = found.string[found.start() - 1 : found.start()].upper()
    door = _DOOR_ON.match(found[0]) if "A" <= before <= "Z" else None
    return door[0] if door else ""


def _all_hidden(found: re.Match[str]) -> str:
    door = _door_on(found)
    return (door and door + ",") + _NUMERAL.sub("某", found[0][len(door) :])


def _without_numerals(found: re.Match[str]) -> str:
    """Hide the numerals behind the last word of a place; before it they are the place's, and right behind it the room's.

    What buildings follow is no tenant: 五洲宾馆3栋.
    """
    text = found[0]
    before = found.string[found.start() - 1 : found.start()]
    if door := _door_on(found):
        return door + "," + _NUMERAL.sub("某", text[len(door) :])
    at = place.end() if (place := _PLACES.match(text)) else 0
    at = place.end() if (place := _HOUSE.match(text, at)) else at
    behind = at or before == "-" or before == ")" and _SURE_ROOM.match(f"区{text}", 1) is not None
    room = None
    if behind:
        room = _ROOM_AND_NAME.match(text, at) or _ROOM_BEFORE_TENS.match(text, at) or _ROOM.match(text, at)
    room = room or _SURE_ROOM.search(text, at)
    if room is not None:
        doubt = f",{NO_DOOR}," if _TWO_ROOMS.fullmatch(room[0]) else ","
        return text[: room.end()] + doubt + _NUMERAL.sub("某", text[room.end() :])
    doubt = f",{NO_DOOR}," if behind and _ROOM_OR_NAME.match(text, at) else ""
    return text[:at] + doubt + _NUMERAL.sub("某", text[at:])
