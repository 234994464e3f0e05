"""The words of a mistyped command line, and streams that no character can break."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

# What argparse says → what we say; {0}, {1} are its parts.
_SAYINGS = (
    (r"the following arguments are required: (.+)", "缺少 {0}"),
    (r"argument (\S+): invalid (?:int|float) value: (.+)", "{0} 要填数字，不能是 {1}"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", "{0} 没有 {1}，可用：{2}"),
    (r"argument (\S+): not allowed with argument (\S+)", "{0} 不能与 {1} 同用"),
    (r"argument (\S+): expected (?:one|at least one) argument", "{0} 后面要跟一个值"),
    (r"one of the arguments (.+) is required", "要写这几项之一：{0}"),
    (r"unrecognized arguments: (.+)", "不认识 {0}"),
    (r"argument (\S+): (.+)", "{0}：{1}"),
)


class CommandParser(argparse.ArgumentParser):
    """argparse with a refusal in Chinese; its exit code stays 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and where to look."""
        self.exit(2, f"命令写得不对：{saying(message)}。请看 {self.prog} --help\n")


def saying(message: str) -> str:
    """argparse's sentence in Chinese; an unknown one stays."""
    for pattern, words in _SAYINGS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return words.format(*found.groups())
    return message


def folder(text: str) -> Path:
    """A folder named on the command line; an empty word is a variable that was not set, never the current folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("目录名是空的")
    return Path(text)


def steady_streams() -> None:
    """Let a character that the terminal's encoding lacks be written as its number, not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def drop_output() -> None:
    """Write nothing more: whoever read our output has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
