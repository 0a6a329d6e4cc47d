"""What the scripts that record PyTorch's results share; recorded.ts is its counterpart."""

import base64
import math
import zlib

import torch


def weight(name, shape):
    """Numbers of -1/2 to 1/2 from the name and the place: Knuth's multiplicative hash with a mixing step."""
    place = torch.arange(math.prod(shape), dtype=torch.int64)
    hashed = (place + zlib.crc32(name.encode())) * 2654435761 % 2**32
    hashed = ((hashed >> 15) ^ hashed) * 40503 % 2**32
    values = (hashed >> 8).double() / 2**24 - 0.5
    # Norms are near 1, so that signals neither fade nor grow.
    norm = "norm" in name.lower() or ".ln_" in name
    return (values / 2 + 1 if norm else values).float().reshape(shape)


def set_weights(model):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weight(name, parameter.shape))


def float32(tensor):
    """Little-endian, in base64."""
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()
