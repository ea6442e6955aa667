#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The way of the training text, on a screen without a monitor, by mouse and keyboard:

imports a JSONL file, searches it, labels samples (the window is killed in between: SIGKILL), takes a label
back, scores the corpus with a fastText file, uses the threshold as a filter, writes a training set from
what passes, and takes it to the page New run.

    tests/desktop/samples_journey.py PROGRAM_FOLDER OUTPUT_FOLDER

Writes pictures and journey.json into OUTPUT_FOLDER, ends with status 0 if all went well.
"""

import argparse
import ast
import contextlib
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from screen import Screen, Window, require_tools, wait_until  # noqa: E402

SAMPLES = 400
CLASSIFIER = pathlib.Path(__file__).parents[1] / "data" / "fasttext" / "textbook-softmax.ftz"


def functions_of_the_library():
    """Functions with docstrings of Python's own library: (module, name, source), each source once."""
    seen = set()
    for file in sorted(pathlib.Path(sysconfig.get_path("stdlib")).glob("*.py")):
        source = file.read_text(encoding="utf-8", errors="replace")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
                text = ast.get_source_segment(source, node)
                if text and text not in seen:
                    seen.add(text)
                    yield file.stem, node.name, text


class Journey:
    def __init__(self, screen, program, output):
        self.screen, self.program, self.output = screen, program, output
        self.workspace = output / "workspace"
        self.workspace.mkdir()
        self.window = None
        self.pictures = 0
        self.seen = {}

    def open(self):
        self.window = Window(self.screen, self.program / "phi1-workbench", self.workspace,
                             XDG_CONFIG_HOME=str(self.output / "config"),
                             PHI1_STALL_LOG=str(self.output / "stalls.log"))
        self.window.wait_until_usable()
        time.sleep(1)

    def picture(self, name):
        self.pictures += 1
        self.screen.picture(self.output / f"{self.pictures:02}-{name}.png")

    def command(self, text):
        """By the command palette, as a person without a mouse would."""
        self.screen.key("ctrl+k")
        time.sleep(0.5)
        self.screen.type(text)
        time.sleep(0.5)
        self.screen.key("Return")
        time.sleep(0.7)

    def phi1(self, *words):
        done = subprocess.run([str(self.program / "phi1"), *map(str, words), "--workspace", str(self.workspace)],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"phi1 {words[0]} ended with {done.returncode}: {done.stderr}"
        return done.stdout

    def labels(self):
        """Labels of the workspace by hash, as another program reads them."""
        file = self.workspace / "workbench.db"
        if not file.exists():
            return {}
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as database:
            try:
                return dict(database.execute("SELECT hash, label FROM labels WHERE label > 0"))
            except sqlite3.OperationalError:
                return {}

    def write_inputs(self):
        """A JSONL file, handed to the page by what it kept of an earlier session."""
        file = self.output / "library.jsonl"
        with open(file, "w", encoding="utf-8") as lines:
            for count, (module, name, text) in enumerate(functions_of_the_library()):
                if count == SAMPLES:
                    break
                lines.write(json.dumps({"text": text, "title": f"{module}.{name}", "topic": module,
                                        "source": "cpython", "license": "PSF-2.0"}) + "\n")
        form = {"inputs": [str(file)], "corpus": "library", "extensions": "", "fields": {}, "constants": {}}
        (self.workspace / "window.json").write_text(json.dumps(
            {"version": 1, "values": {"page.samples-import": {"form": form}}}))

    def import_text(self):
        self.open()
        self.picture("first-start")
        self.screen.key("ctrl+3")
        time.sleep(1)
        self.picture("no-corpus")
        self.screen.key("ctrl+i")
        time.sleep(1.5)
        self.picture("import")
        self.screen.key("ctrl+Return")
        wait_until(lambda: (self.workspace / "corpora" / "library" / "samples.db").exists(), 30, "the corpus")
        time.sleep(2.5)
        self.picture("imported")
        found = json.loads(self.phi1("search", "def", "--corpus", "library", "--json"))
        assert found["total"] == SAMPLES, f"{found['total']} samples are found, expected {SAMPLES}"

    def search_and_label(self):
        self.screen.key("ctrl+3")
        time.sleep(1.5)
        self.picture("samples")
        self.screen.key("slash")
        self.screen.type("return")
        time.sleep(1)
        self.picture("searched")
        self.screen.key("Down")
        for label in ("5", "4", "1", "2", "3"):
            self.screen.key(label)
            self.screen.key("j")
        wait_until(lambda: len(self.labels()) == 5, 10, "five labels")
        kept = self.labels()
        self.window.kill()
        self.picture("killed")
        self.open()
        assert self.labels() == kept, "labels changed when the window was killed"
        time.sleep(1)
        self.picture("after-the-kill")
        self.screen.key("Down")
        self.screen.key("5")
        time.sleep(0.5)
        self.picture("labelled")
        self.screen.key("u")
        wait_until(lambda: self.labels() == kept, 10, "the last label to be taken back")
        self.seen["labels"] = sorted(kept.values())

    def score(self):
        """A fastText file scores the corpus; its threshold becomes the filter of the Samples page."""
        self.command("Judge quality")
        time.sleep(1)
        self.picture("quality")
        self.screen.click(183, 694)  # the classifier's file
        self.screen.type(str(CLASSIFIER))
        time.sleep(0.3)
        self.screen.click(177, 834)  # Score the corpus
        column = self.workspace / "corpora" / "library" / "columns" / "score.textbook-softmax.col"
        wait_until(column.exists, 30, "the score")
        time.sleep(2)
        self.screen.click(200, 98)  # the first of the scores
        time.sleep(1)
        self.picture("scored")
        self.screen.drag((397, 220), (620, 220))
        time.sleep(1)
        self.picture("threshold")
        self.command("Use the threshold")
        time.sleep(1)
        self.picture("filtered")

    def mix(self):
        """What the filter leaves becomes a training set."""
        self.command("Mix a training set")
        time.sleep(1)
        self.screen.type("journey")
        time.sleep(1)
        self.picture("recipe")
        self.screen.key("ctrl+Return")
        made = self.workspace / "sets" / "journey" / "set.json"
        wait_until(made.exists, 60, "the training set")
        time.sleep(2)
        self.picture("set")
        source = json.loads(made.read_text())["recipe"]["sources"][0]
        numbers = source["filter"].get("numbers", [])
        assert [one["column"] for one in numbers] == ["score.textbook-softmax"], f"the set's filter is {source}"
        self.command("Start training with the chosen")
        time.sleep(2)
        self.picture("new-run")
        self.seen["source"] = source


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    options = parser.parse_args()
    require_tools()
    shutil.rmtree(options.output, ignore_errors=True)
    options.output.mkdir(parents=True)
    with Screen() as screen:
        journey = Journey(screen, options.program.resolve(), options.output.resolve())
        try:
            journey.write_inputs()
            journey.import_text()
            journey.search_and_label()
            journey.score()
            journey.mix()
            journey.seen["window_status"] = journey.window.close()
        finally:
            if journey.window and journey.window.process.poll() is None:
                journey.window.kill()
        (options.output / "journey.json").write_text(json.dumps(journey.seen, indent=2) + "\n")
        print(json.dumps(journey.seen, indent=2))


if __name__ == "__main__":
    main()
