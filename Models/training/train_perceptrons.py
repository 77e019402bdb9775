"""Trains perceptrons on the digits of LeNet-5, shrunk to 8 x 8 and 14 x 14 pixels.

    pip install -r Models/training/requirements.txt
    python3 Models/training/train_perceptrons.py

Writes, for mlp_64_32_32_10 and mlp_196_64_32_32_10, in the folder above this one:

    NAME.safetensors      the weights, float32
    NAME.digits.npz       the 1,000 test digits: images uint8 [1000, pixels], labels uint8
    NAME.calibration.npz  200 of the training digits, to calibrate quantization: images

A pixel of 14 x 14 is the mean of 2 x 2 pixels; one of 8 x 8 that of 3 x 3 in the middle 24 x 24.
Digits and split are those of train_lenet5.py, and so is what the test digits take no part in.
"""

from pathlib import Path

import train_lenet5 as digits  # Sets one thread before NumPy is loaded.

import numpy as np

from augmentation import augment

SEED = 7
EPOCHS, BATCH = 60, 50
PEAK_RATE, MOMENTUM, WEIGHT_DECAY = 0.1, 0.9, 1e-4
FOLDER = Path(__file__).resolve().parent.parent

# The name, the pixels of a side, and how many pixels are one.
NETWORKS = [
    ("mlp_64_32_32_10", [64, 32, 32, 10], 8, 3),
    ("mlp_196_64_32_32_10", [196, 64, 32, 32, 10], 14, 2),
]


def shrink(images, side, factor):
    """Means of factor x factor pixels, of the middle of images [N, 28, 28]: [N, side * side]."""
    edge = (images.shape[1] - side * factor) // 2
    middle = images[:, edge : edge + side * factor, edge : edge + side * factor]
    blocks = middle.reshape(-1, side, factor, side, factor)
    return blocks.mean(axis=(2, 4), dtype=np.float32).reshape(-1, side * side)


def layer_names(sizes):
    """The layers as the model files call them."""
    return [f"hidden{index + 1}" for index in range(len(sizes) - 2)] + ["scores"]


def initial_parameters(sizes, generator):
    """Normal weights with variance 2 / inputs (He et al., 2015), zero biases."""
    parameters = {}
    for name, inputs, outputs in zip(layer_names(sizes), sizes, sizes[1:]):
        weight = generator.standard_normal((outputs, inputs)) * np.sqrt(2.0 / inputs)
        parameters[name + ".weight"] = weight.astype(np.float32)
        parameters[name + ".bias"] = np.zeros(outputs, np.float32)
    return parameters


def forward(p, names, x):
    """What each layer reads, and the scores."""
    read = []
    for name in names:
        read.append(x)
        x = x @ p[name + ".weight"].T + p[name + ".bias"]
        if name != names[-1]:
            x = np.maximum(x, 0)
    return read, x


def gradient(p, names, x, labels):
    """The gradient of the mean cross entropy."""
    read, scores = forward(p, names, x)
    d = np.exp(scores - scores.max(axis=1, keepdims=True))
    d /= d.sum(axis=1, keepdims=True)
    d[np.arange(len(labels)), labels] -= 1
    d /= np.float32(len(labels))
    g = {}
    for name, x in zip(names[::-1], read[::-1]):
        g[name + ".weight"], g[name + ".bias"] = d.T @ x, d.sum(axis=0)
        d = (d @ p[name + ".weight"]) * (x > 0)
    return g


def train(sizes, side, factor, images, labels):
    """Stochastic gradient descent with momentum, decay, and half a cosine of rates."""
    generator = np.random.default_rng(SEED)
    names = layer_names(sizes)
    p = initial_parameters(sizes, generator)
    velocity = {name: np.zeros_like(value) for name, value in p.items()}
    pixels = images[:, 0].astype(np.float32) / 255
    batches = len(pixels) // BATCH
    steps = EPOCHS * batches
    for step in range(steps):
        if step % batches == 0:
            order = generator.permutation(len(pixels))
        chosen = order[step % batches * BATCH :][:BATCH]
        changed = augment(pixels[chosen], generator, shift=1.0, bend=0.5)
        g = gradient(p, names, shrink(changed, side, factor), labels[chosen])
        rate = np.float32(PEAK_RATE * (1 + np.cos(np.pi * step / steps)) / 2)
        for name in p:
            slope = g[name] + np.float32(WEIGHT_DECAY) * p[name]
            velocity[name] = np.float32(MOMENTUM) * velocity[name] - rate * slope
            p[name] += velocity[name]
    return p


def main():
    (images, labels), (test_images, test_labels) = digits.split_digits()
    calibration = images[: digits.KINDS * digits.CALIBRATION_PER_KIND]
    for name, sizes, side, factor in NETWORKS:

        def small(which):
            pixels = shrink(which[:, 0].astype(np.float32), side, factor)
            return np.rint(pixels).astype(np.uint8)

        np.savez_compressed(
            FOLDER / f"{name}.digits.npz", images=small(test_images), labels=test_labels)
        np.savez_compressed(FOLDER / f"{name}.calibration.npz", images=small(calibration))
        weights = train(sizes, side, factor, images, labels)
        digits.write_safetensors(FOLDER / f"{name}.safetensors", weights)
        for what, x, y in (("training", images, labels), ("test", test_images, test_labels)):
            scores = forward(weights, layer_names(sizes), small(x).astype(np.float32) / 255)[1]
            right = float((scores.argmax(axis=1) == y).mean())
            print(f"{name}, {what} digits: {right:.2%} of {len(y):,} right", flush=True)


if __name__ == "__main__":
    main()
