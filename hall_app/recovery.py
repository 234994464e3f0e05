"""The sealed recovery copy of an installation's key: a lost key is a lost hall.

The copy is the key under a passphrase (scrypt, then AES-256-GCM), made to be printed or kept in a safe.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from hall_app.errors import InputRefused

_FORM = "hall-app recovery copy 1"
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**16, 8, 1
_SALT_BYTES, _NONCE_BYTES = 16, 12
_MAX_COPY = 4096
_LEAST_PASSPHRASE = 12
_KEY = re.compile(r"[0-9a-f]{64}\Z")


def seal_key(key_hex: str, passphrase: str) -> str:
    """The sealed copy as a short text. Takes some tenths of a second and 64 MiB.

    Raises InputRefused for a passphrase that is too short, ValueError for a malformed key.
    """
    if not _KEY.match(key_hex):
        raise ValueError("a database key has 64 lower-case hex digits")
    if len(passphrase) < _LEAST_PASSPHRASE:
        raise InputRefused(f"封存口令至少 {_LEAST_PASSPHRASE} 位", "请加长", "passphrase")
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_wrapping_key(passphrase, salt)).encrypt(nonce, bytes.fromhex(key_hex), _FORM.encode())
    parts = {"form": _FORM, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}
    return json.dumps(parts, separators=(",", ":"))


def unseal_key(copy: str, passphrase: str) -> str:
    """The key out of a sealed copy. Raises InputRefused for another text, a changed copy or a wrong passphrase."""
    salt, nonce, sealed = _read(copy)
    try:
        key = AESGCM(_wrapping_key(passphrase, salt)).decrypt(nonce, sealed, _FORM.encode())
    except InvalidTag:
        raise InputRefused("口令不对，或恢复副本被改动过", "请核对口令和副本", "passphrase") from None
    return key.hex()


def _read(copy: str) -> tuple[bytes, bytes, bytes]:
    refused = InputRefused("这不是恢复副本", "请取来封存时保存的那份", "copy")
    if len(copy) > _MAX_COPY:
        raise refused
    try:
        parts: Any = json.loads(copy)
        if not isinstance(parts, dict) or cast("dict[str, object]", parts).get("form") != _FORM:
            raise refused
        salt, nonce, sealed = (
            base64.b64decode(parts[name], validate=True) for name in ("salt", "nonce", "sealed")
        )
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise refused from None
    if len(salt) != _SALT_BYTES or len(nonce) != _NONCE_BYTES or len(sealed) != 32 + 16:
        raise refused
    return salt, nonce, sealed


def _wrapping_key(passphrase: str, salt: bytes) -> bytes:
    kdf = Scrypt(salt=salt, length=32, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P)
    return kdf.derive(passphrase.encode("utf-8", "surrogatepass"))


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
