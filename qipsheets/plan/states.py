"""The states people report and the ones the tool derives: one table maps them."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """What staff say of an action or step."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    DONE = "done"
    POSTPONED = "postponed"
    DROPPED = "dropped"
    CARRIED_OVER = "carried_over"


class Status(StrEnum):
    """What follows from state, dates and today; the order is how urgent it is."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    STARTED_LATE = "started_late"
    STALE = "stale"
    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    POSTPONED = "postponed"
    NOT_STARTED = "not_started"
    DONE_LATE = "done_late"
    DONE = "done"
    CARRIED_OVER = "carried_over"
    DROPPED = "dropped"


STATE_WORDS: Mapping[State, str] = {
    State.NOT_STARTED: "Chưa thực hiện",
    State.IN_PROGRESS: "Đang thực hiện",
    State.WAITING: "Chờ đơn vị ngoài",
    State.DONE: "Hoàn thành",
    State.POSTPONED: "Hoãn",
    State.DROPPED: "Không thực hiện",
    State.CARRIED_OVER: "Chuyển năm sau",
}

_DERIVED_WORDS = {
    Status.OVERDUE: "Quá hạn",
    Status.DUE_SOON: "Sắp đến hạn",
    Status.STARTED_LATE: "Bắt đầu trễ",
    Status.STALE: "Lâu chưa cập nhật",
    Status.NOT_STARTED: "Chưa đến kỳ",
    Status.DONE_LATE: "Hoàn thành trễ",
}
STATUS_WORDS: Mapping[Status, str] = {one: _DERIVED_WORDS.get(one) or STATE_WORDS[State(one.value)] for one in Status}

# The three words of the TT57 plan form's last column (mức độ thực hiện).
TT57_WORDS: Mapping[State, str] = {
    State.NOT_STARTED: "Chưa hoàn thành",
    State.IN_PROGRESS: "Đang thực hiện",
    State.WAITING: "Đang thực hiện",
    State.DONE: "Hoàn thành",
    State.POSTPONED: "Chưa hoàn thành",
    State.DROPPED: "Chưa hoàn thành",
    State.CARRIED_OVER: "Chưa hoàn thành",
}

CLOSED = frozenset({State.DONE, State.DROPPED, State.CARRIED_OVER})
NEEDS_REASON = frozenset({State.POSTPONED, State.DROPPED, State.CARRIED_OVER})
