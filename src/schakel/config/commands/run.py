"""Serve the hub; the first time, or after an upgrade, set up what is missing before that."""

import argparse
import os
import signal
from types import FrameType

from schakel.config.outcome import FINE
from schakel.config.preparation import prepare
from schakel.config.serving import Hub, listen
from schakel.config.terminal import write_line

HIGHEST_PORT = 65535
EVERYWHERE = ("http://0.0.0.0:", "http://[::]:")
"""Every address of this machine: none of them leads anywhere."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port, default=8000, help="port to listen on (8000; 0: any that is free)"
    )
    parser.add_argument(
        "--address", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)"
    )


def run(options: argparse.Namespace) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with listen(options.address, options.port) as listening:
        prepare()
        _tell_where_it_is(address_of(listening.getsockname()))
        hub = Hub(listening)
        try:
            hub.start()
            hub.wait_until_it_answers()
            write_line(f"Schakel draait op {address_of(listening.getsockname())} (stoppen: Ctrl-C)")
            return hub.keep_running()
        finally:
            # Whoever presses Ctrl-C a second time does not leave processes behind.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            hub.stop()


def _tell_where_it_is(address: str) -> None:
    """What the hub writes in mails and examples leads to where it answers, also on another port than usual."""
    if not address.startswith(EVERYWHERE):
        os.environ.setdefault("SCHAKEL_BASE_URL", address)


def address_of(name: tuple[str, int]) -> str:
    host, port = name[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not a port: a number up to {HIGHEST_PORT}")
    return int(text)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(FINE)
