"""What the engine says, in both languages at once: a sentence in an event outlives a reader's choice.

Every refusal tells what to do next. "Chưa …", never "Sai".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sandbox.definition.dates import show as moment
from sandbox.definition.schema import Action, Person, Platform, RecordType, Role, State, Text

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")


def fill(template: Text, value_of: Callable[[str, str], str]) -> Text:
    """The definition's sentence with `{name}` replaced by `value_of(name, language)`."""
    return Text(
        vi=_PLACEHOLDER.sub(lambda found: value_of(found[1], "vi"), template.vi),
        en=_PLACEHOLDER.sub(lambda found: value_of(found[1], "en"), template.en),
    )


def listed(names: Iterable[Text]) -> Text:
    """The names in quotes, one after the other."""
    found = list(names)
    return Text(vi=", ".join(f'"{name.vi}"' for name in found), en=", ".join(f'"{name.en}"' for name in found))


def correcting() -> Text:
    return Text(vi="Sửa", en="Correct")


def searching() -> Text:
    return Text(vi="Tìm kiếm", en="Search")


def done(action: Action, title: Text) -> Text:
    return Text(vi=f"Đã làm: {action.vi} – {title.vi}", en=f"Done: {action.en} – {title.en}")


def colleague_did(person: Person, action: Action, title: Text) -> Text:
    return Text(
        vi=f"{person.name} ({person.title.vi}): {action.vi} – {title.vi}",
        en=f"{person.name} ({person.title.en}): {action.en} – {title.en}",
    )


def time_is(clock: str) -> Text:
    return Text(vi=f"Bây giờ là {moment(clock)} (giờ mô phỏng).", en=f"It is now {moment(clock)} (simulated time).")


def answered() -> Text:
    return Text(vi="Đã ghi câu trả lời.", en="Your answer is noted.")


def sat_down(person: Person) -> Text:
    return Text(
        vi=f"Anh/Chị đang ngồi ghế: {person.name} ({person.title.vi}).",
        en=f"You now sit in the seat of {person.name} ({person.title.en}).",
    )


def searched(words: str) -> Text:
    return Text(vi=f'Đã tìm "{words}" trong mọi mô-đun.', en=f'Searched all modules for "{words}".')


def went_back(clock: str) -> Text:
    return Text(vi=f"Đã quay lại lúc {moment(clock)}.", en=f"Went back to {moment(clock)}.")


# --- refusals ---------------------------------------------------------------------------------------------


def unknown_action() -> Text:
    return Text(
        vi="Ở đây không có thao tác này. Tải lại trang rồi chọn một nút trên màn hình.",
        en="There is no such action here. Reload the page and choose a button on the screen.",
    )


def not_here(action: Action) -> Text:
    return Text(
        vi=f'Thao tác "{action.vi}" không làm ở chỗ này. Quay lại danh sách rồi mở đúng hồ sơ.',
        en=f'"{action.en}" is not done here. Go back to the list and open the right record.',
    )


def not_found() -> Text:
    return Text(
        vi="Không còn thấy bản ghi này. Quay lại danh sách và chọn lại.",
        en="This record is no longer here. Go back to the list and choose again.",
    )


def stale() -> Text:
    return Text(
        vi="Bản ghi đã thay đổi từ lúc Anh/Chị mở. Xem nội dung mới rồi làm lại thao tác.",
        en="The record has changed since you opened it. Look at what is new, then do it again.",
    )


def wrong_role(action: Action, roles: Iterable[Role]) -> Text:
    who = list(roles)
    return Text(
        vi=f'"{action.vi}" là việc của: {", ".join(role.vi for role in who)}.',
        en=f'"{action.en}" is for: {", ".join(role.en for role in who)}.',
    )


def colleagues_only(action: Action) -> Text:
    return Text(
        vi=f'"{action.vi}" là việc của bên khác, hệ thống tự làm khi đến lượt.',
        en=f'"{action.en}" is done by others; the system does it in due course.',
    )


def wrong_state(action: Action, now: State, wanted: Iterable[State]) -> Text:
    states = listed(state.label for state in wanted)
    return Text(
        vi=f'Đang ở trạng thái "{now.vi}". "{action.vi}" chỉ làm được khi ở: {states.vi}.',
        en=f'The state is "{now.en}". "{action.en}" needs the state {states.en}.',
    )


def cannot_correct(now: State) -> Text:
    return Text(
        vi=f'Ở trạng thái "{now.vi}", nội dung không sửa được nữa với vai của Anh/Chị.',
        en=f'In the state "{now.en}" your role cannot correct the content.',
    )


def needs(action: Action, fields: Iterable[Text]) -> Text:
    names = listed(fields)
    return Text(
        vi=f'Trước khi "{action.vi}", cần điền: {names.vi}.',
        en=f'Before "{action.en}", fill in: {names.en}.',
    )


def look_again(problems: list[Text]) -> Text:
    if len(problems) == 1:
        return problems[0]
    return Text(
        vi=f"Có {len(problems)} ô cần xem lại. Nội dung đã nhập vẫn còn.",
        en=f"{len(problems)} boxes need another look. What you typed is kept.",
    )


def tells_a_secret(label: Text) -> Text:
    return Text(
        vi=f'Ô "{label.vi}" đang lộ mật khẩu hoặc mã vừa nhập. Xóa mật khẩu khỏi ô này rồi gửi lại.',
        en=f'"{label.en}" shows the password or code just typed. Remove it from this box and send again.',
    )


def no_such_link(label: Text) -> Text:
    return Text(
        vi=f'Ô "{label.vi}": chọn một mục có trong danh sách.',
        en=f'"{label.en}": choose an item from the list.',
    )


def nobody_owes() -> Text:
    return Text(
        vi="Hiện không ai nợ Anh/Chị phản hồi nào. Làm tiếp việc đang mở.",
        en="Nobody owes you an answer right now. Go on with what is open.",
    )


def nothing_is_due() -> Text:
    return Text(
        vi="Hiện không có hạn hay phản hồi nào sắp đến. Làm tiếp việc đang mở.",
        en="No deadline and no answer is coming up. Go on with what is open.",
    )


def no_seat(own: Iterable[Person]) -> Text:
    people = list(own)
    vi = "; ".join(f"{person.name} ({person.title.vi})" for person in people[:8])
    en = "; ".join(f"{person.name} ({person.title.en})" for person in people[:8])
    return Text(
        vi=f"Anh/Chị không ngồi ghế này ở đây. Chọn một trong các ghế: {vi}.",
        en=f"You do not hold this seat here. Choose one of these: {en}.",
    )


def other_seat(now: Person) -> Text:
    return Text(
        vi=f"Anh/Chị đã chuyển sang ghế {now.name} ({now.title.vi}). Mở lại trang, hoặc về ghế trước rồi làm lại.",
        en=f"You have moved to the seat of {now.name} ({now.title.en}). Reload, or go back to the seat before.",
    )


def nothing_to_search() -> Text:
    return Text(
        vi="Gõ ít nhất một từ cần tìm, có dấu hay không dấu đều được.",
        en="Type at least one word to search for, with or without diacritics.",
    )


def no_going_back() -> Text:
    return Text(
        vi="Không quay lại được đến lúc đó. Chọn một mốc khác trong danh sách việc đã làm.",
        en="That moment cannot be gone back to. Choose another one from the list of what was done.",
    )


def roles_of(platform: Platform, keys: Iterable[str]) -> list[Role]:
    return [platform.roles[key] for key in keys if key in platform.roles]


def states_of(definition: RecordType, keys: Iterable[str]) -> list[State]:
    return [definition.states[key] for key in keys]
