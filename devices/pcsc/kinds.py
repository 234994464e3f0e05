"""The PC/SC reader of the catalogue."""

from __future__ import annotations

from importlib import import_module

from devices.driver import CardReader, ReaderConfig, Usability


class PcscKind:
    """A reader by name; its beginning is enough, an empty name takes all."""

    def usable(self) -> Usability:
        # The binding loads the system's library: only an import tells whether both are there.
        try:
            import_module("smartcard.scard")
        except ImportError:
            return Usability(False, "pyscard")
        return Usability(True)

    def create(self, config: ReaderConfig) -> CardReader:
        from devices.pcsc.driver import PcscReader

        return PcscReader(config)


PCSC = PcscKind()
