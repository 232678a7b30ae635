"""Rows of a table in a GPU's memory by PyTorch: torch.nn.functional.embedding, and a copy of the same bytes beside it.

Reads nothing; writes one JSON document as its last line of output:
{"torch": version, "device": name, "seconds": {"embedding": [..], "embedding, 32-bit ids": [..], "device copy": [..]}}
Seconds are those of one batch: eight are given to the GPU, then it is waited for once.
Usage: python3 gpu_gather_torch.py ROWS DIM BATCH ROUNDS
"""
import json
import sys
import time

import torch

CALLS, RINGS = 8, 4
rows, dim, batch, rounds = map(int, sys.argv[1:5])
if not torch.cuda.is_available():
    sys.exit("this torch sees no CUDA device")
device = torch.device("cuda")
free, _ = torch.cuda.mem_get_info()
# The table, its ids in both widths, the output and what the copy reads and writes.
needed = 4 * rows * dim + 12 * RINGS * batch + 4 * 4 * batch * dim
if needed > 0.9 * free:
    sys.exit(f"{needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB of the GPU are free")

torch.manual_seed(1)
with torch.inference_mode():
    table = torch.empty(rows, dim, device=device).uniform_(-1, 1)
    wide = [torch.randint(rows, (batch,), device=device) for _ in range(RINGS)]
    narrow = [ids.to(torch.int32) for ids in wide]
    source, target = torch.ones(batch, dim, device=device), torch.empty(batch, dim, device=device)
    ways = {
        "embedding": lambda i: torch.nn.functional.embedding(wide[i % RINGS], table),
        "embedding, 32-bit ids": lambda i: torch.nn.functional.embedding(narrow[i % RINGS], table),
        "device copy": lambda i: target.copy_(source),
    }
    seconds = {name: [] for name in ways}
    for timed in [False] * 3 + [True] * rounds:
        for name, run in ways.items():
            torch.cuda.synchronize()
            start = time.perf_counter()
            for i in range(CALLS):
                run(i)
            torch.cuda.synchronize()
            if timed:
                seconds[name].append((time.perf_counter() - start) / CALLS)
print(json.dumps({"torch": torch.__version__, "device": torch.cuda.get_device_name(), "seconds": seconds}))
