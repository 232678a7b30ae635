"""One product of week 1's grid by PyTorch on a GPU: x[HEIGHT, WIDTH] @ w[WIDTH, WIDTH] in four precisions.

Reads nothing; writes one JSON document as its last line of output:
{"torch": version, "device": name, "seconds": {"fp32": [..], "tf32": [..], "bf16": [..], "fp16": [..]}}
Seconds are those of one product: eight are given to the GPU, then it is waited for once.
Usage: python3 gpu_gemm_torch.py HEIGHT WIDTH ROUNDS
"""
import json
import sys
import time

import torch

CALLS = 8
height, width, rounds = map(int, sys.argv[1:4])
if not torch.cuda.is_available():
    sys.exit("this torch sees no CUDA device")
device = torch.device("cuda")
free, _ = torch.cuda.mem_get_info()
# fp32 once for fp32 and tf32, and two halves.
needed = (4 + 2 + 2) * (2 * height * width + width * width)
if needed > 0.9 * free:
    sys.exit(f"{needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB of the GPU are free")

def allow_tf32(allowed):
    matmul = torch.backends.cuda.matmul
    if hasattr(matmul, "fp32_precision"):  # since torch 2.9, which warns of the older name
        matmul.fp32_precision = "tf32" if allowed else "ieee"
    else:
        matmul.allow_tf32 = allowed


torch.manual_seed(1)
with torch.inference_mode():
    operands = {}
    for dtype in (torch.float32, torch.bfloat16, torch.float16):
        x = torch.empty(height, width, device=device).uniform_(-1, 1).to(dtype)
        w = torch.empty(width, width, device=device).uniform_(-1, 1).to(dtype)
        operands[dtype] = (x, w, torch.empty(height, width, device=device, dtype=dtype))
    ways = {"fp32": (torch.float32, False), "tf32": (torch.float32, True), "bf16": (torch.bfloat16, False), "fp16": (torch.float16, False)}
    seconds = {name: [] for name in ways}
    for timed in [False] * 3 + [True] * rounds:
        for name, (dtype, tf32) in ways.items():
            allow_tf32(tf32)
            x, w, y = operands[dtype]
            torch.cuda.synchronize()
            start = time.perf_counter()
            for _ in range(CALLS):
                torch.mm(x, w, out=y)
            torch.cuda.synchronize()
            if timed:
                seconds[name].append((time.perf_counter() - start) / CALLS)
print(json.dumps({"torch": torch.__version__, "device": torch.cuda.get_device_name(), "seconds": seconds}))
