"""Week 1's grid by PyTorch, on the CPU: x[batch * seq, dim] @ W[dim, dim].

Reads nothing; writes one JSON document as its last line of output:
{"torch": version, "threads": n, "cells": [{"m": .., "dim": .., "seconds": [..]}, ..]}
Usage: python3 week1_torch.py THREADS ROUNDS M,DIM [M,DIM ...]
"""
import json
import sys
import time

import torch

threads, rounds = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(1)
cells = []
with torch.inference_mode():
    for m, dim in (tuple(map(int, cell.split(","))) for cell in sys.argv[3:]):
        x, w = torch.randn(m, dim), torch.randn(dim, dim)
        y = torch.empty(m, dim)
        torch.mm(x, w, out=y)
        seconds = []
        for _ in range(rounds):
            start = time.perf_counter()
            torch.mm(x, w, out=y)
            seconds.append(time.perf_counter() - start)
        cells.append({"m": m, "dim": dim, "seconds": seconds})
print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "cells": cells}))
