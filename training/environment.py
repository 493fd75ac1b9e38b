"""What differs between machines: environment variables, and a `.env` file for those who prefer one.

The file holds `NAME=value` lines; the environment wins over the file. `.env.example` documents every name.
Standard library only: `training.settings` reads this before anything else.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def load_dotenv(path: Path) -> None:
    """Add the variables of a `.env` file to the environment; those already set keep their value."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or name.lstrip().startswith("#"):
            continue
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        os.environ.setdefault(name.strip(), value)


def text(name: str, default: str = "") -> str:
    """The variable, or the default where it is missing or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    value = text(name)
    return value.lower() in {"1", "true", "yes", "on"} if value else default


def number(name: str, default: int) -> int:
    return int(text(name, str(default)))


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def redis_of_this_test_process() -> str:
    """`REDIS_URL` with a database number for each of pytest-xdist's workers, so that they may empty their own."""
    url = text("REDIS_URL")
    worker = text("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return urlsplit(url)._replace(path=f"/{worker}").geturl() if url else ""


def secret_key(folder: Path) -> str:
    """`SECRET_KEY`, or one made at the first start and kept in `folder`, readable by its owner only."""
    if given := text("SECRET_KEY"):
        return given
    path = folder / "secret-key"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"secret-key.{os.getpid()}"
    try:
        if not path.exists():
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(64))
            os.link(draft, path)  # unlike a rename, never replaces the key that another process just made
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()


def email(folder: Path) -> dict[str, Any]:
    """Django's mail settings from `EMAIL_URL` (`smtp://user:password@host:587?tls=true`).

    Without it, messages become files in `folder` (`*.eml`): nothing leaves the machine.
    """
    url = text("EMAIL_URL")
    if not url:
        backend = "training.reminders.mailbox.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": folder}
    parts = urlsplit(url)
    options: Mapping[str, list[str]] = parse_qs(parts.query)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("EMAIL_URL must look like smtp://user:password@host:587?tls=true")
    implicit_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit_tls,
        "EMAIL_USE_TLS": not implicit_tls and options.get("tls", ["true"])[-1].lower() in {"1", "true"},
        "EMAIL_TIMEOUT": 10,
    }
