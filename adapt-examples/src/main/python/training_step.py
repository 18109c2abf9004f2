"""Trains LoRA of rank 8 on all-MiniLM-L6-v2's architecture, mean pooling, dropout 0.1, a linear head, cross entropy: what Java's
benchmarks are compared with. Written for torch 2.13.0.

    python training_step.py [--targets query+value|all-linear] [--threads 2] [--steps 40]

times the step of TrainingStepBenchmark, 16 rows of 64 tokens, forward and backward without the optimizer, and prints the median in
milliseconds, after a quarter as many steps to warm up. The weights are random: they do not change the time that a step takes.

    python training_step.py --serve

does as many of these steps as each line of its input says and answers with their milliseconds (PythonComparison takes turns with it).

    python training_step.py --epoch DATA.json --weights ARCHIVE.pt

trains an epoch on texts that Java has tokenised, padded to one length, with AdamW, evaluates on the test texts, and prints the
seconds and the accuracy. The weights are those of a TorchScript archive of the model.
"""

import argparse
import json
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
    def __init__(self, targets: str, labels: int = LABELS, weights: str = None):
        super().__init__()
        size = SIZES["minilm"]
        self.bert = TypedBert(size).eval().requires_grad_(False)
        if weights:
            self.bert.load_state_dict(torch.jit.load(weights).state_dict(), strict=False)
        for path, module in list(self.bert.named_modules()):
            wanted = targets == "all-linear" or path.endswith(("query", "value"))
            if isinstance(module, nn.Linear) and wanted:
                parent, name = path.rsplit(".", 1)
                setattr(self.bert.get_submodule(parent), name, Lora(module))
        self.head = nn.Linear(size.hidden, labels)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.bert(ids, mask, torch.zeros_like(ids))["last_hidden_state"]
        kept = mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * kept).sum(1) / kept.sum(1)
        return self.head(nn.functional.dropout(pooled, 0.1, self.training))


class Step:
    """The step that is timed: forward and backward of one batch."""

    def __init__(self, targets: str):
        torch.manual_seed(5)
        self.model = Classifier(targets)
        self.ids = torch.randint(1000, 20000, (ROWS, TOKENS))
        self.mask = torch.ones_like(self.ids)
        self.labels = torch.arange(ROWS) % LABELS

    def millis(self) -> float:
        start = time.perf_counter()
        self.model.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(self.model(self.ids, self.mask), self.labels).backward()
        return (time.perf_counter() - start) * 1e3


def padded(rows: list, length: int) -> tuple:
    ids = torch.zeros(len(rows), length, dtype=torch.int64)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def epoch(path: str, targets: str, weights: str) -> dict:
    """Reads {"padding", "batch", "labels", "train", "trainLabels", "test", "testLabels"}; the texts are lists of token ids."""
    data = json.loads(Path(path).read_text())
    torch.manual_seed(5)
    model = Classifier(targets, data["labels"], weights)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, Lora):
                module.b.zero_()
    parameters = [p for p in model.parameters() if p.requires_grad]
    start = time.perf_counter()
    optimizer = torch.optim.AdamW(parameters, lr=data["learningRate"], weight_decay=0.01)
    order = torch.randperm(len(data["train"])).tolist()
    size, length = data["batch"], data["padding"]
    model.train()
    model.bert.eval()
    for first in range(0, len(order), size):
        members = order[first : first + size]
        ids, mask = padded([data["train"][i] for i in members], length)
        labels = torch.tensor([data["trainLabels"][i] for i in members])
        optimizer.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(model(ids, mask), labels).backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    model.eval()
    right = 0
    with torch.inference_mode():
        for first in range(0, len(data["test"]), size):
            answers = model(*padded(data["test"][first : first + size], length)).argmax(1)
            right += int((answers == torch.tensor(data["testLabels"][first : first + size])).sum())
    return {"seconds": time.perf_counter() - start, "accuracy": right / len(data["test"])}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--targets", choices=["query+value", "all-linear"], default="query+value")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--epoch", metavar="DATA.json")
    parser.add_argument("--weights", metavar="ARCHIVE.pt")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.epoch:
        print(json.dumps(epoch(options.epoch, options.targets, options.weights)))
        return
    step = Step(options.targets)
    if options.serve:
        for line in sys.stdin:
            print(" ".join(str(step.millis()) for _ in range(int(line))), flush=True)
        return
    times = [step.millis() for _ in range(options.steps * 5 // 4)]
    print(f"{options.targets}: {statistics.median(times[-options.steps:]):.1f} ms")


if __name__ == "__main__":
    main()
