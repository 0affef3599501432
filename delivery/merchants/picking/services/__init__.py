"""What store staff do for a closed wave: open lists, pick, put back, pack, print labels."""

from delivery.merchants.picking.services.gathering import pick, put_back
from delivery.merchants.picking.services.lists import open_lists
from delivery.merchants.picking.services.packing import pack

__all__ = ["open_lists", "pack", "pick", "put_back"]
