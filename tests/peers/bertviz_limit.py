# SPDX-License-Identifier: Apache-2.0
"""bertviz_limit.py CHECKPOINT: up to how many tokens BertViz's model view of all heads works in a browser.

For one length after the other it makes the view of the attention of transformers (eager), opens it in headless
Chromium and waits until the picture stands. A length fails when that takes longer than the limit, or the browser
crashes or takes more memory than allowed. The longest that works is found by doubling, then by halving the interval.
Prints a line for each length and, at the end, a JSON object. Needs tests/peers/setup --attention and Debian's chromium,
node-d3, libjs-requirejs and libjs-jquery, which stand in for the servers that BertViz loads its scripts from.
"""

import argparse
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

SCRIPTS = {
    "/require.js": "/usr/share/javascript/requirejs/require.min.js",
    "/d3.js": "/usr/share/nodejs/d3/dist/d3.min.js",
    "/jquery.js": "/usr/share/javascript/jquery/jquery.min.js",
}
IMPORT_SECONDS = 60  # that PyTorch may take to start, beside the limit
# The view draws everything in one call, so this runs before it or after it: then two frames until the picture stands.
WATCH = """<script>
const watch = setInterval(() => {
    const lines = document.querySelectorAll('svg line').length;
    if (lines === 0) return;
    clearInterval(watch);
    requestAnimationFrame(() => requestAnimationFrame(() => fetch('/rendered?' + lines)));
}, 50);
</script>"""


def save_attention(checkpoint, length, file):
    """{"attention": [layers][1, heads, length, length], "tokens": a text for each row}"""
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.bfloat16, attn_implementation="eager")
    ids = torch.tensor([[1000 + i * 7919 % 40000 for i in range(length)]])
    with torch.no_grad():
        result = model(ids, output_attentions=True)
    torch.save({"attention": [layer.float() for layer in result.attentions],
                "tokens": [f"token{i}" for i in ids[0].tolist()]}, file)


def make_view(file, length, page):
    """Prints the seconds that BertViz took, without those of the imports."""
    import torch
    from bertviz.model_view import model_view

    saved = torch.load(file, mmap=True)
    attention = [layer[:, :, :length, :length].contiguous() for layer in saved["attention"]]
    start = time.monotonic()
    html = model_view(attention=attention, tokens=saved["tokens"][:length], html_action="return").data
    html = re.sub(r"https://\S*?/require\.min\.js", "/require.js", html)
    html = re.sub(r"https://\S*?/d3\.min", "/d3", html)
    html = re.sub(r"https://\S*?/jquery\.min", "/jquery", html)
    page.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{html}{WATCH}", encoding="utf-8")
    print(time.monotonic() - start)


class Server(http.server.ThreadingHTTPServer):
    """Gives out one page and its scripts, and notes when the page says that it is drawn."""

    def __init__(self, page):
        super().__init__(("127.0.0.1", 0), Handler)
        self.page = page
        self.lines = 0
        self.rendered = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/rendered"):
            self.server.lines = int(self.path.partition("?")[2])
            self.server.rendered.set()
            self.send_response(204)
            self.end_headers()
            return
        file = self.server.page if self.path == "/" else SCRIPTS.get(self.path)
        if file is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/" else "text/javascript")
        self.send_header("Content-Length", str(os.path.getsize(file)))
        self.end_headers()
        with open(file, "rb") as source:
            shutil.copyfileobj(source, self.wfile)

    def log_message(self, *_):
        pass


def memory_of(process):
    """Bytes of a process and its children: what they share counts for each, as small as it is here."""
    import psutil

    try:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0, 0
    total = renderers = 0
    for member in family:
        try:
            total += member.memory_info().rss
            renderers += "--type=renderer" in member.cmdline() and member.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            pass
    return total, renderers


