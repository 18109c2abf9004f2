"""Times the training step of TrainingStepBenchmark in Python: LoRA of rank 8 on all-MiniLM-L6-v2's architecture, 16 rows of 64
tokens, mean pooling, dropout 0.1, a linear head of 4 labels, cross entropy; forward and backward, without the optimizer.

    python training_step.py [--targets query+value|all-linear] [--threads 2] [--steps 40]

Written for torch 2.13.0. The weights are random: they do not change the time that a step takes. What is printed is the median in
milliseconds, after a quarter as many steps to warm up.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import Tensor, nn

sys.path.append(str(Path(__file__).parents[4] / "adapt-runtime/src/test/resources/torchscript"))
from encoder import SIZES, TypedBert  # noqa: E402

ROWS, TOKENS, LABELS, RANK = 16, 64, 4, 8


class Lora(nn.Module):
    def __init__(self, base: nn.Linear):
        super().__init__()
        self.base = base
        self.a = nn.Parameter((torch.rand(RANK, base.in_features) - 0.5) / 16)
        self.b = nn.Parameter((torch.rand(base.out_features, RANK) - 0.5) / 16)

    def forward(self, x: Tensor) -> Tensor:
        return self.base(x) + nn.functional.linear(nn.functional.linear(x, self.a), self.b)


class Classifier(nn.Module):
    def __init__(self, targets: str):
        super().__init__()
        size = SIZES["minilm"]
        self.bert = TypedBert(size).eval().requires_grad_(False)
        for path, module in list(self.bert.named_modules()):
            wanted = targets == "all-linear" or path.endswith(("query", "value"))
            if isinstance(module, nn.Linear) and wanted:
                parent, name = path.rsplit(".", 1)
                setattr(self.bert.get_submodule(parent), name, Lora(module))
        self.head = nn.Linear(size.hidden, LABELS)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.bert(ids, mask, torch.zeros_like(ids))["last_hidden_state"]
        kept = mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * kept).sum(1) / kept.sum(1)
        return self.head(nn.functional.dropout(pooled, 0.1))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--targets", choices=["query+value", "all-linear"], default="query+value")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=40)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(5)
    model = Classifier(options.targets)
    ids = torch.randint(1000, 20000, (ROWS, TOKENS))
    mask = torch.ones_like(ids)
    labels = torch.arange(ROWS) % LABELS
    times = []
    for step in range(options.steps * 5 // 4):
        start = time.perf_counter()
        model.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(model(ids, mask), labels).backward()
        times.append((time.perf_counter() - start) * 1e3)
    print(f"{options.targets}: {statistics.median(times[-options.steps:]):.1f} ms")


if __name__ == "__main__":
    main()
