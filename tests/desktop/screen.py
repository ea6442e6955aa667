# SPDX-License-Identifier: Apache-2.0
"""A screen of its own (Xvfb), and a person's hands on it (xdotool)."""

import os
import pathlib
import shutil
import signal
import subprocess
import time


class Screen:
    """An X server without a monitor. Use as a context."""

    def __init__(self, width=1440, height=900):
        self.width, self.height = width, height

    def __enter__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0",
             f"{self.width}x{self.height}x24", "-nolisten", "tcp"],
            pass_fds=[writing], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as answer:
            self.display = ":" + answer.readline().strip()
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def environment(self, **more):
        environment = dict(os.environ, DISPLAY=self.display, QT_QPA_PLATFORM="xcb", LC_ALL="C.UTF-8")
        environment.pop("WAYLAND_DISPLAY", None)
        environment.update(more)
        return environment

    def xdotool(self, *words):
        done = subprocess.run(["xdotool", *map(str, words)], env=self.environment(),
                              capture_output=True, text=True)
        return done.stdout.strip()

    def key(self, *keys):
        for each in keys:
            self.xdotool("key", "--clearmodifiers", each)
            time.sleep(0.15)

    def type(self, text):
        self.xdotool("type", "--delay", "15", text)

    def click(self, x, y, button=1):
        self.xdotool("mousemove", x, y)
        time.sleep(0.1)
        self.xdotool("click", button)
        time.sleep(0.2)

    def drag(self, from_point, to_point, button=1):
        self.xdotool("mousemove", *from_point, "mousedown", button)
        steps = 12
        for i in range(1, steps + 1):
            self.xdotool("mousemove", *(round(a + (b - a) * i / steps)
                                        for a, b in zip(from_point, to_point)))
        self.xdotool("mouseup", button)

    def move(self, x, y):
        self.xdotool("mousemove", x, y)

    def picture(self, path):
        """What the screen shows, as PNG, where ImageMagick is installed."""
        if not shutil.which("import"):
            return
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-silent", "-window", "root", str(path)],
                       env=self.environment(), check=True)


class Window:
    """The desktop program on a screen."""

    def __init__(self, screen, program, workspace, *arguments, **environment):
        self.screen = screen
        self.log = pathlib.Path(workspace).parent / "window.log"
        self.ready = pathlib.Path(workspace).parent / "startup.log"
        self.ready.unlink(missing_ok=True)
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [str(program), "--workspace", str(workspace), *arguments],
                env=screen.environment(PHI1_STARTUP_LOG=str(self.ready), **environment),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait_until_usable(self, seconds=20):
        wait_until(lambda: self.ready.exists() and self.ready.stat().st_size > 0, seconds,
                   "the window to be usable")
        self.focus()

    def focus(self):
        # Without a window manager nobody hands out the keyboard focus.
        for _ in range(50):
            ids = self.screen.xdotool("search", "--onlyvisible", "--pid",
                                      self.process.pid).split()
            if ids:
                self.screen.xdotool("windowfocus", ids[-1])
                return
            time.sleep(0.1)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self, seconds=10):
        self.process.terminate()
        return self.process.wait(seconds)


def wait_until(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def require_tools():
    missing = [name for name in ("Xvfb", "xdotool") if not shutil.which(name)]
    if missing:
        raise SystemExit("these programs are missing: " + ", ".join(missing))
