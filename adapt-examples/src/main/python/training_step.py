"""Trains LoRA of rank 8 on all-MiniLM-L6-v2's architecture with fused attention, mean pooling, a linear head, cross entropy: what
Java's benchmarks are compared with. Written for torch 2.13.0.

    python training_step.py [--targets query+value|all-linear] [--threads 2] [--steps 40]

times the step of TrainingStepBenchmark, 16 rows of 64 tokens, forward and backward without the optimizer, and prints the median in
milliseconds, after a quarter as many steps to warm up. The weights are random: they do not change the time that a step takes.

    python training_step.py --serve

does as many of these steps as each line of its input says and answers with their milliseconds (PythonComparison takes turns with it).

    python training_step.py --epoch DATA.json --weights ARCHIVE.pt

trains an epoch on texts that Java has tokenised, padded to one length, in Java's batches, with Java's learning rates and from its
start, with AdamW, evaluates on the test texts, and prints the seconds, the accuracy and the losses. The weights are those of a TorchScript archive of the model.
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
import encoder  # noqa: E402

ROWS, TOKENS, LABELS, RANK = 16, 64, 4, 8


class FusedAttention(encoder.SelfAttention):
    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        query, key, value = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        return nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2).flatten(2)


class Lora(nn.Module):
    def __init__(self, base: nn.Linear, scaling: float):
        super().__init__()
        self.base = base
        self.scaling = scaling
        self.a = nn.Parameter((torch.rand(RANK, base.in_features) - 0.5) / 16)
        self.b = nn.Parameter((torch.rand(base.out_features, RANK) - 0.5) / 16)

    def forward(self, x: Tensor) -> Tensor:
        return self.base(x) + nn.functional.linear(nn.functional.linear(x, self.a), self.b * self.scaling)


class Classifier(nn.Module):
    def __init__(self, targets: str, labels: int = LABELS, dropout: float = 0.1, scaling: float = 2, weights: str = None):
        super().__init__()
        encoder.SelfAttention = FusedAttention
        size = encoder.SIZES["minilm"]
        self.bert = encoder.TypedBert(size).requires_grad_(False)
        if weights:
            self.bert.load_state_dict(torch.jit.load(weights).state_dict())
        for path, module in list(self.bert.named_modules()):
            wanted = targets == "all-linear" or path.endswith(("query", "value"))
            if isinstance(module, nn.Linear) and wanted:
                parent, name = path.rsplit(".", 1)
                setattr(self.bert.get_submodule(parent), name, Lora(module, scaling))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(size.hidden, labels)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        states = self.bert(ids, mask, torch.zeros_like(ids))["last_hidden_state"]
        kept = mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * kept).sum(1) / kept.sum(1)
        return self.head(self.dropout(pooled))

    def loras(self) -> dict:
        return {path: module for path, module in self.bert.named_modules() if isinstance(module, Lora)}


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


@torch.no_grad()
def begin(model: Classifier, start: dict) -> None:
    """A as given, all else zero."""
    loras = model.loras()
    assert loras.keys() == start.keys(), loras.keys() ^ start.keys()
    for path, lora in loras.items():
        lora.a.copy_(torch.tensor(start[path]).view_as(lora.a))
        lora.b.zero_()
    model.head.weight.zero_()
    model.head.bias.zero_()


def epoch(path: str, targets: str, weights: str) -> dict:
    """Reads {"padding", "labels", "scaling", "start", "learningRates", "batches", "train", "trainLabels", "test", "testLabels",
    "testBatch"}; the texts are lists of token ids, the batches lists of numbers of texts."""
    data = json.loads(Path(path).read_text())
    model = Classifier(targets, data["labels"], 0, data["scaling"], weights)
    begin(model, data["start"])
    length = data["padding"]
    decayed = [p for name, p in model.named_parameters() if p.requires_grad and name != "head.bias"]
    start = time.perf_counter()
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": [model.head.bias], "weight_decay": 0}], fused=True
    )
    losses = []
    for members, rate in zip(data["batches"], data["learningRates"], strict=True):
        ids, mask = padded([data["train"][i] for i in members], length)
        labels = torch.tensor([data["trainLabels"][i] for i in members])
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(ids, mask), labels)
        loss.backward()
        nn.utils.clip_grad_norm_([*decayed, model.head.bias], 1.0)
        optimizer.step()
        losses.append(loss.item())
    right, size = 0, data["testBatch"]
    with torch.inference_mode():
        for first in range(0, len(data["test"]), size):
            answers = model(*padded(data["test"][first : first + size], length)).argmax(1)
            right += int((answers == torch.tensor(data["testLabels"][first : first + size])).sum())
    return {"seconds": time.perf_counter() - start, "accuracy": right / len(data["test"]), "losses": losses}


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
