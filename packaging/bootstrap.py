"""Sets Colophon up on a machine that has only Python and pip, then runs the demo or the tests.

    python3 packaging/bootstrap.py demo     the main job on the embedded demo
    python3 packaging/bootstrap.py test     the whole test suite

Standard library only. Safe to run again: what is there is not installed twice.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"demo": ROOT / "requirements.lock", "test": ROOT / "requirements-dev.lock"}
# What Qt's offscreen and X11 platforms load, by the name the linker knows, with Debian's package.
LIBRARIES = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "X11": "libx11-6",
    "fontconfig": "libfontconfig1",
    "freetype": "libfreetype6",
    "dbus-1": "libdbus-1-3",
    "xkbcommon": "libxkbcommon0",
    "glib-2.0": "libglib2.0-0",
    "gssapi_krb5": "libgssapi-krb5-2",
}
DISPLAY_LIBRARIES = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-render-util": "libxcb-render-util0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}
FONTS = {"Inter": "fonts-inter", "Noto Serif": "fonts-noto-core"}


def say(text: str) -> None:
    print(f"bootstrap: {text}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=("demo", "test", "setup"))
    arguments, rest = parser.parse_known_args()
    started = time.monotonic()
    if not check_python():
        return 2
    system_packages()
    python = environment("demo" if arguments.what == "demo" else "test")
    say(f"set up in {time.monotonic() - started:.1f} s")
    if arguments.what == "setup":
        return 0
    return demo(python, rest) if arguments.what == "demo" else test(python, rest)


def check_python() -> bool:
    if (3, 11) <= sys.version_info[:2] < (3, 14):
        return True
    version = sys.version.split()[0]
    say(f"Python 3.11, 3.12 or 3.13 is needed, not {version}. Nothing was set up.")
    return False


# ------------------------------------------------------------------ system libraries


def system_packages() -> None:
    """Name missing libraries and fonts; install them where that needs no password."""
    if not sys.platform.startswith("linux"):
        return
    wanted = LIBRARIES | (DISPLAY_LIBRARIES if has_display() else {})
    missing = [package for name, package in wanted.items() if not ctypes.util.find_library(name)]
    fonts = [package for family, package in FONTS.items() if not has_font(family)]
    if not missing and not fonts:
        return
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        say(f"missing system packages (Debian's names): {' '.join(missing + fonts)}")
        return
    say(f"installing {' '.join(missing + fonts)}")
    update = subprocess.run(["apt-get", "update", "-q"], stdout=subprocess.DEVNULL, check=False)
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        [*install, *missing, *fonts, "fontconfig"],
        stdout=subprocess.DEVNULL,
        env=quiet,
        check=False,
    )
    if update.returncode or done.returncode:
        say(f"could not install all of: {' '.join(missing + fonts)}; going on without")


def has_font(family: str) -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", family], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def has_display() -> bool:
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


# ------------------------------------------------------------------ virtual environment


def environment(kind: str) -> Path:
    """Make `.venv` with the locked set (by hash) and the project itself; returns its Python."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        say("making .venv")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    # The development set holds everything the demo needs.
    if stamp("test") == read_stamp():
        return python
    if stamp(kind) != read_stamp():
        install(python, LOCKS[kind])
        (VENV / "colophon-lock").write_text(stamp(kind))
    return python


def install(python: Path, lock: Path) -> None:
    say(f"installing {lock.name}")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(lock)], check=True)
    # Editable, so that the checkout that is run is the checkout that is read.
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)


def stamp(kind: str) -> str:
    parts = [LOCKS[kind].read_bytes(), (ROOT / "pyproject.toml").read_bytes(), kind.encode()]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def read_stamp() -> str:
    file = VENV / "colophon-lock"
    return file.read_text() if file.exists() else ""


# ------------------------------------------------------------------ the two commands


def demo(python: Path, rest: list[str]) -> int:
    """The window on the demo profile; without a display the same job, headless."""
    colophon = [str(python), "-m", "desktop_app"]
    if has_display() and "--headless" not in rest:
        say("opening the window on the demo profile")
        return subprocess.run([*colophon, "--demo", *rest], check=False).returncode
    say("no display: running the demo headless")
    pictures = ["demo-run", "--screenshots", str(ROOT / "screenshots")]
    rest = [each for each in rest if each != "--headless"]
    return subprocess.run([*colophon, *pictures, *rest], env=offscreen(), check=False).returncode


def test(python: Path, rest: list[str]) -> int:
    """The whole suite on all cores, a file at a time; what ``rest`` names, in one process."""
    shared = [] if rest else ["-n", str(os.cpu_count() or 1), "--dist", "loadfile"]
    command = [str(python), "-m", "pytest", *shared, *rest]
    return subprocess.run(command, cwd=ROOT, env=offscreen(), check=False).returncode


def offscreen() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.qpa.*=false"}


if __name__ == "__main__":
    raise SystemExit(main())
