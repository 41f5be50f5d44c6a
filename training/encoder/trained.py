"""What training left in a folder: the net, and the thresholds that were tuned for it. Torch."""

import json
from pathlib import Path

import torch

from app.encoder.reading import Thresholds
from training.encoder.net import Net, Sizes, open_net


def trained(weights: Path, folder: Path) -> Net:
    """A trained net, ready to read."""
    net = open_net(weights, Sizes())
    file = folder / "net.pt"
    state = torch.load(file, weights_only=True) if file.is_file() else torch.load(folder / "checkpoint.pt")["net"]
    net.load_state_dict({name: each.float() for name, each in state.items()})
    net.eval()
    return net


def limits_of(folder: Path) -> Thresholds:
    """The thresholds that were tuned for a net, or those by default."""
    file = folder / "thresholds.json"
    return Thresholds(**json.loads(file.read_text())) if file.is_file() else Thresholds()
