"""How often something may be tried, counted in the cache: nothing about anybody is kept beyond the window.

Windows are pieces of the clock and part of the key, so every cache will do, also one that renews no time to live.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

__all__ = ["count", "seconds_left", "tried", "who"]


def who(request: HttpRequest) -> str:
    """Whoever asks, as a word that says nothing: the person signed in, else the address that the nearest proxy of
    our own saw (`PROXY_COUNT`; without one, the connection's)."""
    if request.user.is_authenticated:
        return salted_hmac("throttle", f"user {request.user.pk}", algorithm="sha256").hexdigest()[:24]
    address, proxies = request.META.get("REMOTE_ADDR", ""), settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    return salted_hmac("throttle", f"address {address}", algorithm="sha256").hexdigest()[:24]


def _key(what: str, asker: str, window: int) -> str:
    return f"throttle:{what}:{asker}:{int(time.time()) // window}"


def tried(what: str, asker: str, *, window: int) -> int:
    """How often in this window (seconds) so far."""
    return int(cache.get(_key(what, asker, window), 0))


def count(what: str, asker: str, *, window: int) -> None:
    """Once more."""
    key = _key(what, asker, window)
    cache.add(key, 0, window * 2)
    try:
        cache.incr(key)
    except ValueError:  # it fell out of a full cache in between
        cache.set(key, 1, window * 2)


def seconds_left(window: int) -> int:
    """Until the window is over."""
    return window - int(time.time()) % window