def draw(page, seconds, memory_limit):
    """What became of a page: {"result", "seconds", "peak_bytes", "lines"}."""
    server = Server(page)
    outcome = {"result": "no picture after the limit", "peak_bytes": 0}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        start = time.monotonic()
        browser = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             f"--user-data-dir={profile}", f"http://127.0.0.1:{server.server_port}/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        had_renderer = False
        try:
            while time.monotonic() - start < seconds:
                if server.rendered.wait(0.25):
                    outcome["result"] = "rendered"
                    break
                used, renderers = memory_of(browser)
                outcome["peak_bytes"] = max(outcome["peak_bytes"], used)
                had_renderer = had_renderer or renderers > 0
                if browser.poll() is not None or (had_renderer and renderers == 0):
                    outcome["result"] = "the browser crashed"
                    break
                if used > memory_limit:
                    outcome["result"] = "more memory than allowed"
                    break
            outcome["seconds"] = round(time.monotonic() - start, 2)
            outcome["peak_bytes"] = max(outcome["peak_bytes"], memory_of(browser)[0])
        finally:
            try:
                os.killpg(browser.pid, 9)
            except ProcessLookupError:
                pass
            browser.wait()
            server.shutdown()
            server.server_close()
    outcome["lines"] = server.lines
    return outcome


def try_length(saved, length, arguments):
    page = saved.with_name("view.html")
    outcome = {"tokens": length}
    try:  # a process of its own: the lists of numbers take gigabytes
        made = subprocess.run([sys.executable, __file__, "--make", str(length), str(saved), str(page)],
                              stdout=subprocess.PIPE, text=True, timeout=arguments.seconds + IMPORT_SECONDS)
    except subprocess.TimeoutExpired:
        return outcome | {"result": "no page after the limit"}
    if made.returncode != 0:
        return outcome | {"result": f"making the page ended with status {made.returncode}"}
    making = float(made.stdout)
    outcome |= {"making_seconds": round(making, 2), "page_bytes": page.stat().st_size}
    drawn = draw(page, arguments.seconds - making, arguments.memory * 1e9)
    page.unlink()
    return outcome | drawn | {"seconds": round(making + drawn["seconds"], 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkpoint")
    parser.add_argument("--seconds", type=float, default=60, help="from the attention weights to the picture (60)")
    parser.add_argument("--memory", type=float, default=8, help="GB that the browser may take (8)")
    parser.add_argument("--longest", type=int, default=512, help="tokens beyond which is not looked (512)")
    parser.add_argument("--step", type=int, default=4, help="tokens to which the limit is found (4)")
    arguments = parser.parse_args()
    missing = [path for path in SCRIPTS.values() if not os.path.exists(path)]
    if missing or not shutil.which("chromium"):
        sys.exit(f"found no {' or '.join(missing) or 'chromium'}; install chromium, node-d3, libjs-requirejs and "
                 "libjs-jquery")

    with tempfile.TemporaryDirectory() as folder:
        saved = pathlib.Path(folder) / "attention.pt"
        save_attention(arguments.checkpoint, arguments.longest, saved)
        print(json.dumps(find_limit(saved, arguments)))


def find_limit(saved, arguments):
    tried = []

    def works(length):
        tried.append(try_length(saved, length, arguments))
        print(json.dumps(tried[-1]), flush=True)
        return tried[-1]["result"] == "rendered"

    good, bad = 0, None
    length = 16
    while bad is None and length <= arguments.longest:
        if works(length):
            good, length = length, 2 * length
        else:
            bad = length
    while bad is not None and bad - good > arguments.step:
        length = (good + bad) // 2
        if works(length):
            good = length
        else:
            bad = length
    return {"longest_that_works": good, "shortest_that_fails": bad, "seconds_allowed": arguments.seconds,
            "memory_allowed_gb": arguments.memory, "load_average": os.getloadavg()[0], "tried": tried}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make_view(sys.argv[3], int(sys.argv[2]), pathlib.Path(sys.argv[4]))
    else:
        main()
