"""A trainer at work in the studio, through its forms: arranging a letter with bait beside it, and registering it."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup

from sandbox.models import OverlayRow
from tests.visitor import Visitor
from training.studio.models import Recording, Sketch

SHEET = """UBND TỈNH CÀ MAU || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: {{so}}/KH-SYT || Cà Mau, ngày 12 tháng 11 năm 2026

Kế hoạch phòng, chống bệnh sốt xuất huyết.

Người ký: {{nguoi_ky}}, Giám đốc"""
LETTER = {
    "trich_yeu": "Phòng, chống bệnh sốt xuất huyết",
    "co_quan_ban_hanh": "so_y_te",
    "loai_vb": "Kế hoạch",
    "do_khan": "Thường",
    "do_mat": "Thường",
    "phuong_thuc": "Trục liên thông",
    "chu_ky_that": "Hợp lệ",
    "noi_dung": SHEET,
}
BAIT = {
    **LETTER,
    "trich_yeu": "Tập huấn phòng dịch",
    "chu_ky_that": "Chứng thư hết hạn",
    "x-bay": "on",
    "x-bay-viec": "van_ban.tiep_nhan",
    "x-bay-vi": "Chứng thư hết hạn: không tiếp nhận.",
    "x-bay-en": "The certificate has expired: do not receive.",
}


def begun(lan: Visitor, **fields: str) -> Sketch:
    lan.open("/xuong-bai/").press("Bắt đầu soạn", **fields)
    assert lan.status == 200
    return Sketch.objects.get()


def put(lan: Visitor, sketch: Sketch, record_type: str = "van_ban", **fields: str) -> Visitor:
    return save(lan.open(f"/xuong-bai/{sketch.uuid}/dat-san/?loai={record_type}"), **fields)


def save(lan: Visitor, **fields: str) -> Visitor:
    """The record's form in the pane, sent."""
    form = lan.page.select_one(".studio-form form")
    assert form is not None
    return send(lan, form, **fields)


def send(lan: Visitor, form: Any, **fields: str) -> Visitor:
    data = Visitor.fields(form) | fields
    return lan._take(lan.client.post(form["action"].split("#")[0], data, follow=True), str(form["action"]))


def varies(lan: Visitor, sketch: Sketch, label: str, pool: str) -> None:
    lan.open(f"/xuong-bai/{sketch.uuid}/gia-tri/")
    send_variable = lan.page.select_one(".studio-form form")
    assert send_variable is not None
    lan._take(
        lan.client.post(lan.url, Visitor.fields(send_variable) | {"label": label, "pool": pool}, follow=True), lan.url
    )


def arranged(lan: Visitor) -> Sketch:
    """A plan to be registered, with a letter that must not be received beside it."""
    sketch = begun(lan)
    varies(lan, sketch, "Số", "168\n171\n174\n179")
    varies(lan, sketch, "Người ký", "Tô Ngọc Diệp\nQuách Thị Mừng\nHồng Thanh Liêm")
    put(lan, sketch, **LETTER)
    put(lan, sketch, **BAIT)
    assert lan.status == 200, lan.text(".problems")
    sketch.refresh_from_db()
    return sketch


def demonstrating(lan: Visitor, sketch: Sketch, kind: str = "first", trap: str = "") -> Recording:
    """A demonstration from its beginning."""
    lan.client.post(f"/xuong-bai/{sketch.uuid}/lam-mau/", {"kieu": kind, "bay": trap})
    begun_already = Recording.objects.get(sketch=sketch, kind=kind, trap=trap)
    if begun_already.workspace.last_seq:
        lan.client.post(f"/xuong-bai/luot/{begun_already.uuid}/lam-lai/")
    return Recording.objects.get(sketch=sketch, kind=kind, trap=trap)


def act(lan: Visitor, recording: Recording, ref: str, action: str, **values: str) -> Any:
    """Open the form of that action in the pane and send it."""
    row = OverlayRow.objects.get(workspace=recording.workspace_id, ref=ref)
    url = f"/xuong-bai/lam-mau/{recording.uuid}/van-ban-den/van-ban/{row.rid}/{action}"
    page = BeautifulSoup(lan.client.get(url).content, "html.parser")
    form = page.select_one("#platform .pf-body form.pf-form")
    return lan.client.post(url, (Visitor.fields(form) if form else {}) | values)


def registered(lan: Visitor, recording: Recording, ref: str = "phong_chong_benh_sot_xuat_huyet") -> None:
    """The task done as it is done at work."""
    sheet = OverlayRow.objects.get(workspace=recording.workspace_id, ref=ref).data["noi_dung"]
    number, signer = sheet.split("Số: ")[1].split(" ||")[0], sheet.split("Người ký: ")[1].split(",")[0]
    for action, values in (
        ("kiem-chu-ky", {}),
        ("tiep-nhan", {}),
        (
            "vao-so",
            {"so_ky_hieu": number, "ngay_ban_hanh": "12/11/2026", "nguoi_ky": signer, "chuc_vu": "Giám đốc"},
        ),
        ("trinh", {"lanh_dao": "huynh_kim_thoa"}),
    ):
        response = act(lan, recording, ref, action, **values)
        assert response.status_code == 303, response.content.decode()
