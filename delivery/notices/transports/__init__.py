"""How news reaches people, one file a transport. To add one, write it and name it here."""

from delivery.notices.transports.base import Message, Transport
from delivery.notices.transports.console import Console
from delivery.notices.transports.file import File
from delivery.settings import Settings

__all__ = ["INBOX", "Message", "Transport", "outgoing"]
INBOX = "inbox"  # the rows themselves: what is in them has been told


def outgoing(settings: Settings) -> list[Transport]:
    """Return what carries news out of this installation."""
    if settings.notices_dir:
        return [File(settings.notices_dir)]
    return [Console(whole=settings.demo)]
