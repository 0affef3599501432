"""What is done to waves, baskets, orders and their money. None of it commits."""

from delivery.orders.services.basket import (
    empty_basket,
    place_basket,
    put_in_basket,
)
from delivery.orders.services.cash import receive_cash
from delivery.orders.services.changing import amend_order, cancel_order, require_own
from delivery.orders.services.favourites import drop_favourite, keep_favourite
from delivery.orders.services.money import balance, pay
from delivery.orders.services.online import begin_payment, take_word
from delivery.orders.services.paces import set_pace
from delivery.orders.services.placing import place_order
from delivery.orders.services.previewing import Preview, preview_change
from delivery.orders.services.refilling import Refilled, fill_again
from delivery.orders.services.reporting import (
    explain_report,
    forget_photos,
    make_report,
    refund_report,
)
from delivery.orders.services.settling import give_up_line, settle_line, unsettle_line
from delivery.orders.services.sharing import set_sharing
from delivery.orders.services.slot_choice import choose_slot
from delivery.orders.services.waves import (
    cancel_wave,
    close_due_waves,
    close_wave,
    drop_schedule,
    hold_wave,
    make_schedule,
    make_wave,
    open_scheduled_waves,
    resume_wave,
)
from delivery.orders.services.weekly import (
    ask_weekly,
    decline_weekly,
    move_weekly,
    order_weekly,
    put_on_weekly,
    remember_weekly,
    stop_weekly,
    take_weekly_to_basket,
    usual_weekday,
)
from delivery.orders.services.wishing import (
    never_take,
    wish_in_basket,
    wish_in_general,
    wish_of_line,
)

__all__ = [
    "Preview",
    "Refilled",
    "amend_order",
    "ask_weekly",
    "balance",
    "begin_payment",
    "cancel_order",
    "cancel_wave",
    "choose_slot",
    "close_due_waves",
    "close_wave",
    "decline_weekly",
    "drop_favourite",
    "drop_schedule",
    "empty_basket",
    "explain_report",
    "fill_again",
    "forget_photos",
    "give_up_line",
    "hold_wave",
    "keep_favourite",
    "make_report",
    "make_schedule",
    "make_wave",
    "move_weekly",
    "never_take",
    "open_scheduled_waves",
    "order_weekly",
    "pay",
    "place_basket",
    "place_order",
    "preview_change",
    "put_in_basket",
    "put_on_weekly",
    "receive_cash",
    "refund_report",
    "remember_weekly",
    "require_own",
    "resume_wave",
    "set_pace",
    "set_sharing",
    "settle_line",
    "stop_weekly",
    "take_weekly_to_basket",
    "take_word",
    "unsettle_line",
    "usual_weekday",
    "wish_in_basket",
    "wish_in_general",
    "wish_of_line",
]
