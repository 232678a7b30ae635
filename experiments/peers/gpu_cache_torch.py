"""Rows of a table in host memory brought to a GPU by PyTorch: gathered on the CPU, then copied, from ordinary and from pinned memory.

Reads nothing; writes one JSON document as its last line of output:
{"torch": version, "device": name, "threads": n, "pageable": [seconds of a batch, ..], "pinned": [..]}
A round is eight batches with ids never drawn before, then one wait. The pinned way has two buffers, so that a gather runs beside the copy before it.
Ids are Zipf(ALPHA) over ROWS by rank, ranks spread over the table.
Usage: python3 gpu_cache_torch.py ROWS DIM BATCH ALPHA ROUNDS
"""
import json
import math
import sys
import time

import torch

CALLS, BLOCK_BYTES = 8, 64 << 20
rows, dim, batch = map(int, sys.argv[1:4])
alpha, rounds = float(sys.argv[4]), int(sys.argv[5])
if not torch.cuda.is_available():
    sys.exit("this torch sees no CUDA device")
try:
    with open("/proc/meminfo") as lines:
        available = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
except (OSError, StopIteration):
    available = math.inf
# The table and the distribution's weights.
needed = 4 * rows * dim + 2 * 8 * rows
if needed > 0.9 * available:
    sys.exit(f"{needed / 1e9:.1f} GB are needed and {available / 1e9:.1f} GB are free")

torch.manual_seed(1)
with torch.inference_mode():
    # A block again and again: drawing so many numbers would take longer than everything else.
    table = torch.empty(rows, dim)
    block = torch.rand(max(1, min(rows, BLOCK_BYTES // (4 * dim))), dim)
    for first in range(0, rows, len(block)):
        part = table[first:first + len(block)]
        part.copy_(block[:len(part)])

    weights = torch.arange(1, rows + 1, dtype=torch.float64).pow_(-alpha).cumsum_(0)
    step = next(s for s in range(2_654_435_761, 2_654_435_761 + 2 * rows + 2, 2) if math.gcd(s, rows) == 1)

    def draw():
        ranks = torch.searchsorted(weights, torch.rand(CALLS, batch, dtype=torch.float64) * weights[-1]).clamp_(max=rows - 1)
        return (ranks * step) % rows

    output = torch.empty(batch, dim, device="cuda")
    pageable = torch.empty(batch, dim)
    pinned = [torch.empty(batch, dim, pin_memory=True) for _ in range(2)]
    copied = [torch.cuda.Event() for _ in range(2)]

    def by_pageable(ids):
        for i in range(CALLS):
            torch.index_select(table, 0, ids[i], out=pageable)
            output.copy_(pageable)

    def by_pinned(ids):
        for i in range(CALLS):
            turn = i % 2
            copied[turn].synchronize()
            torch.index_select(table, 0, ids[i], out=pinned[turn])
            output.copy_(pinned[turn], non_blocking=True)
            copied[turn].record()

    ways = {"pageable": by_pageable, "pinned": by_pinned}
    seconds = {name: [] for name in ways}
    for timed in [False] * 2 + [True] * rounds:
        for name, run in ways.items():
            ids = draw()
            torch.cuda.synchronize()
            start = time.perf_counter()
            run(ids)
            torch.cuda.synchronize()
            if timed:
                seconds[name].append((time.perf_counter() - start) / CALLS)
print(json.dumps({"torch": torch.__version__, "device": torch.cuda.get_device_name(), "threads": torch.get_num_threads(), **seconds}))
