#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A researcher's first half hour, on a screen without a monitor, by mouse and keyboard:

starts the demonstration in an empty workspace, watches it, kills the window (SIGKILL) and opens it again as
often as asked for while the training goes on, stops the run, resumes it, and waits until it is finished and
finetuned. At the end the numbers that the window exports must be those of the run, each step once, and two
checkpoints complete two prompts side by side, which are kept.

    tests/desktop/journey.py PROGRAM_FOLDER OUTPUT_FOLDER [--kills 50] [--short]

--short trains far fewer steps (CTest); without it the demonstration is the real one. Writes pictures and
journey.json into OUTPUT_FOLDER, ends with status 0 if all went well.
"""

import argparse
import contextlib
import json
import pathlib
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from screen import Screen, Window, require_tools, wait_until  # noqa: E402


def status(run):
    try:
        return json.loads((run / "status.json").read_text())
    except (OSError, ValueError):
        return {}


def state(run):
    return status(run).get("state", "")


def events(run):
    for line in (run / "events.jsonl").read_text().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            raise AssertionError(f"a line of {run}/events.jsonl does not parse: {line[:200]}") from None


class Journey:
    def __init__(self, screen, program, output, short):
        self.screen, self.program, self.output, self.short = screen, program, output, short
        self.workspace = output / "workspace"
        self.textbook = self.workspace / "runs" / "nano-textbook"
        self.exercises = self.workspace / "runs" / "nano-exercises"
        self.seen = {}

    def open(self):
        window = Window(self.screen, self.program / "phi1-workbench", self.workspace,
                        XDG_CONFIG_HOME=str(self.output / "config"),
                        PHI1_STALL_LOG=str(self.output / "stalls.log"))
        window.wait_until_usable()
        return window

    def picture(self, name):
        self.screen.picture(self.output / f"{name}.png")

    def command(self, text):
        """By the command palette, as a person without a mouse would."""
        self.screen.key("ctrl+k")
        time.sleep(0.5)
        self.screen.type(text)
        time.sleep(0.5)
        self.screen.key("Return")
        time.sleep(0.5)

    def start(self):
        window = self.open()
        time.sleep(1)
        self.picture("1-first-start")
        if self.short:
            # The same chain, but small: what First start's button does, through New run's command line.
            subprocess.run(
                [str(self.program / "phi1"), "train", "phi-1-nano", "--run", str(self.textbook), "--detach",
                 "--workspace", str(self.workspace), "--set", "training.steps=120", "--set",
                 "data.passages=2000", "--set", "checkpoint.every=40", "--set", "evaluation.every=40",
                 "--set", "model.vocabulary=512"],
                check=True, capture_output=True)
        else:
            self.screen.key("Return")
        wait_until(lambda: state(self.textbook) in ("running", "starting"), 60, "the demonstration to start")
        wait_until(lambda: (status(self.textbook).get("step") or 0) > 5, 180, "the first steps")
        time.sleep(3)
        self.picture("2-training")
        return window

    def kill_often(self, window, times):
        worker = status(self.textbook)["pid"]
        usable = []
        for i in range(times):
            time.sleep(random.uniform(0.0, 0.6))
            window.kill()
            before = status(self.textbook).get("step") or 0
            window = self.open()
            usable.append(json.loads(window.ready.read_text())["usable_ms"])
            now = status(self.textbook)
            if now["state"] != "running" and times > 5:
                raise AssertionError(f"after kill {i + 1} the run is {now['state']}, running was expected")
            assert now["pid"] == worker, "the worker is another process"
            assert (now.get("step") or 0) >= before
        self.seen["kills"] = times
        self.seen["usable_ms_median"] = statistics.median(usable)
        self.seen["usable_ms_max"] = max(usable)
        time.sleep(2)
        self.picture("3-after-the-kills")
        return window

    def stop_and_resume(self):
        self.command("nano-textbook")
        self.screen.key("ctrl+period")
        time.sleep(0.4)
        self.picture("4-stopping")
        wait_until(lambda: state(self.textbook) == "stopped", 60, "the run to stop")
        pid = status(self.textbook)["pid"]
        wait_until(lambda: not pathlib.Path(f"/proc/{pid}").exists(), 10, "the worker to end")
        time.sleep(3)
        self.picture("5-stopped")
        self.command("Resume")
        wait_until(lambda: state(self.textbook) == "running", 60, "the run to go on")
        time.sleep(3)
        self.picture("6-resumed")

    def finish(self, seconds):
        wait_until(lambda: state(self.textbook) == "finished", seconds, "pretraining to finish")
        if not self.short:
            wait_until(lambda: state(self.exercises) in ("running", "finished"), 60, "finetuning to start")
            time.sleep(10)
            self.picture("7-finetuning")
            wait_until(lambda: state(self.exercises) == "finished", seconds, "finetuning to finish")
        time.sleep(3)
        self.picture("8-finished")

    def compare(self, window):
        """Two checkpoints complete a prompt, then another that is typed; both comparisons are kept."""
        window.focus()  # which the dialog of the export took
        self.screen.key("ctrl+4")
        time.sleep(6)  # the engine starts, the checkpoints are loaded
        self.picture("9-compare")
        self.screen.key("ctrl+Return")
        wait_until(lambda: len(self.comparisons()) == 1, 120, "the first comparison to be kept")
        time.sleep(1)
        self.screen.key("F8")
        self.picture("10-compared")
        self.command("Differences")
        time.sleep(1)
        self.picture("11-differences")
        self.command("Differences")
        self.screen.click(800, 150)  # the editor
        self.screen.key("ctrl+a")
        self.screen.type("def double(number):\n")
        self.screen.key("ctrl+Return")
        wait_until(lambda: len(self.comparisons()) == 2, 120, "the second comparison to be kept")
        prompts = self.comparisons()
        assert "def double(number):" in prompts[1], f"the prompt kept is {prompts[1]!r}"
        self.seen["comparisons"] = len(prompts)
        self.picture("12-typed")
        self.screen.key("ctrl+1")

    def comparisons(self):
        """Prompts of the comparisons that were kept with all their completions."""
        with contextlib.closing(sqlite3.connect(
                f"file:{self.workspace / 'workbench.db'}?mode=ro", uri=True, timeout=5)) as database:
            return [prompt for (prompt,) in database.execute(
                "SELECT prompt FROM comparisons WHERE completions >= 2 ORDER BY id")]

    def check(self):
        """What the window holds against what the run wrote."""
        runs = [self.textbook] + ([] if self.short else [self.exercises])
        verified = [e for e in events(self.textbook) if e["event"] == "resume_verified"]
        assert verified and all(e["equal"] for e in verified), "the resume was not verified"
        sequence = [e["seq"] for run in runs[:1] for e in events(run)]
        assert sequence == list(range(len(sequence))), "events are missing or doubled"
        table = self.output / "window.csv"
        self.command("Save all points")
        time.sleep(1)
        self.screen.key("ctrl+a")
        self.screen.type(str(table))
        self.screen.key("Return")
        wait_until(table.exists, 20, "the exported table")
        time.sleep(0.5)
        shown = self.steps_of_the_window(table)
        for run in runs:
            file = self.output / f"{run.name}.csv"
            subprocess.run([str(self.program / "phi1"), "export", str(run), "--to", "csv", "--output", str(file)],
                           check=True, capture_output=True)
            written = file.read_text().splitlines()
            column = written[0].split(",").index("step")
            steps = [int(line.split(",")[column]) for line in written[1:]]
            assert steps == list(range(1, len(steps) + 1)), f"{run.name}: steps are missing or doubled"
            assert shown.get(run.name) == steps, (
                f"the window holds {len(shown.get(run.name, []))} points of {run.name}, "
                f"{len(steps)} were expected")
            self.seen[f"{run.name}_steps"] = len(steps)

    @staticmethod
    def steps_of_the_window(table):
        """The steps of each run in their order; evaluations have rows of their own, without a training loss."""
        lines = table.read_text().splitlines()
        head = lines[0].split(",")
        run, step, loss = head.index("run"), head.index("step"), head.index("loss")
        found = {}
        for line in lines[1:]:
            cells = line.split(",")
            if cells[loss]:
                found.setdefault(cells[run], []).append(int(float(cells[step])))
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    require_tools()
    shutil.rmtree(options.output, ignore_errors=True)
    options.output.mkdir(parents=True)
    with Screen() as screen:
        journey = Journey(screen, options.program.resolve(), options.output.resolve(), options.short)
        window = None
        try:
            window = journey.start()
            window = journey.kill_often(window, options.kills)
            journey.stop_and_resume()
            journey.finish(3600)
            journey.check()
            journey.compare(window)
            journey.seen["window_status"] = window.close()
        finally:
            if window and window.process.poll() is None:
                window.kill()
            subprocess.run([str(journey.program / "phi1"), "stop", str(journey.textbook), "--now"],
                           capture_output=True, check=False)
        (options.output / "journey.json").write_text(json.dumps(journey.seen, indent=2) + "\n")
        print(json.dumps(journey.seen, indent=2))


if __name__ == "__main__":
    main()
