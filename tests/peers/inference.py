# SPDX-License-Identifier: Apache-2.0
"""transformers and CTranslate2 as peers of `phi1 bench inference`.

Usage: inference.py transformers FOLDER THREADS DTYPE [DEVICE]
       inference.py ctranslate2 FOLDER THREADS COMPUTE_TYPE

Lines on standard input, answered by one JSON line each; the end of input ends it, empty lines are passed over:
    decode BEFORE COUNT    COUNT tokens one by one after BEFORE tokens -> {"seconds": of the COUNT}
    prefill COUNT          COUNT tokens at once -> {"seconds"}
A first line says {"ready": seconds to import and load, "version": ...}.
"""
import json
import sys
import time

START = time.perf_counter()
LIBRARY, FOLDER, THREADS, KIND = sys.argv[1:5]
DEVICE = sys.argv[5] if len(sys.argv) > 5 else "cpu"


def ids(count):
    return [1000 + (i * 7919) % 40000 for i in range(count)]


class Transformers:
    def __init__(self):
        import torch
        import transformers
        transformers.logging.set_verbosity_error()
        torch.set_num_threads(int(THREADS))
        self.torch = torch
        self.model = transformers.AutoModelForCausalLM.from_pretrained(
            FOLDER, dtype=getattr(torch, KIND), attn_implementation="sdpa").eval().to(DEVICE)
        self.version = f"transformers {transformers.__version__}, torch {torch.__version__}, {KIND}, {DEVICE}, eager"

    def decode(self, before, count):
        with self.torch.inference_mode():
            tokens = ids(before + count)
            state = self.model(self.torch.tensor([tokens[:before]], device=DEVICE), use_cache=True)
            start = time.perf_counter()
            for token in tokens[before:]:
                state = self.model(self.torch.tensor([[token]], device=DEVICE), use_cache=True,
                                   past_key_values=state.past_key_values)
                int(state.logits[0, -1].argmax())
            return time.perf_counter() - start

    def prefill(self, count):
        with self.torch.inference_mode():
            tokens = self.torch.tensor([ids(count)], device=DEVICE)
            start = time.perf_counter()
            int(self.model(tokens, use_cache=True, logits_to_keep=1).logits[0, -1].argmax())
            return time.perf_counter() - start


class CTranslate2:
    def __init__(self):
        import ctranslate2
        self.model = ctranslate2.Generator(FOLDER, device="cpu", compute_type=KIND,
                                           inter_threads=1, intra_threads=int(THREADS))
        vocabulary = json.load(open(f"{FOLDER}/vocabulary.json", encoding="utf-8"))
        self.tokens = [vocabulary[i] for i in ids(2048)]
        self.version = f"ctranslate2 {ctranslate2.__version__}, {KIND}"

    def generate(self, prompt, count):
        start = time.perf_counter()
        self.model.generate_batch([self.tokens[:prompt]], max_length=count, min_length=count,
                                  sampling_topk=1, include_prompt_in_result=False, end_token=[])
        return time.perf_counter() - start

    def decode(self, before, count):
        # The difference of two lengths: the library gives no time of the single token.
        first = self.generate(before, 1)
        return self.generate(before, count + 1) - first

    def prefill(self, count):
        return self.generate(count, 1)


peer = {"transformers": Transformers, "ctranslate2": CTranslate2}[LIBRARY]()
print(json.dumps({"ready": time.perf_counter() - START, "version": peer.version}), flush=True)
for line in filter(str.strip, sys.stdin):
    verb, *numbers = line.split()
    seconds = getattr(peer, verb)(*map(int, numbers))
    print(json.dumps({"seconds": seconds}), flush=True)
