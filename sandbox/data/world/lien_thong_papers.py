"""The papers of a land dossier as files: certificate, contract, and the sheet of a tax notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.data.phrases import NATION

ACCOUNT = "7111.1.060666"
TREASURY = "KBNN Khu vực XX, phòng giao dịch số 6 (giả lập)"
LINK = "https://nop-thue.camau.example"


def certificate(slip: dict[str, Any]) -> dict[str, Any]:
    """The scanned certificate: where the true area stands."""
    purposes = "; ".join(f"{row['ma']} {area(row['dien_tich'])} m²" for row in slip["muc_dich"])
    text = "\n\n".join(
        [
            "# GIẤY CHỨNG NHẬN\n## Quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
            f"Số phát hành: {slip['so_gcn']}",
            f"Người sử dụng đất: {slip['ben_chuyen_ten']}.",
            f"Thửa đất số {slip['so_thua']}, tờ bản đồ số {slip['to_ban_do']}; {slip['dia_chi_dat']}.",
            f"Diện tích: {area(slip['dien_tich_gcn'])} m². Mục đích sử dụng: {purposes}.",
        ]
    )
    return _file("giay-chung-nhan.pdf", 540, f"{slip['ngay_nhan_du'][:10]}T09:10", text)


def contract(slip: dict[str, Any]) -> dict[str, Any]:
    """The scanned contract."""
    kind = {"Chuyển nhượng": "chuyển nhượng", "Tặng cho": "tặng cho"}.get(slip["loai_bien_dong"], "phân chia thừa kế")
    text = "\n\n".join(
        [
            f"# HỢP ĐỒNG {kind.upper()}\n## Quyền sử dụng đất",
            f"Bên chuyển: {slip['ben_chuyen_ten']}.",
            f"Bên nhận: {slip['ben_nhan_ten']}.",
            f"Thửa đất số {slip['so_thua']}, tờ bản đồ số {slip['to_ban_do']}. Tỷ lệ chuyển quyền: toàn bộ (100%).",
            "(Đã công chứng)",
        ]
    )
    return _file("hop-dong-chuyen-quyen.pdf", 720, f"{slip['ngay_nhan_du'][:10]}T09:05", text)


def notice(slip: dict[str, Any], pay_by: str) -> dict[str, Any]:
    """The values of the notice that answers the slip."""
    day = date.fromisoformat(slip["ngay_ra_thong_bao"][:10])
    total = slip["tong_phai_nop"]
    text = "\n".join(
        [
            f"THUẾ TỈNH CÀ MAU || {NATION[0]}",
            f"THUẾ CƠ SỞ 6 || {NATION[1]}",
            f"Số: {slip['ma_thong_bao']} || Đất Mũi, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
            "",
            "# THÔNG BÁO",
            "## Nộp tiền về đất đai",
            "",
            f"Căn cứ Phiếu chuyển thông tin số {slip['so_ky_hieu']}, hồ sơ {slip['ma_ho_so']}.",
            "",
            f"Người nộp: {slip['ben_nhan_ten']}. Thửa đất số {slip['so_thua']}, tờ bản đồ số {slip['to_ban_do']}; "
            f"diện tích tính thu {area(slip['dien_tich_tinh_thu'])} m².",
            "",
            f"Tổng số tiền phải nộp: {area(total)} đồng, nộp vào tài khoản Kho bạc Nhà nước {ACCOUNT} (giả lập).",
        ]
    )
    return {
        "ky_hieu": slip["ma_thong_bao"],
        "so_thong_bao": slip["so_thong_bao"],
        "noi_dung": text,
        "ma_ho_so": slip["ma_ho_so"],
        "co_quan_thu": slip["noi_gui"],
        "ngay_thong_bao": day.isoformat(),
        "nguoi_nop": slip["ben_nhan_ten"],
        "so_dinh_danh": slip["ben_nhan_so_dinh_danh"],
        "dien_tich_tinh": slip["dien_tich_tinh_thu"],
        "gia_tinh": slip["gia_dat"],
        "khoan_thu": slip["khoan_thu"],
        "tong_tien": total,
        "kbnn": TREASURY,
        "tai_khoan": ACCOUNT,
        "han_nop": pay_by,
        "lien_ket": f"{LINK}/{slip['ma_ho_so']}/{slip['so_thong_bao']}",
    }


def area(number: Any) -> str:
    """As Vietnamese papers write it: 1.250,5."""
    whole, _, decimals = str(number).partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")


def _file(name: str, size: int, changed: str, text: str) -> dict[str, Any]:
    return {"ten": name, "dinh_dang": "PDF", "kich_thuoc": size, "ngay_sua": changed, "noi_dung": text}
