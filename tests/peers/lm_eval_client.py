# SPDX-License-Identifier: Apache-2.0
"""lm-eval's local-completions against the engine, unchanged: its log-likelihoods are those of phi1 forward's logits.

Usage: lm_eval_client.py PHI1_PROGRAM
"""
import json
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"

import lm_eval  # noqa: E402
from lm_eval.api.instance import Instance  # noqa: E402
from lm_eval.models.openai_completions import LocalCompletionsAPI  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app/serve"))
from engine import TINY, TOKEN, Engine  # noqa: E402

PAIRS = [("def add(a, b):\n", "    return a + b\n"), ("import", " os"), ("for i in range(3):\n    print(", "i)"),
         ("x = [1, 2, 3]\n", "é ünï \u20ac\n"), ("class A:\n    pass\n\n\n" * 40, "a = A()\n"), ("", "def main():\n")]


def forward(program, ids):
    """Natural logarithms of softmax(logits) [T, V] by `phi1 forward`, as lists."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "ids.json", pathlib.Path(folder) / "out.safetensors"
        source.write_text(json.dumps(ids))
        subprocess.run([program, "forward", TINY, "--ids", source, "--output", target, "--device", "cpu",
                        "--dtype", "float32"], check=True)
        data = target.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    entry = json.loads(data[8:8 + length])["logits"]
    begin, end = entry["data_offsets"]
    tokens, vocabulary = entry["shape"]
    values = struct.unpack(f"<{tokens * vocabulary}f", data[8 + length + begin:8 + length + end])
    rows = [values[i * vocabulary:(i + 1) * vocabulary] for i in range(tokens)]
    return [[value - peak - math.log(total) for value in row]
            for row in rows for peak in [max(row)] for total in [math.fsum(math.exp(v - peak) for v in row)]]


def model(engine, **more):
    return LocalCompletionsAPI(base_url=engine.hello["url"] + "/v1/completions", model="tinyA-hf-fp32",
                               tokenizer=TINY, max_length=2048, max_retries=1, **more)


def main(program):
    os.environ["OPENAI_API_KEY"] = TOKEN
    largest = 0.0
    with Engine(program, TINY, threads=2) as engine:
        for more in ({}, {"num_concurrent": 4}, {"batch_size": 3}):
            lm = model(engine, **more)
            requests = [Instance("loglikelihood", {}, pair, number) for number, pair in enumerate(PAIRS)]
            answers = lm.loglikelihood(requests, disable_tqdm=True)
            for (context, continuation), (likelihood, is_greedy) in zip(PAIRS, answers):
                if context == "":
                    head, tail = [lm.prefix_token_id], lm.tok_encode(continuation)
                else:
                    head, tail = lm._encode_pair(context, continuation)
                ids = head + tail
                rows = forward(program, ids)
                expected = math.fsum(rows[i - 1][ids[i]] for i in range(len(head), len(ids)))
                greedy = all(rows[i - 1][ids[i]] == max(rows[i - 1]) for i in range(len(head), len(ids)))
                largest = max(largest, abs(likelihood - expected))
                assert abs(likelihood - expected) <= 2e-5 * len(tail), (likelihood, expected, continuation)
                assert is_greedy == greedy, continuation
        lm = model(engine)
        text = Instance("generate_until", {}, (PAIRS[0][0], {"until": ["\n\n"], "max_gen_toks": 20}), 0)
        generated = lm.generate_until([text], disable_tqdm=True)
        direct = engine.complete(prompt=PAIRS[0][0], max_tokens=20, temperature=0, stop=["\n\n"])
        assert generated == [direct["choices"][0]["text"]], generated
    assert engine.status == 0
    print(f"lm-eval {lm_eval.__version__}: log-likelihoods differ from phi1 forward's by at most {largest:.1e}")


if __name__ == "__main__":
    main(sys.argv[1])
