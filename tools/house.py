"""Set up, start and reset the product on one machine: what `make run`, `make test` and `make reset-demo` call.

Runs before anything is installed, with any Python, so: standard library only, and no syntax that an old Python
cannot read. Every refusal is one sentence, in Vietnamese and in English, and a non-zero exit.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("VENV") or ROOT / ".venv")
OLDEST_PYTHON = (3, 11)
PATIENCE = 60  # seconds for the first answer of the web process
GRACE = 10  # seconds for a process to finish what it is doing


class Refusal(Exception):
    """What the person at the keyboard can do something about."""

    def __init__(self, vietnamese, english):
        super().__init__("{}\n{}".format(vietnamese, english))


def load_dotenv():
    """The variables of `.env`, read as `training.environment` reads them; the environment wins."""
    spec = importlib.util.spec_from_file_location("environment", str(ROOT / "training" / "environment.py"))
    environment = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(environment)
    environment.load_dotenv(ROOT / ".env")


def data_dir():
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def check_python(version=None):
    version = tuple(version or sys.version_info)[:2]
    if version < OLDEST_PYTHON:
        raise Refusal(
            "Cần Python 3.11 trở lên, máy này đang dùng Python {}.{}; cài bản mới rồi chạy lại.".format(*version),
            "Python 3.11 or newer is needed and this is Python {}.{}; install a newer one and try again.".format(
                *version
            ),
        )


def check_writable(folder):
    """Refuse a folder in which no file can be made."""
    probe = folder / ".writable-{}".format(os.getpid())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refusal(
            "Không ghi được vào thư mục {} ({}); cấp quyền ghi hoặc đặt DATA_DIR sang thư mục khác.".format(
                folder, error.strerror
            ),
            "The folder {} cannot be written to ({}); allow it, or point DATA_DIR to another folder.".format(
                folder, error.strerror
            ),
        ) from None


def port():
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise Refusal(
            "PORT phải là một số từ 1 đến 65535, không phải “{}”.".format(text),
            "PORT must be a number from 1 to 65535, not “{}”.".format(text),
        )
    return int(text)


def check_port(host, number):
    try:
        family, _, _, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = number + 1 if number < 65535 else 8000
            raise Refusal(
                "Cổng {} đang có chương trình khác dùng; chọn cổng khác, ví dụ: PORT={} make run".format(
                    number, free
                ),
                "Port {} is taken by another program; choose another, for instance: PORT={} make run".format(
                    number, free
                ),
            ) from None
        raise Refusal(
            "Không mở được địa chỉ {}:{} ({}).".format(host, number, error.strerror),
            "The address {}:{} cannot be opened ({}).".format(host, number, error.strerror),
        ) from None


def only_one():
    """Hold the data folder for as long as this process lives; refuse when another one holds it."""
    folder = data_dir()
    check_writable(folder)
    lock = (folder / "running").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refusal(
            "Chương trình đang chạy với dữ liệu trong {}; dừng lại (Ctrl-C) trước đã.".format(folder),
            "The product is already running on the data in {}; stop it first (Ctrl-C).".format(folder),
        ) from None
    return lock


# --- Set-up -----------------------------------------------------------------------------------------


def python():
    return str(VENV / "bin" / "python")


def ensure_packages(*names):
    """A virtual environment with the pinned packages; installs only when the pins or Python changed."""
    check_writable(VENV.parent)
    works = VENV.exists() and _quiet([python(), "-c", "import pip, sys; assert sys.version_info >= (3, 11)"])
    if not works:
        make_environment()
    for name in names:
        pins = [ROOT / name, ROOT / "requirements.txt", ROOT / "constraints.txt"]
        wanted = hashlib.sha256(b"".join(path.read_bytes() for path in pins)).hexdigest()
        stamp = VENV / "installed-{}".format(name)
        if stamp.exists() and stamp.read_text() == wanted:
            continue
        say("… cài gói theo {} / installing packages of {}".format(name, name))
        install(ROOT / name)
        stamp.write_text(wanted)


def make_environment():
    try:
        import ensurepip  # noqa: F401 (Debian ships it apart from Python)
        import venv
    except ImportError:
        raise Refusal(
            "Python này thiếu mô-đun venv; cài gói python3-venv (sudo apt install python3-venv) rồi chạy lại.",
            "This Python lacks the venv module; install python3-venv (sudo apt install python3-venv) and try again.",
        ) from None
    say("… tạo môi trường Python / making the virtual environment")
    venv.create(str(VENV), clear=True, with_pip=True, symlinks=True)


def install(requirements):
    command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--retries", "2", "--timeout", "20", "--requirement", str(requirements)]
    finished = subprocess.run(command, stderr=subprocess.PIPE, universal_newlines=True)
    if finished.returncode:
        log = VENV / "install.log"
        log.write_text(finished.stderr)
        raise Refusal(
            "Không cài được các gói cần thiết; kiểm tra kết nối mạng rồi chạy lại (chi tiết: {}).".format(log),
            "The packages could not be installed; check the network and try again (details: {}).".format(log),
        )


def prepare():
    finished = subprocess.run([python(), "manage.py", "prepare"], cwd=str(ROOT))
    if finished.returncode:
        raise Refusal(
            "Chưa chuẩn bị xong dữ liệu; nguyên nhân ở ngay trên.",
            "The data could not be prepared; the reason stands above.",
        )


# --- Running ----------------------------------------------------------------------------------------


def commands(host, number):
    """The two processes, by name."""
    embedded = not os.environ.get("DATABASE_URL", "").startswith("postgres")
    processes = "1" if embedded else os.environ.get("WEB_CONCURRENCY") or "2"
    web = ["-m", "gunicorn", "training.wsgi", "--bind", "{}:{}".format(host, number), "--worker-class", "gthread"]
    web += ["--workers", processes, "--threads", "8", "--timeout", "60", "--graceful-timeout", "8"]
    web += ["--no-control-socket", "--log-level", "warning"]
    worker = ["-m", "celery", "--app", "training", "--quiet", "worker", "--beat", "--pool", "threads"]
    worker += ["--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker += ["--loglevel", "WARNING"]
    return {"web": [python(), *web], "worker": [python(), "-W", "ignore", *worker]}


def serve(named_commands, announce):
    """Run the processes until a signal or until one of them ends; then end the others. Returns the exit status.

    Each gets a session of its own, so that Ctrl-C reaches only this process, which stops them in order.
    """
    asked = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: asked.append(received))
    running = {}
    try:
        for name, command in named_commands.items():
            running[name] = subprocess.Popen(command, cwd=str(ROOT), start_new_session=True)
        while not asked:
            for name, process in running.items():
                if process.poll() is not None:
                    say(
                        "Tiến trình {} đã dừng (mã {}), nên dừng tất cả.\n"
                        "The {} process ended (status {}), so everything stops.".format(
                            name, process.returncode, name, process.returncode
                        )
                    )
                    return 1
            if announce and announce():
                announce = None
            time.sleep(0.2)
        say("\nĐang dừng… / Stopping…")
        return 0
    finally:
        stop(running.values())


def stop(processes):
    """End them kindly, then whatever is left of each: a process that died hard may leave children behind."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def announcer(host, number):
    """Say the address once it answers; give up with a refusal when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    reachable = "127.0.0.1" if host in ("0.0.0.0", "::") else host

    def announce():
        try:
            socket.create_connection((reachable, number), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise Refusal(
                    "Sau {} giây trang vẫn chưa trả lời.".format(PATIENCE),
                    "The site did not answer within {} seconds.".format(PATIENCE),
                ) from None
            return False
        address = os.environ.get("BASE_URL") or "http://{}:{}/".format(
            "localhost" if reachable == "127.0.0.1" else reachable, number
        )
        say("\n  Dùng là giỏi:  {}\n".format(address))
        people = data_dir() / "demo-people.txt"
        if people.exists():
            say(people.read_text(encoding="utf-8"))
        say("  Dừng / stop: Ctrl-C\n")
        return True

    return announce


# --- Commands ---------------------------------------------------------------------------------------


def run():
    number, host = port(), os.environ.get("HOST") or "127.0.0.1"
    check_port(host, number)
    lock = only_one()
    ensure_packages("requirements.txt")
    prepare()
    with lock:
        return serve(commands(host, number), announcer(host, number))


def test(*arguments):
    ensure_packages("requirements.txt", "requirements-dev.txt")
    # The quick suite on every core; a part of it in one process, where its output can be followed. A module stays in
    # one process, which plants once what it stands on.
    quick = ("-n", "auto", "--dist", "loadscope", "--no-loadscope-reorder", "-m", "not browser and not thorough")
    wanted = arguments or quick
    # What pytest makes of the tests' assertions is kept for the next run, whoever forbids Python to keep bytecode.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([python(), "-m", "pytest", *wanted], cwd=str(ROOT), env=environment).returncode


def reset_demo(*arguments):
    if os.environ.get("DATABASE_URL"):
        raise Refusal(
            "reset-demo chỉ làm việc với cơ sở dữ liệu kèm sẵn, không đụng đến DATABASE_URL.",
            "reset-demo only works on the embedded database and leaves DATABASE_URL alone.",
        )
    with only_one():
        if "--yes" not in arguments:
            say("Xóa toàn bộ dữ liệu trong {} và nạp lại nội dung mẫu.".format(data_dir()))
            say("This deletes all data in {} and loads the demonstration again.".format(data_dir()))
            try:
                answer = input("Gõ “co” hoặc “yes” để đồng ý / type “yes” to go on: ")
            except EOFError:
                answer = ""
            if answer.strip().lower() not in ("co", "có", "yes"):
                say("Đã giữ nguyên. / Nothing was changed.")
                return 1
        ensure_packages("requirements.txt")
        for name in ("data.sqlite3", "data.sqlite3-wal", "data.sqlite3-shm", "demo-people.txt"):
            (data_dir() / name).unlink(missing_ok=True)
        for name in ("media", "broker", "mail"):
            shutil.rmtree(str(data_dir() / name), ignore_errors=True)
        prepare()
    return 0


def do(*arguments):
    """Any command in the environment with the developer's packages: `python tools/house.py do ruff check`."""
    ensure_packages("requirements.txt", "requirements-dev.txt")
    return subprocess.run([str(VENV / "bin" / arguments[0]), *arguments[1:]], cwd=str(ROOT)).returncode


def say(sentence):
    print(sentence, flush=True)


def _quiet(command):
    try:
        return not subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    except OSError:
        return False


def main(arguments):
    verbs = {"run": run, "test": test, "reset-demo": reset_demo, "do": do}
    if not arguments or arguments[0] not in verbs:
        say("python3 tools/house.py {}".format("|".join(verbs)))
        return 2
    try:
        check_python()
        if arguments[0] in ("run", "reset-demo"):  # the suite is the same on every machine
            load_dotenv()
        return verbs[arguments[0]](*arguments[1:])
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
