"""Settings that come from the environment, and what stands in for them when it is empty."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from training import environment

ROOT = Path(__file__).resolve().parents[2]


def setting(expression: str, data: Path, **variables: str) -> str:
    """The value of an expression over the settings in a process of its own, outside any test run."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    # Given as empty, so that a developer's `.env` cannot answer for them.
    clean |= dict.fromkeys(("DATABASE_URL", "REDIS_URL", "BASE_URL", "EMAIL_URL", "SECRET_KEY", "DEBUG", "PORT"), "")
    finished = subprocess.run(
        [sys.executable, "-c", f"from training import settings; print({expression})"],
        env=clean | {"DATA_DIR": str(data)} | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@pytest.mark.thorough
def test_an_empty_environment_is_one_machine(tmp_path: Path) -> None:
    assert setting("settings.DATABASES['default']['NAME']", tmp_path) == str(tmp_path / "data.sqlite3")
    assert setting("settings.CACHES['default']['BACKEND']", tmp_path).endswith("LocMemCache")
    assert setting("settings.DEBUG", tmp_path) == "False"


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = setting("settings.SECRET_KEY", tmp_path)

    assert len(first) > 50
    assert setting("settings.SECRET_KEY", tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_server_is_described_by_variables_alone(tmp_path: Path) -> None:
    variables = {
        "DATABASE_URL": "postgres://house:pass@db.example:5433/learning",
        "REDIS_URL": "redis://cache.example:6379/1",
        "SECRET_KEY": "given",
        "BASE_URL": "https://learn.example/",
        "ALLOWED_HOSTS": "learn.example, www.learn.example",
    }
    expression = (
        "settings.DATABASES['default']['HOST'], settings.CACHES['default']['LOCATION'], settings.SECRET_KEY,"
        "settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_SECURE, settings.WAGTAILADMIN_BASE_URL"
    )

    assert setting(f"[{expression}]", tmp_path, **variables) == (
        "['db.example', 'redis://cache.example:6379/1', 'given', ['learn.example', 'www.learn.example'], "
        "True, 'https://learn.example']"
    )


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("# a comment\nexport A_NAME='from the file'\nANOTHER=7\n\nnonsense\n", encoding="utf-8")
    monkeypatch.setenv("ANOTHER", "8")
    monkeypatch.setenv("A_NAME", "")  # so that what the file sets is undone after the test
    monkeypatch.delenv("A_NAME")

    environment.load_dotenv(file)

    assert (os.environ["A_NAME"], os.environ["ANOTHER"]) == ("from the file", "8")


def test_without_a_mail_server_mail_stays_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "")

    assert environment.email(tmp_path)["EMAIL_FILE_PATH"] == tmp_path


def test_a_mail_server_is_one_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://robot%40x:p%3Aw@mail.example")

    found = environment.email(tmp_path)

    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("robot@x", "p:w")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == (587, True)


def test_every_variable_is_documented() -> None:
    sources = [ROOT / "training" / "settings.py", ROOT / "training" / "environment.py", ROOT / "tools" / "house.py"]
    read = r"""(?:env\.(?:text|flag|number|words)|[^_.](?:text|flag|number|words)|environ\.get)\(\s*"([A-Z_]+)\""""
    used = {name for source in sources for name in re.findall(read, source.read_text(encoding="utf-8"))}
    documented = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))

    assert used - {"PYTEST_XDIST_WORKER"} == documented
