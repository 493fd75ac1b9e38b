"""What the tests of the roster share: two lines of a good file, and everything there is to change."""

from training.people.models import Membership, RoleGrant, User
from training.people.roster import Report, import_people

HEADING = "staff_code,full_name,email,unit,position,is_manager,role,scope"
AN = "CM-TT-001,Lê Văn An,an.lv@camau.example,xa-tan-tien/kinh-te,Chuyên viên,,,"
BINH = "CM-TT-002,Trần Thị Bình,,xa-tan-tien,Chủ tịch UBND xã,x,hr,xa-tan-tien"


def csv(*lines: str, heading: str = HEADING) -> bytes:
    return "\r\n".join([heading, *lines, ""]).encode()


def take_in(*lines: str, dry_run: bool = False) -> Report:
    return import_people(acting_user=None, content=csv(*lines), dry_run=dry_run)


def everything() -> list[list[tuple]]:
    """All there is about people, to see that nothing changed."""
    return [list(model.objects.order_by("pk").values_list()) for model in (User, Membership, RoleGrant)]
