"""Every address × everybody. Generated from the URLconf: an address without a row here fails.

A row says what each of these gets: A nobody signed in, O the learner whose attempt it is, L another learner, T the
trainer, U the HR officer of another unit, H the HR officer of the province, K the administrator. Numbers are HTTP
statuses; "in" is the way to the sign-in page. What is not yours is a 404, the same as what does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.address_world import addresses, l05, planted, started
from training.reports.questions import ORDER as QUESTIONS

__all__ = ["addresses", "l05", "planted", "started"]

IN = "in"


@dataclass(frozen=True)
class Row:
    url: str
    expected: tuple[object, ...]  # A O L T U H K
    method: str = "get"


def everyone(status: object, *, anonymous: object = IN) -> tuple[object, ...]:
    return (anonymous, *[status] * 6)


OWNER = (IN, 200, 404, 404, 404, 404, 404)
OWNER_SENDS = (IN, 303, 404, 404, 404, 404, 404)
HR = (IN, 404, 404, 404, 200, 200, 404)
WRITERS = (IN, 404, 404, 200, 404, 404, 200)
RUNS = (IN, 404, 404, 200, 404, 404, 404)  # the trainer who opened that hall; the administrator did not
RUNS_SENDS = (IN, 404, 404, 303, 404, 404, 404)
WRITERS_SEND = (IN, 404, 404, 303, 404, 404, 303)
HR_REFUSED = (IN, 404, 404, 404, 422, 422, 404)
HR_OF_THERE = (IN, 404, 404, 404, 404, 200, 404)
OPEN = everyone(200, anonymous=200)
NOT_FOR_SIGNED_IN = everyone(302, anonymous=200)

#: Groups that keep their own door, by one address that stands for the rest: the editor lets in who may write.
GROUPS = {
    "soan-bai/": Row("/soan-bai/", (302, 302, 302, 200, 302, 302, 200)),
    "hoc/": Row("/hoc/no-such-page/", everyone(404, anonymous=404)),
    "tai-lieu/": Row("/tai-lieu/999/x.pdf", everyone(404, anonymous=404)),
}

ROWS = {
    "": [Row("/", everyone(200))],
    "cong-viec-cua-toi/": [Row("/cong-viec-cua-toi/", everyone(200))],
    "bai-tap/bat-dau/<slug:code>/": [
        Row("/bai-tap/bat-dau/L99/", everyone(404), "post"),
        Row("/bai-tap/bat-dau/L05/", everyone(303), "post"),
        Row("/bai-tap/bat-dau/L05/", everyone(302)),
    ],
    "bai-tap/<uuid:attempt>/": [Row("/bai-tap/{open}/", OWNER), Row("/bai-tap/{nobody}/", everyone(404))],
    "bai-tap/<uuid:attempt>/<path:path>": [
        Row("/bai-tap/{open}/van-ban-den", OWNER),
        Row("/bai-tap/{open}/cho", OWNER_SENDS, "post"),
        Row("/bai-tap/{open}/no-such-module", everyone(404)),
    ],
    "luot-tap/<uuid:attempt>/goi-y/": [Row("/luot-tap/{open}/goi-y/?bac=1", (IN, 404, *[404] * 5), "post")],
    "luot-tap/<uuid:attempt>/tra-loi/": [Row("/luot-tap/{open}/tra-loi/", OWNER_SENDS, "post")],
    "luot-tap/<uuid:attempt>/quay-lai/": [Row("/luot-tap/{open}/quay-lai/", OWNER_SENDS, "post")],
    "luot-tap/<uuid:attempt>/sua-giup/": [Row("/luot-tap/{open}/sua-giup/", OWNER_SENDS, "post")],
    "luot-tap/<uuid:attempt>/de-hon/": [Row("/luot-tap/{open}/de-hon/", OWNER_SENDS, "post")],
    "luot-tap/<uuid:attempt>/da-lam/": [Row("/luot-tap/{open}/da-lam/", OWNER)],
    "luot-tap/<uuid:attempt>/lam-lai/": [
        Row("/luot-tap/{open}/lam-lai/", OWNER),
        Row("/luot-tap/{open}/lam-lai/", OWNER_SENDS, "post"),
    ],
    "luot-tap/<uuid:attempt>/thoat/": [Row("/luot-tap/{open}/thoat/", OWNER_SENDS, "post")],
    "luot-tap/<uuid:attempt>/tap-lai/": [Row("/luot-tap/{done}/tap-lai/", OWNER_SENDS, "post")],
    "luot-tap/<uuid:attempt>/xong/": [Row("/luot-tap/{done}/xong/", OWNER)],
    "xem-mau/<slug:code>/": [Row("/xem-mau/L05/", everyone(302)), Row("/xem-mau/L99/", everyone(404))],
    "xem-mau/<slug:code>/<int:number>/": [
        Row("/xem-mau/L05/2/", everyone(200)),
        Row("/xem-mau/L05/2/", everyone(303), "post"),
        Row("/xem-mau/L05/99/", everyone(404)),
    ],
    "xem-mau/<slug:code>/<int:number>/man-hinh/": [
        Row("/xem-mau/L05/2/man-hinh/", everyone(200)),
        Row("/xem-mau/L05/2/man-hinh/", everyone(303), "post"),
    ],
    "xem-mau/<slug:code>/<int:number>/man-hinh/<path:path>": [
        Row("/xem-mau/L05/2/man-hinh/van-ban-den", everyone(200)),
        Row("/xem-mau/L05/2/man-hinh/cho", everyone(303), "post"),
        Row("/xem-mau/L05/2/man-hinh/no-such-module", everyone(404)),
    ],
    "ho-so-cua-toi/<uuid:attempt>/xem-lai/": [
        Row("/ho-so-cua-toi/{done}/xem-lai/", (IN, 302, 404, 404, 404, 404, 404)),
        Row("/ho-so-cua-toi/{nobody}/xem-lai/", everyone(404)),
    ],
    "ho-so-cua-toi/<uuid:attempt>/xem-lai/<int:number>/": [
        Row("/ho-so-cua-toi/{done}/xem-lai/3/", OWNER),
        Row("/ho-so-cua-toi/{open}/xem-lai/1/", OWNER),
        Row("/ho-so-cua-toi/{done}/xem-lai/3/", OWNER_SENDS, "post"),
    ],
    "ho-so-cua-toi/<uuid:attempt>/xem-lai/<int:number>/man-hinh/": [
        Row("/ho-so-cua-toi/{done}/xem-lai/3/man-hinh/", OWNER),
        Row("/ho-so-cua-toi/{done}/xem-lai/3/man-hinh/", OWNER_SENDS, "post"),
    ],
    "ho-so-cua-toi/<uuid:attempt>/xem-lai/<int:number>/man-hinh/<path:path>": [
        Row("/ho-so-cua-toi/{done}/xem-lai/3/man-hinh/van-ban-den", OWNER),
        Row("/ho-so-cua-toi/{done}/xem-lai/3/man-hinh/cho", OWNER_SENDS, "post"),
    ],
    "kham-pha/": [Row("/kham-pha/", everyone(200))],
    "kham-pha/bat-dau/": [
        Row("/kham-pha/bat-dau/", everyone(303), "post"),
        Row("/kham-pha/bat-dau/", everyone(302)),
    ],
    "kham-pha/<uuid:exploration>/": [Row("/kham-pha/{free}/", OWNER), Row("/kham-pha/{nobody}/", everyone(404))],
    "kham-pha/<uuid:exploration>/<path:path>": [
        Row("/kham-pha/{free}/van-ban-den", OWNER),
        Row("/kham-pha/{free}/cho", OWNER_SENDS, "post"),
        Row("/kham-pha/{open}/van-ban-den", everyone(404)),
    ],
    "luot-kham-pha/<uuid:exploration>/hoan-tac/": [Row("/luot-kham-pha/{free}/hoan-tac/", OWNER_SENDS, "post")],
    "luot-kham-pha/<uuid:exploration>/lam-lai/": [
        Row("/luot-kham-pha/{free}/lam-lai/", OWNER),
        Row("/luot-kham-pha/{free}/lam-lai/", OWNER_SENDS, "post"),
    ],
    "luot-tap/<uuid:attempt>/bi-ket/": [
        Row("/luot-tap/{open}/bi-ket/", OWNER),
        Row("/luot-tap/{open}/bi-ket/", (IN, 422, 404, 404, 404, 404, 404), "post"),
        Row("/luot-tap/{done}/bi-ket/", OWNER_SENDS),
    ],
    "phan-hoi/": [Row("/phan-hoi/", WRITERS)],
    "phan-hoi/cua-toi/<uuid:stuck>/": [
        Row("/phan-hoi/cua-toi/{stuck}/", OWNER),
        Row("/phan-hoi/cua-toi/{nobody}/", everyone(404)),
    ],
    "phan-hoi/<uuid:stuck>/": [
        Row("/phan-hoi/{stuck}/", WRITERS),
        Row("/phan-hoi/{stuck}/", (IN, 404, 404, 422, 404, 404, 422), "post"),
        Row("/phan-hoi/{nobody}/", everyone(404)),
    ],
    "phan-hoi/thu-hoi/<int:reply>/": [
        Row("/phan-hoi/thu-hoi/{reply}/", (IN, 404, 404, 303, 404, 404, 303), "post"),
        Row("/phan-hoi/thu-hoi/999999/", everyone(404), "post"),
    ],
    "phan-hoi/loi-nhan/<int:reply>/": [
        Row("/phan-hoi/loi-nhan/{reply}/", everyone(404)),  # who was stuck there: tests/training/usage
    ],
    "cho-tac/": [Row("/cho-tac/", WRITERS)],
    "cho-tac/<slug:code>/": [Row("/cho-tac/L05/", WRITERS), Row("/cho-tac/L99/", everyone(404))],
    "cho-tac/<slug:code>/<slug:check_key>/": [
        Row("/cho-tac/L05/{state}/", WRITERS),
        Row("/cho-tac/L05/{state}/", (IN, 404, 404, 422, 404, 404, 422), "post"),
        Row("/cho-tac/L05/0000000000000000/", everyone(404)),
    ],
    "hoi-truong/": [Row("/hoi-truong/", WRITERS), Row("/hoi-truong/", (IN, 404, 404, 422, 404, 404, 422), "post")],
    "hoi-truong/vao/": [
        Row("/hoi-truong/vao/?ma=123456", everyone(200)),
        Row("/hoi-truong/vao/", everyone(422), "post"),
    ],
    "hoi-truong/cua-toi/": [
        Row("/hoi-truong/cua-toi/", everyone(404), "post"),
        Row("/hoi-truong/cua-toi/", everyone(405, anonymous=405)),
    ],
    "hoi-truong/cung-lam/": [
        Row("/hoi-truong/cung-lam/", everyone(200)),
        Row("/hoi-truong/cung-lam/", everyone(422), "post"),
    ],
    "hoi-truong/cung-phu-trach/": [
        Row("/hoi-truong/cung-phu-trach/", (IN, 404, 404, 422, 404, 404, 422), "post"),
        Row("/hoi-truong/cung-phu-trach/", (IN, 404, 404, 303, 404, 404, 303)),
    ],
    "hoi-truong/<uuid:hall>/": [Row("/hoi-truong/{hall}/", RUNS), Row("/hoi-truong/{nobody}/", everyone(404))],
    "hoi-truong/<uuid:hall>/tuong/": [Row("/hoi-truong/{hall}/tuong/", RUNS)],
    "hoi-truong/<uuid:hall>/man-chieu/": [Row("/hoi-truong/{hall}/man-chieu/", RUNS)],
    "hoi-truong/<uuid:hall>/dem/": [Row("/hoi-truong/{hall}/dem/", RUNS)],
    "hoi-truong/<uuid:hall>/goi-y/": [
        Row("/hoi-truong/{hall}/goi-y/", (IN, 404, 404, 422, 404, 404, 404), "post"),
        Row("/hoi-truong/{hall}/goi-y/", RUNS_SENDS),
    ],
    "hoi-truong/<uuid:hall>/ket-thuc/": [
        Row("/hoi-truong/{hall}/ket-thuc/", RUNS),
        Row("/hoi-truong/{hall}/ket-thuc/", RUNS_SENDS, "post"),
    ],
    "hoi-truong/<uuid:hall>/tong-ket/": [Row("/hoi-truong/{hall}/tong-ket/", RUNS)],
    "hoi-truong/<uuid:hall>/ban/<int:number>/": [
        Row("/hoi-truong/{hall}/ban/1/", RUNS),
        Row("/hoi-truong/{hall}/ban/1/", RUNS_SENDS, "post"),
        Row("/hoi-truong/{hall}/ban/99/", everyone(404)),
    ],
    "hoi-truong/<uuid:hall>/ban/<int:number>/man-hinh/": [Row("/hoi-truong/{hall}/ban/1/man-hinh/", RUNS)],
    "hoi-truong/<uuid:hall>/ban/<int:number>/man-hinh/<path:path>": [
        Row("/hoi-truong/{hall}/ban/1/man-hinh/van-ban-den", RUNS),
        Row("/hoi-truong/{hall}/ban/1/man-hinh/no-such-module", everyone(404)),
    ],
    "hoi-truong/<uuid:hall>/ban/<int:number>/da-giup/": [
        Row("/hoi-truong/{hall}/ban/1/da-giup/", RUNS_SENDS, "post"),
    ],
    "hoi-truong/<uuid:hall>/ban/<int:number>/dat-lai/": [
        Row("/hoi-truong/{hall}/ban/1/dat-lai/", RUNS),
        Row("/hoi-truong/{hall}/ban/1/dat-lai/", (IN, 404, 404, 422, 404, 404, 404), "post"),
    ],
    "xuong-bai/": [Row("/xuong-bai/", WRITERS), Row("/xuong-bai/", (IN, 404, 404, 422, 404, 404, 422), "post")],
    "xuong-bai/<uuid:sketch>/chuan-bi/": [
        Row("/xuong-bai/{sketch}/chuan-bi/", WRITERS),
        Row("/xuong-bai/{nobody}/chuan-bi/", everyone(404)),
    ],
    "xuong-bai/<uuid:sketch>/chuan-bi/<path:path>": [
        Row("/xuong-bai/{sketch}/chuan-bi/van-ban-den", WRITERS),
        Row("/xuong-bai/{sketch}/chuan-bi/cho", WRITERS_SEND, "post"),
        Row("/xuong-bai/{sketch}/chuan-bi/no-such-module", WRITERS),  # the desk stands there
    ],
    "xuong-bai/<uuid:sketch>/khung/": [Row("/xuong-bai/{sketch}/khung/", (IN, 404, 404, 422, 404, 404, 422), "post")],
    "xuong-bai/<uuid:sketch>/hoan-tac/": [Row("/xuong-bai/{sketch}/hoan-tac/", WRITERS_SEND, "post")],
    "xuong-bai/<uuid:sketch>/rut-lai/": [Row("/xuong-bai/{sketch}/rut-lai/", WRITERS_SEND, "post")],
    "xuong-bai/<uuid:sketch>/bo/": [
        Row("/xuong-bai/{sketch}/bo/", WRITERS),
        Row("/xuong-bai/{sketch}/bo/", WRITERS_SEND, "post"),
    ],
    "xuong-bai/<uuid:sketch>/dat-san/": [
        Row("/xuong-bai/{sketch}/dat-san/?loai=van_ban", WRITERS),
        Row("/xuong-bai/{sketch}/dat-san/?loai=khong_co", everyone(404)),
        Row("/xuong-bai/{sketch}/dat-san/", everyone(404), "post"),
    ],
    "xuong-bai/<uuid:sketch>/ban-ghi/<slug:ref>/": [
        Row("/xuong-bai/{sketch}/ban-ghi/hoa_toc/", WRITERS),
        Row("/xuong-bai/{sketch}/ban-ghi/khong_co/", everyone(404)),
    ],
    "xuong-bai/<uuid:sketch>/ban-ghi/<slug:ref>/bo/": [
        Row("/xuong-bai/{sketch}/ban-ghi/hoa_toc/bo/", WRITERS_SEND, "post")
    ],
    "xuong-bai/<uuid:sketch>/gia-tri/": [Row("/xuong-bai/{sketch}/gia-tri/", WRITERS)],
    "xuong-bai/<uuid:sketch>/gia-tri/<slug:name>/": [
        Row("/xuong-bai/{sketch}/gia-tri/so_ht/", WRITERS),
        Row("/xuong-bai/{sketch}/gia-tri/khong_co/", everyone(404)),
    ],
    "xuong-bai/<uuid:sketch>/gia-tri/<slug:name>/bo/": [
        Row("/xuong-bai/{sketch}/gia-tri/so_ht/bo/", WRITERS_SEND, "post")
    ],
    "xuong-bai/<uuid:sketch>/lam-mau/": [Row("/xuong-bai/{sketch}/lam-mau/", WRITERS_SEND, "post")],
    "xuong-bai/<uuid:sketch>/loi/": [Row("/xuong-bai/{sketch}/loi/", WRITERS_SEND)],  # nothing was shown yet
    "xuong-bai/<uuid:sketch>/viet/": [Row("/xuong-bai/{sketch}/viet/", WRITERS_SEND, "post")],
    "xuong-bai/lam-mau/<uuid:recording>/": [
        Row("/xuong-bai/lam-mau/{recording}/", WRITERS),
        Row("/xuong-bai/lam-mau/{nobody}/", everyone(404)),
    ],
    "xuong-bai/lam-mau/<uuid:recording>/<path:path>": [
        Row("/xuong-bai/lam-mau/{recording}/van-ban-den", WRITERS),
        Row("/xuong-bai/lam-mau/{recording}/cho", WRITERS_SEND, "post"),
        Row("/xuong-bai/lam-mau/{recording}/no-such-module", everyone(404)),
    ],
    "xuong-bai/luot/<uuid:recording>/quay-lai/": [Row("/xuong-bai/luot/{recording}/quay-lai/", WRITERS_SEND, "post")],
    "xuong-bai/luot/<uuid:recording>/loi/": [Row("/xuong-bai/luot/{recording}/loi/", everyone(404), "post")],
    "xuong-bai/luot/<uuid:recording>/lam-lai/": [Row("/xuong-bai/luot/{recording}/lam-lai/", WRITERS_SEND, "post")],
    "xuong-bai/luot/<uuid:recording>/xong/": [Row("/xuong-bai/luot/{recording}/xong/", WRITERS_SEND, "post")],
    "xuong-bai/thu/<int:page>/": [
        Row("/xuong-bai/thu/{page}/", WRITERS),
        Row("/xuong-bai/thu/{page}/", WRITERS_SEND, "post"),
        Row("/xuong-bai/thu/999999/", everyone(404)),
    ],
    "xuong-bai/thu/<int:page>/xem-mau/": [Row("/xuong-bai/thu/{page}/xem-mau/", (IN, 404, 404, 302, 404, 404, 302))],
    "xuong-bai/thu/<int:page>/xem-mau/<int:number>/": [
        Row("/xuong-bai/thu/{page}/xem-mau/2/", WRITERS),
        Row("/xuong-bai/thu/{page}/xem-mau/2/", WRITERS_SEND, "post"),
        Row("/xuong-bai/thu/{page}/xem-mau/99/", everyone(404)),
    ],
    "xuong-bai/thu/<int:page>/xem-mau/<int:number>/man-hinh/": [
        Row("/xuong-bai/thu/{page}/xem-mau/2/man-hinh/", WRITERS)
    ],
    "xuong-bai/thu/<int:page>/xem-mau/<int:number>/man-hinh/<path:path>": [
        Row("/xuong-bai/thu/{page}/xem-mau/2/man-hinh/van-ban-den", WRITERS)
    ],
    "toi-can/": [Row("/toi-can/", everyone(200))],
    "toi-can/moi/": [
        Row("/toi-can/moi/", everyone(200)),
        Row("/toi-can/moi/?luot={open}", OWNER),
    ],
    "toi-can/hop-thu/": [Row("/toi-can/hop-thu/", everyone(404))],  # leads: tests/training/feedback/test_needs.py
    "toi-can/hop-thu/<uuid:need>/": [Row("/toi-can/hop-thu/{need}/", everyone(404))],
    "toi-can/hop-thu/<uuid:need>/gop/": [Row("/toi-can/hop-thu/{need}/gop/", everyone(404), "post")],
    "toi-can/hop-thu/<uuid:need>/tach/": [Row("/toi-can/hop-thu/{need}/tach/", everyone(404), "post")],
    "toi-can/hop-thu/<uuid:need>/ket-qua/": [Row("/toi-can/hop-thu/{need}/ket-qua/", everyone(404), "post")],
    "toi-can/hop-thu/<uuid:need>/len-bang/": [Row("/toi-can/hop-thu/{need}/len-bang/", everyone(404), "post")],
    "toi-can/cho-tra-loi/": [Row("/toi-can/cho-tra-loi/", HR)],
    "toi-can/bang/": [Row("/toi-can/bang/", everyone(200))],
    "toi-can/bang/<uuid:need>/": [
        Row("/toi-can/bang/{need}/", everyone(200)),
        Row("/toi-can/bang/{nobody}/", everyone(404)),
    ],
    "toi-can/bang/<uuid:need>/toi-cung-can/": [
        Row("/toi-can/bang/{need}/toi-cung-can/", everyone(303), "post"),
        Row("/toi-can/bang/{nobody}/toi-cung-can/", everyone(404), "post"),
    ],
    "toi-can/<uuid:need>/": [Row("/toi-can/{need}/", OWNER), Row("/toi-can/{nobody}/", everyone(404))],
    "giao-bai/": [Row("/giao-bai/", HR)],
    "giao-bai/moi/": [Row("/giao-bai/moi/", HR), Row("/giao-bai/moi/?unit=xa-dat-mui", HR)],
    "giao-bai/<uuid:assignment>/": [
        Row("/giao-bai/{assignment}/", HR_OF_THERE),
        Row("/giao-bai/{assignment}/?loc=khac", everyone(404)),
        Row("/giao-bai/{nobody}/", everyone(404)),
    ],
    "giao-bai/<uuid:assignment>/gia-han/": [
        Row("/giao-bai/{assignment}/gia-han/", HR_OF_THERE),
        Row("/giao-bai/{assignment}/gia-han/", (IN, 404, 404, 404, 404, 422, 404), "post"),
    ],
    "giao-bai/<uuid:assignment>/nguoi/<uuid:person>/": [
        Row("/giao-bai/{assignment}/nguoi/{mai}/", HR_OF_THERE),
        Row("/giao-bai/{assignment}/nguoi/{nobody}/", everyone(404)),
        Row("/giao-bai/{assignment}/nguoi/{mai}/", everyone(404), "post"),  # nothing was decided
    ],
    "nhac-viec/": [Row("/nhac-viec/", HR), Row("/nhac-viec/", everyone(404), "post")],
    "tai-khoan/thu-nhac/": [
        Row("/tai-khoan/thu-nhac/", everyone(200)),
        Row("/tai-khoan/thu-nhac/", everyone(303), "post"),
    ],
    "thu-nhac/tat/<str:token>/": [
        Row("/thu-nhac/tat/{letter}/", OPEN),
        Row("/thu-nhac/tat/x/", everyone(404, anonymous=404)),
    ],
    "giao-bai/<uuid:assignment>/thu-hoi/": [
        Row("/giao-bai/{assignment}/thu-hoi/", HR_OF_THERE),
        Row("/giao-bai/{assignment}/thu-hoi/", (IN, 404, 404, 404, 404, 303, 404), "post"),
    ],
    "ho-so-cua-toi/": [Row("/ho-so-cua-toi/", everyone(200))],
    "ho-so-cua-toi/lich-su/": [Row("/ho-so-cua-toi/lich-su/", everyone(200))],
    "ho-so-cua-toi/xac-nhan/": [Row("/ho-so-cua-toi/xac-nhan/", everyone(200))],
    "ho-so-cua-toi/giay-xac-nhan/": [Row("/ho-so-cua-toi/giay-xac-nhan/", everyone(200))],
    "ho-so-cua-toi/dieu-duoc-ghi/": [Row("/ho-so-cua-toi/dieu-duoc-ghi/", everyone(200))],
    "ho-so-cua-toi/tai-ve/": [Row("/ho-so-cua-toi/tai-ve/", everyone(200))],
    "ho-so-cua-toi/<uuid:attempt>/giay-xac-nhan/": [
        Row("/ho-so-cua-toi/{done}/giay-xac-nhan/", OWNER),
        Row("/ho-so-cua-toi/{open}/giay-xac-nhan/", everyone(404)),
    ],
    "ho-so-cua-toi/<uuid:attempt>/nguoi-huong-dan/": [
        Row("/ho-so-cua-toi/{done}/nguoi-huong-dan/", (IN, 422, *[404] * 5), "post"),
        Row("/ho-so-cua-toi/{done}/nguoi-huong-dan/", everyone(405, anonymous=405)),
    ],
    "giay-xac-nhan/<str:code>/": [
        Row("/giay-xac-nhan/{paper}/", (IN, 200, 404, 404, 404, 200, 404)),
        Row("/giay-xac-nhan/{paper}/", (IN, 422, 404, 404, 404, 422, 404), "post"),
        Row("/giay-xac-nhan/000000000000/", everyone(404)),
    ],
    "giay-xac-nhan/<str:code>/giay.pdf": [Row("/giay-xac-nhan/{paper}/giay.pdf", (IN, 200, 404, 404, 404, 200, 404))],
    "giay-xac-nhan/<str:code>/giay.png": [Row("/giay-xac-nhan/{paper}/giay.png", (IN, 200, 404, 404, 404, 200, 404))],
    "giay-xac-nhan/<str:code>/kiem-tra/": [Row("/giay-xac-nhan/{paper}/kiem-tra/", OWNER_SENDS, "post")],
    "kiem-chung/verify_receipt.py": [Row("/kiem-chung/verify_receipt.py", OPEN)],
    "kiem-chung/<str:code>/bien-nhan/<str:token>/": [
        Row("/kiem-chung/{paper}/bien-nhan/{token}/", OPEN),
        Row("/kiem-chung/{paper}/bien-nhan/khong-co/", everyone(404, anonymous=404)),
    ],
    "kiem-chung/<str:code>/bien-nhan/<str:token>/<int:number>.json": [
        Row("/kiem-chung/{paper}/bien-nhan/{token}/1.json", OPEN),
        Row("/kiem-chung/{paper}/bien-nhan/{token}/99.json", everyone(404, anonymous=404)),
    ],
    "kiem-chung/": [Row("/kiem-chung/", OPEN), Row("/kiem-chung/?code=1", everyone(422, anonymous=422))],
    "kiem-chung/<str:code>/": [
        Row("/kiem-chung/{paper}/", OPEN),
        Row("/kiem-chung/000000000000/", everyone(404, anonymous=404)),
    ],
    "phieu-viec/<slug:code>/": [
        Row("/phieu-viec/L05/", everyone(200)),
        Row("/phieu-viec/L99/", everyone(404)),
    ],
    "ho-so-cua-toi/<uuid:attempt>/": [
        Row("/ho-so-cua-toi/{done}/", OWNER),
        Row("/ho-so-cua-toi/{open}/", everyone(404)),
    ],
    "ho-so-cua-toi/<uuid:attempt>/bien-nhan.json": [
        Row("/ho-so-cua-toi/{done}/bien-nhan.json", OWNER),
        Row("/ho-so-cua-toi/{open}/bien-nhan.json", everyone(404)),
    ],
    "bao-cao/": [Row("/bao-cao/", HR), Row("/bao-cao/?don-vi=xa-dat-mui", HR_OF_THERE)],
    "bao-cao/don-vi.csv": [Row("/bao-cao/don-vi.csv", HR), Row("/bao-cao/don-vi.csv?don-vi=xa-dat-mui", HR_OF_THERE)],
    "bao-cao/nguoi/": [Row("/bao-cao/nguoi/", HR), Row("/bao-cao/nguoi/?don-vi=xa-dat-mui", HR_OF_THERE)],
    "bao-cao/nguoi/<uuid:person>/": [
        Row("/bao-cao/nguoi/{mai}/", (IN, 404, 404, 404, 404, 200, 404)),
        Row("/bao-cao/nguoi/{mai}/", (IN, 404, 404, 404, 404, 422, 404), "post"),
        Row("/bao-cao/nguoi/{nobody}/", everyone(404)),
    ],
    "bao-cao/sau-cau-hoi/": [
        Row("/bao-cao/sau-cau-hoi/", HR),
        Row("/bao-cao/sau-cau-hoi/?don-vi=xa-dat-mui", HR_OF_THERE),
    ],
    "bao-cao/hoi/<slug:question>/": [
        *(Row(f"/bao-cao/hoi/{key}/", HR) for key in QUESTIONS),
        *(Row(f"/bao-cao/hoi/{key}/?don-vi=xa-dat-mui", HR_OF_THERE) for key in QUESTIONS),
        Row("/bao-cao/hoi/khac/", everyone(404)),
    ],
    "bao-cao/hoi/<slug:question>/<slug:kind>/": [
        *(Row(f"/bao-cao/hoi/ai-chua/{kind}/", HR) for kind in ("xlsx", "csv", "pdf")),
        *(Row(f"/bao-cao/hoi/{key}/csv/?don-vi=xa-dat-mui", HR_OF_THERE) for key in QUESTIONS),
        Row("/bao-cao/hoi/ai-chua/docx/", everyone(404)),
    ],
    "bao-cao/tep/": [
        Row("/bao-cao/tep/", HR),
        Row("/bao-cao/tep/?don-vi=xa-dat-mui", (IN, 404, 404, 404, 404, 404, 404), "post"),  # no such list
    ],
    "bao-cao/tep/<uuid:export>/": [
        Row("/bao-cao/tep/{export}/", HR_OF_THERE),
        Row("/bao-cao/tep/{nobody}/", everyone(404)),
    ],
    "bao-cao/tep/<uuid:export>/tai/": [Row("/bao-cao/tep/{export}/tai/", HR_OF_THERE)],
    "bao-cao/nguoi.csv": [Row("/bao-cao/nguoi.csv", HR), Row("/bao-cao/nguoi.csv?don-vi=xa-dat-mui", HR_OF_THERE)],
    "nhan-su/to-chuc/": [Row("/nhan-su/to-chuc/", HR), Row("/nhan-su/to-chuc/?ngay=x", HR_REFUSED)],
    "nhan-su/to-chuc/to-chuc.<str:kind>": [
        Row("/nhan-su/to-chuc/to-chuc.csv", HR),
        Row("/nhan-su/to-chuc/to-chuc.exe", everyone(404)),
    ],
    "nhan-su/to-chuc/thay-doi/": [Row("/nhan-su/to-chuc/thay-doi/", HR)],
    "nhan-su/to-chuc/thay-doi/<uuid:change>/": [
        Row("/nhan-su/to-chuc/thay-doi/{changed}/", HR_OF_THERE),
        Row("/nhan-su/to-chuc/thay-doi/{changed}/", (IN, 404, 404, 404, 404, 303, 404), "post"),  # taken back
        Row("/nhan-su/to-chuc/thay-doi/{nobody}/", everyone(404)),
    ],
    "nhan-su/to-chuc/thay-doi/<slug:way>/": [
        Row("/nhan-su/to-chuc/thay-doi/tach/?ma=xa-dat-mui", HR_OF_THERE),
        Row("/nhan-su/to-chuc/thay-doi/chuyen/?ma=xa-ho-thi-ky/kinh-te", HR),
        Row("/nhan-su/to-chuc/thay-doi/giai-the/?ma=xa-dat-mui", (IN, 404, 404, 404, 404, 422, 404), "post"),
        Row("/nhan-su/to-chuc/thay-doi/no-such-way/?ma=xa-dat-mui", everyone(404)),
    ],
    "nhan-su/to-chuc/don-vi/<path:code>/": [
        Row("/nhan-su/to-chuc/don-vi/xa-dat-mui/kinh-te/", HR_OF_THERE),
        Row("/nhan-su/to-chuc/don-vi/xa-ho-thi-ky/", HR),
        Row("/nhan-su/to-chuc/don-vi/no-such-unit/", everyone(404)),
    ],
    "nhan-su/": [Row("/nhan-su/", HR), Row("/nhan-su/", (IN, 404, 404, 404, 422, 422, 404), "post")],
    "nhan-su/mau.<str:kind>": [Row("/nhan-su/mau.xlsx", HR), Row("/nhan-su/mau.exe", everyone(404))],
    "nhan-su/danh-sach.<str:kind>": [Row("/nhan-su/danh-sach.csv", HR)],
    "nhan-su/<uuid:roster>/": [
        Row("/nhan-su/{roster}/", HR_OF_THERE),
        Row("/nhan-su/{roster}/", everyone(404), "post"),  # nothing was asked for
        Row("/nhan-su/{nobody}/", everyone(404)),
    ],
    "nhan-su/<uuid:roster>/loi.csv": [Row("/nhan-su/{roster}/loi.csv", HR_OF_THERE)],
    "nhan-su/nhat-ky/": [Row("/nhan-su/nhat-ky/", (IN, 404, 404, 404, 200, 200, 200))],
    "nhan-su/nhat-ky.<str:kind>": [
        Row("/nhan-su/nhat-ky.csv", (IN, 404, 404, 404, 200, 200, 200)),
        Row("/nhan-su/nhat-ky.exe", everyone(404)),
    ],
    "ho-so-cua-toi/ai-da-xem/": [Row("/ho-so-cua-toi/ai-da-xem/", everyone(200))],
    "tai-khoan/": [Row("/tai-khoan/", everyone(200))],
    "tai-khoan/ngon-ngu/": [Row("/tai-khoan/ngon-ngu/", everyone(405, anonymous=405))],
    "tai-khoan/mau-man-hinh/": [Row("/tai-khoan/mau-man-hinh/", everyone(405, anonymous=405))],
    "giao-dien/": [Row("/giao-dien/", everyone(200))],
    "tai-khoan/dang-nhap/": [Row("/tai-khoan/dang-nhap/", NOT_FOR_SIGNED_IN)],
    "tai-khoan/dang-xuat/": [Row("/tai-khoan/dang-xuat/", everyone(200))],
    "tai-khoan/tam-dung/": [Row("/tai-khoan/tam-dung/", OPEN)],
    "tai-khoan/mat-khau/doi/": [Row("/tai-khoan/mat-khau/doi/", everyone(200))],
    "tai-khoan/mat-khau/tao/": [Row("/tai-khoan/mat-khau/tao/", everyone(302))],
    "tai-khoan/mat-khau/quen/": [Row("/tai-khoan/mat-khau/quen/", OPEN)],
    "tai-khoan/mat-khau/quen/da-gui/": [Row("/tai-khoan/mat-khau/quen/da-gui/", OPEN)],
    "tai-khoan/mat-khau/dat-lai/xong/": [Row("/tai-khoan/mat-khau/dat-lai/xong/", OPEN)],
    r"tai-khoan/^mat-khau/dat-lai/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": [
        Row("/tai-khoan/mat-khau/dat-lai/1-abc-def/", OPEN)
    ],
    "media/images/<path:path>": [Row("/media/images/none.png", everyone(404))],
}


def routes(patterns: list, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def single_routes() -> set[str]:
    return {route for route in routes(get_resolver().url_patterns) if not route.lstrip("^").startswith(tuple(GROUPS))}


def test_every_address_has_a_row() -> None:
    assert single_routes() == set(ROWS)


@pytest.fixture
def cast(mai, neighbour, trainer, hr_other, hr, administrator, client_of) -> list[Client]:
    people = (mai, neighbour, trainer, hr_other, hr, administrator)
    return [Client(), *[client_of(person) for person in people]]


def got(client: Client, row: Row, addresses: dict[str, str]) -> object:
    response = getattr(client, row.method)(row.url.format(**addresses))
    if response.status_code == 302 and "/tai-khoan/dang-nhap/" in response["Location"]:
        return IN
    return response.status_code


def told_apart(row: Row, turn: int) -> list[int]:
    """Of whom the quick suite asks: nobody signed in, one who is let in and, in turn, one who is refused.

    The thorough suite asks of all others.
    """
    signed_in = list(enumerate(row.expected[1:], 1))
    refused = [place for place, status in signed_in if status == 404]
    let_in = [place for place, status in signed_in if status != 404]
    in_turn = refused[turn % len(refused)] if refused else 0
    return sorted({0, in_turn, *let_in[:1]})


@pytest.mark.parametrize("thoroughly", [False, pytest.param(True, marks=pytest.mark.thorough)])
def test_everybody_gets_what_the_row_says(cast: list[Client], addresses: dict[str, str], thoroughly: bool) -> None:
    differs = {}
    for turn, row in enumerate([row for rows in ROWS.values() for row in rows] + list(GROUPS.values())):
        places = [place for place in range(len(cast)) if (place in told_apart(row, turn)) != thoroughly]
        answers = {}
        for place in places:  # each of them as if nobody else had been there
            before = transaction.savepoint()
            answers[place] = got(cast[place], row, addresses)
            transaction.savepoint_rollback(before)
        if answers != {place: row.expected[place] for place in places}:
            differs[f"{row.method} {row.url}"] = f"got {answers}, expected {row.expected}"
    assert differs == {}


def test_what_is_not_yours_looks_like_what_is_not_there(addresses: dict[str, str], neighbour, client_of) -> None:
    client = client_of(neighbour)
    theirs, nobodys = (client.get(f"/bai-tap/{addresses[which]}/") for which in ("open", "nobody"))
    assert theirs.status_code == nobodys.status_code == 404
    shown = [
        BeautifulSoup(answer.content, "html.parser").select_one("#main").get_text() for answer in (theirs, nobodys)
    ]
    assert shown[0] == shown[1]
