#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the window under load, on a screen without a monitor, and prints one JSON document:

    tests/desktop/load.py BUILD_FOLDER [--runs 100] [--live SECONDS] [--flood SECONDS]

start   milliseconds from the start of the process to a usable window with so many runs, resident memory (5 starts)
live    a worker that writes 1,000 step events a second: stalls of the event loop above 100 ms, share of a core,
        resident memory at the beginning and the end
flood   a worker that writes 200,000 lines a second into its log, which the window shows: the same
"""

import argparse
import json
import math
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from screen import Screen, Window, require_tools, wait_until  # noqa: E402

TOML = """format = 1
[model]
preset = "phi-1-nano"
layers = 4
hidden = 128
heads = 4
mlp = 512
vocabulary = 1024
context = 128
rotary = 16
[data]
train = ["builtin:textbook"]
[training]
steps = {steps}
learning_rate = {rate}
warmup_steps = 100
[resolved]
program = "0.1.0"
"""


def make_run(folder, steps, seed):
    """A finished run with a plausible curve."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    rate = chance.choice([5e-4, 1e-3, 2e-3])
    (folder / "run.toml").write_text(TOML.format(steps=steps, rate=rate))
    begin = 1.79e9 + seed * 3600
    with open(folder / "events.jsonl", "w", encoding="utf-8") as out:
        seq = 0

        def say(**fields):
            nonlocal seq
            event = {"event": fields.pop("event"), "v": 1, "seq": seq, "segment": 0}
            out.write(json.dumps({**event, **fields}) + "\n")
            seq += 1

        say(event="hello", time=begin, elapsed=0.0, program="train", version="0.1.0", host="here", pid=1,
            from_step=0, devices=["cpu"])
        for step in range(1, steps + 1):
            elapsed = step * 0.3
            loss = 0.6 + 6 * math.exp(-step / (steps / 8)) + 0.05 * chance.gauss(0, 1)
            say(event="step", time=begin + elapsed, elapsed=elapsed, step=step, tokens=step * 4096, loss=loss,
                learning_rate=rate * (1 - step / steps), gradient_norm=1 + chance.random(),
                tokens_per_second=12000 + 500 * chance.random(), memory_bytes=270000000)
        say(event="bye", time=begin + steps * 0.3, elapsed=steps * 0.3, reason="finished", exit_status=0)
    (folder / "status.json").write_text(json.dumps({
        "v": 1, "state": "finished", "program": "train", "arguments": ["train"], "pid": 1, "process_start_time": 1,
        "boot_id": "x", "host": "here", "heartbeat": begin + steps * 0.3, "started": begin, "segment": 0,
        "elapsed": steps * 0.3, "step": steps, "progress": None, "exit_reason": "finished", "exit_status": 0,
        "signal": None, "peak_memory_bytes": None, "dropped_events": 0}))
    (folder / "log.txt").write_text("")


def usage(pid):
    """Seconds of processor time and resident bytes of a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    resident = int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    return seconds, resident


class Load:
    def __init__(self, screen, build, folder):
        self.screen, self.build, self.folder = screen, build, folder

    def window(self, workspace, stalls):
        window = Window(self.screen, self.build / "bin" / "phi1-workbench", workspace,
                        XDG_CONFIG_HOME=str(self.folder / "config"), PHI1_STALL_LOG=str(stalls))
        window.wait_until_usable()
        return window

    def start(self, runs):
        workspace = self.folder / "many" / "workspace"
        for i in range(runs):
            make_run(workspace / "runs" / f"run-{i:03}", 900, i)
        figures = []
        first = None
        for i in range(6):
            window = self.window(workspace, self.folder / "start-stalls.log")
            # The first start reads every run and makes the caches of their curves.
            time.sleep(15 if i == 0 else 2)
            ready = json.loads(window.ready.read_text())
            _, resident = usage(window.process.pid)
            ready["resident_after_2_s"] = resident
            if i == 0:
                first = ready
            else:
                figures.append(ready)
            window.close()
        return {"runs": runs,
                "first_start_usable_ms": first["usable_ms"],
                "usable_ms": sorted(f["usable_ms"] for f in figures),
                "resident_mb": sorted(round(f["resident_after_2_s"] / 1e6, 1) for f in figures)}

    def worked(self, name, script, seconds):
        workspace = self.folder / name / "workspace"
        run = workspace / "runs" / name
        run.mkdir(parents=True)
        (run / "run.toml").write_text(TOML.format(steps=1000000, rate=1e-3))
        worker = subprocess.Popen([str(self.build / "tests" / "phi1_fake_worker"), "run",
                                   f"job {run}\nhello 0\nlisten\n{script}\nfinish 0\n"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until((run / "status.json").exists, 10, "the worker")
        stalls = self.folder / f"{name}-stalls.log"
        window = self.window(workspace, stalls)
        time.sleep(3)
        settled = time.monotonic()
        cpu, resident = usage(window.process.pid)
        own_stalls = stalls.stat().st_size if stalls.exists() else 0
        samples = [resident]
        while time.monotonic() - settled < seconds:
            time.sleep(1)
            samples.append(usage(window.process.pid)[1])
        cpu_end, _ = usage(window.process.pid)
        passed = time.monotonic() - settled
        self.screen.picture(self.folder / f"{name}.png")
        window.close()
        worker.terminate()
        worker.wait()
        lines = stalls.read_bytes()[own_stalls:].splitlines() if stalls.exists() else []
        events = sum(1 for _ in open(run / "events.jsonl", "rb"))
        half = len(samples) // 2
        return {"seconds": round(passed, 1), "events_written": events,
                "share_of_a_core": round((cpu_end - cpu) / passed, 3),
                "stalls_over_100_ms": [json.loads(line)["stall_ms"] for line in lines],
                "resident_mb_begin": round(samples[0] / 1e6, 1),
                "resident_mb_middle": round(statistics.median(samples[half - 2:half + 3]) / 1e6, 1),
                "resident_mb_end": round(samples[-1] / 1e6, 1), "resident_mb_most": round(max(samples) / 1e6, 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--live", type=float, default=600)
    parser.add_argument("--flood", type=float, default=30)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for pictures and logs")
    options = parser.parse_args()
    require_tools()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="phi1-load-"))
    result = {"load_average_before": os.getloadavg()[0]}
    with Screen() as screen:
        load = Load(screen, options.build.resolve(), folder)
        if options.runs:
            result["start"] = load.start(options.runs)
        if options.live:
            result["live"] = load.worked("live", "pace 1 100000000 1000", options.live)
        if options.flood:
            result["flood"] = load.worked("flood", f"log-flood 200000 {options.flood + 10:.0f}", options.flood)
    if options.keep:
        shutil.copytree(folder, options.keep, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("workspace"))
    shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
