"""Frames of GA/T 467: the published bytes, and a parser that no stream can upset."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emulators.cards import encode_appended_address, encode_text_block
from devices.sam.protocol import (
    MAX_BUFFERED,
    MAX_LENGTH,
    PREAMBLE,
    Command,
    FrameParser,
    Status,
    build_frame,
    build_request,
    build_response,
    is_emulated_sam,
    is_plausible,
    parse_response,
    sam_id_bytes,
    sam_id_text,
    set_max_rf_bytes,
    split_base_data,
)
from tests.devices.cards import APPENDED_ADDRESS, RESIDENT, RESIDENT_CARD

REQUESTS = {
    Command.RESET: "AA AA AA 96 69 00 03 10 FF EC",
    Command.STATUS: "AA AA AA 96 69 00 03 11 FF ED",
    Command.SAM_ID: "AA AA AA 96 69 00 03 12 FF EE",
    Command.FIND: "AA AA AA 96 69 00 03 20 01 22",
    Command.SELECT: "AA AA AA 96 69 00 03 20 02 21",
    Command.READ_BASE: "AA AA AA 96 69 00 03 30 01 32",
    Command.READ_WITH_FINGERPRINTS: "AA AA AA 96 69 00 03 30 10 23",
    Command.READ_APPENDED_ADDRESS: "AA AA AA 96 69 00 03 30 03 30",
    Command.READ_MANAGEMENT_NUMBER: "AA AA AA 96 69 00 03 30 05 36",
    Command.BAUD_115200: "AA AA AA 96 69 00 03 60 00 63",
    Command.BAUD_57600: "AA AA AA 96 69 00 03 60 01 62",
    Command.BAUD_38400: "AA AA AA 96 69 00 03 60 02 61",
    Command.BAUD_19200: "AA AA AA 96 69 00 03 60 03 60",
    Command.BAUD_9600: "AA AA AA 96 69 00 03 60 04 67",
}
CHECKSUMS = {
    0x90: 0x94,
    0x80: 0x84,
    0x81: 0x85,
    0x41: 0x45,
    0x91: 0x95,
    0x10: 0x14,
    0x11: 0x15,
    0x21: 0x25,
    0x23: 0x27,
    0x24: 0x20,
    0x31: 0x35,
    0x32: 0x36,
    0x33: 0x37,
    0x40: 0x44,
    0x47: 0x43,
    0x60: 0x64,
    0x66: 0x62,
}
SAM_ID_FRAME = bytes.fromhex(
    "AA AA AA 96 69 00 14 00 00 90 05 00 01 00 AF DC 32 01 15 CD 5B 07 B1 68 DE 3A 79"
)


@pytest.mark.parametrize("command", REQUESTS)
def test_requests_are_the_published_bytes(command: Command) -> None:
    assert build_request(command) == bytes.fromhex(REQUESTS[command])


def test_max_rf_bytes() -> None:
    assert set_max_rf_bytes(0x50) == bytes.fromhex("AA AA AA 96 69 00 04 61 FF 50 CA")


@pytest.mark.parametrize(("status", "check"), CHECKSUMS.items())
def test_short_responses_are_the_published_bytes(status: int, check: int) -> None:
    frame = build_response(status)
    assert frame == PREAMBLE + bytes((0, 4, 0, 0, status, check))
    (body,) = FrameParser().feed(frame)
    assert parse_response(body).status == status


def test_find_and_select_answers() -> None:
    assert build_response(Status.FOUND, bytes(4))[-1] == 0x97
    assert build_response(Status.OK, bytes(8))[-1] == 0x9C


def test_sam_id() -> None:
    (body,) = FrameParser().feed(SAM_ID_FRAME)
    text = sam_id_text(parse_response(body).data)
    assert text == "05.01-20110511-0123456789-0987654321"
    assert build_response(Status.OK, sam_id_bytes(text)) == SAM_ID_FRAME
    assert not is_emulated_sam(text)
    assert is_emulated_sam("00.00-20260604-0000000001-0000000001")
    assert sam_id_text(b"short") is None


def base_frame(fingerprints: int | None = None) -> bytes:
    counters = b"\x01\x00\x04\x00" + (b"" if fingerprints is None else fingerprints.to_bytes(2, "big"))
    return build_response(
        Status.OK, counters + encode_text_block(RESIDENT) + bytes(1024) + bytes(fingerprints or 0)
    )


def test_base_answer_is_the_published_frame() -> None:
    frame = base_frame()
    assert len(frame) == 1295
    assert frame[:14] == bytes.fromhex("AA AA AA 96 69 05 08 00 00 90 01 00 04 00")
    assert frame[-1] == 0x17
    digest = "0dc61ad3e09a8d97a93da44dcb5edc153a0aaffd88f2566654d30c5a040814df"
    assert hashlib.sha256(frame).hexdigest() == digest


@pytest.mark.parametrize(("size", "total"), [(1024, 2321), (512, 1809), (0, 1297)])
def test_fingerprint_answers_are_cut_by_their_counters(size: int, total: int) -> None:
    frame = base_frame(size)
    assert len(frame) == total
    (body,) = FrameParser().feed(frame)
    blocks = split_base_data(parse_response(body).data, with_fingerprints=True)
    assert blocks is not None
    assert (len(blocks.text), len(blocks.photo), len(blocks.fingerprints)) == (256, 1024, size)
    if size == 1024:
        assert frame[-1] == 0x1D


@pytest.mark.parametrize("size", [1024, 512, 0])
def test_a_plain_answer_in_the_fingerprints_form_is_cut_right(size: int) -> None:
    (body,) = FrameParser().feed(base_frame(size))
    blocks = split_base_data(parse_response(body).data)
    assert blocks is not None
    assert blocks.text == encode_text_block(RESIDENT)
    assert (len(blocks.photo), len(blocks.fingerprints)) == (1024, size)


def test_appended_address_answer() -> None:
    frame = build_response(Status.OK, encode_appended_address(APPENDED_ADDRESS))
    assert (len(frame), frame[6], frame[-1]) == (81, 0x4A, 0x0A)


def test_every_split_gives_the_same_frame() -> None:
    frame = base_frame()
    for at in range(len(frame)):
        parser = FrameParser()
        bodies = parser.feed(frame[:at]) + parser.feed(frame[at:])
        assert len(bodies) == 1, at
    parser = FrameParser()
    assert sum(len(parser.feed(bytes((byte,)))) for byte in frame) == 1


def test_extra_bytes_before_the_preamble() -> None:
    frame = build_response(Status.OK)
    for noise in (b"\xaa", b"\xaa" * 7, PREAMBLE, PREAMBLE + b"\xff\xff", b"\x00\x96\x69\xaa\xaa\x96"):
        assert FrameParser().feed(noise + frame) == [frame[7:-1]], noise.hex()


def test_wrong_checksum_is_counted_and_the_next_frame_found() -> None:
    frame = build_response(Status.OK)
    parser = FrameParser()
    assert parser.feed(frame[:-1] + b"\x00" + frame) == [frame[7:-1]]
    assert parser.bad_checksums == 1


def test_a_false_header_does_not_swallow_the_answer() -> None:
    frame = build_response(Status.FOUND, bytes(4))
    parser = FrameParser()
    assert parser.feed(PREAMBLE + b"\x01\x00\x55" + frame) == []
    assert parser.salvage() == [frame[7:-1]]
    assert parser.pending == 0


def test_salvage_leaves_an_awaited_frame_alone() -> None:
    frame = base_frame()
    parser = FrameParser()
    assert parser.feed(frame[:600]) == []
    assert parser.salvage() == []
    assert parser.feed(frame[600:]) == [frame[7:-1]]


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_arbitrary_bytes_never_raise_and_stay_bounded(pieces: list[bytes]) -> None:
    parser = FrameParser()
    for piece in pieces:
        for body in parser.feed(piece):
            assert len(body) >= 3
        parser.salvage()
    assert parser.pending <= MAX_BUFFERED


def test_a_flood_stays_bounded() -> None:
    parser = FrameParser()
    parser.feed((PREAMBLE + b"\x0f\xff") * 50_000)
    assert parser.pending <= MAX_BUFFERED


header_like = st.sampled_from(
    [PREAMBLE, PREAMBLE + b"\x00\x04", b"\xaa", b"\x96\x69", PREAMBLE + b"\x00\x01"]
)


@given(
    st.lists(st.one_of(st.binary(max_size=12), header_like), max_size=6).map(b"".join),
    st.binary(max_size=64),
    st.data(),
)
def test_a_frame_is_found_behind_any_noise(noise: bytes, payload: bytes, data: st.DataObject) -> None:
    frame = build_response(Status.OK, payload)
    stream = noise + frame
    cut = data.draw(st.integers(0, len(stream)))
    parser = FrameParser()
    bodies = parser.feed(stream[:cut]) + parser.feed(stream[cut:]) + parser.salvage()
    assert frame[7:-1] in bodies


@given(st.binary(max_size=600))
def test_build_and_parse_are_inverse(body: bytes) -> None:
    assert FrameParser(min_length=1).feed(build_frame(body)) == [body]


def test_too_long_a_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="frame of"):
        build_frame(bytes(MAX_LENGTH))


@given(st.binary(max_size=1400), st.booleans())
def test_any_base_data_is_cut_or_refused(data: bytes, with_fingerprints: bool) -> None:
    blocks = split_base_data(data, with_fingerprints)
    if blocks is not None:
        assert len(blocks.text) + len(blocks.photo) + len(blocks.fingerprints) <= len(data)


def test_late_answers_are_told_apart() -> None:
    found = parse_response(build_response(Status.FOUND, bytes(4))[7:-1])
    base = parse_response(base_frame()[7:-1])
    assert is_plausible(Command.FIND, found)
    assert not is_plausible(Command.SELECT, found)
    assert is_plausible(Command.READ_BASE, base)
    assert not is_plausible(Command.SELECT, base)
    assert not is_plausible(Command.FIND, base)
    assert "张" not in repr(base)
    assert "张" not in repr(RESIDENT_CARD)
