"""What store staff do for a closed wave: open lists, pick, put back, pack, print labels."""

from delivery.merchants.picking.services.answering import answer, answer_for_the_silent
from delivery.merchants.picking.services.gathering import pick, put_back
from delivery.merchants.picking.services.labels import LABELS_A_RUN, print_labels
from delivery.merchants.picking.services.lists import open_lists
from delivery.merchants.picking.services.packing import pack
from delivery.merchants.picking.services.substituting import give_up, substitute, take_back
from delivery.merchants.picking.services.walking import pick_task, put_task_back

__all__ = [
    "LABELS_A_RUN",
    "answer",
    "answer_for_the_silent",
    "give_up",
    "open_lists",
    "pack",
    "pick",
    "pick_task",
    "print_labels",
    "put_back",
    "put_task_back",
    "substitute",
    "take_back",
]
