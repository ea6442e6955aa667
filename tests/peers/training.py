# SPDX-License-Identifier: Apache-2.0
"""The peer of `phi1 bench training`: transformers' phi with torch's fused AdamW, eager.

Usage: training.py CHECKPOINT TOKENS BATCH CONTEXT THREADS DTYPE
CHECKPOINT is a Hugging Face folder with the initial weights, TOKENS a file of little-endian int64 ids
(BATCH rows of CONTEXT + 1). Each line "N" on standard input runs N optimizer steps on that batch and
answers with one JSON line {"seconds": [per step], "losses": [per step]}; end of input ends it.
"""
import json
import sys
import time

import torch
from transformers import PhiForCausalLM

checkpoint, tokens, batch, context, threads, dtype = sys.argv[1:7]
batch, context = int(batch), int(context)
torch.set_num_threads(int(threads))
model = PhiForCausalLM.from_pretrained(checkpoint, attn_implementation="sdpa", dtype=torch.float32)
model.config.use_cache = False
model.train()
decayed = [p for p in model.parameters() if p.dim() > 1]
others = [p for p in model.parameters() if p.dim() <= 1]
optimizer = torch.optim.AdamW(
    [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}],
    lr=1e-3, betas=(0.9, 0.95), eps=1e-8, fused=True)
data = torch.frombuffer(bytearray(open(tokens, "rb").read()), dtype=torch.int64)
data = data.view(batch, context + 1)
ids, targets = data[:, :-1].contiguous(), data[:, 1:].contiguous()
autocast = torch.autocast("cpu", torch.bfloat16, enabled=dtype == "bfloat16")

print(json.dumps({"torch": torch.__version__}), flush=True)
for line in sys.stdin:
    seconds, losses = [], []
    for _ in range(int(line)):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        with autocast:
            logits = model(input_ids=ids).logits
            loss = torch.nn.functional.cross_entropy(
                logits.float().view(-1, logits.shape[-1]), targets.view(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "losses": losses}), flush=True)
