"""LeNet-5 in NumPy: the forward pass, and the gradients of its loss.

Images are [N, C, H, W]. Each convolution is one matrix product over unrolled windows ("im2col"):
rows are output positions, columns are the input channel and the place in the kernel.
"""

import numpy as np

# Name, shape of the weight, and number of inputs that each output sums over.
SHAPES = [
    ("c1", (6, 1, 5, 5), 25),
    ("c2", (16, 6, 5, 5), 150),
    ("f1", (120, 400), 400),
    ("f2", (84, 120), 120),
    ("scores", (10, 84), 84),
]


def initial_parameters(generator):
    """Normal weights with variance 2 / inputs, which suits relu (He et al., 2015), zero biases."""
    parameters = {}
    for name, shape, inputs in SHAPES:
        weight = generator.standard_normal(shape) * np.sqrt(2.0 / inputs)
        parameters[name + ".weight"] = weight.astype(np.float32)
        parameters[name + ".bias"] = np.zeros(shape[0], np.float32)
    return parameters


def convolve(x, weight, bias):
    """Convolution without padding; also returns the unrolled windows, which the gradient needs."""
    n, channels, height, width = x.shape
    filters, _, k, _ = weight.shape
    rows, columns = height - k + 1, width - k + 1
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))
    unrolled = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * rows * columns, channels * k * k)
    y = unrolled @ weight.reshape(filters, -1).T + bias
    y = y.reshape(n, rows, columns, filters).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(y), unrolled


def convolve_gradient(dy, unrolled, weight, input_shape=None):
    """Gradients of weight and bias, and of the input if its shape is given."""
    n, filters, rows, columns = dy.shape
    flat = dy.transpose(0, 2, 3, 1).reshape(-1, filters)
    dweight, dbias = (flat.T @ unrolled).reshape(weight.shape), flat.sum(axis=0)
    if input_shape is None:
        return dweight, dbias, None
    k, channels = weight.shape[2], weight.shape[1]
    dwindows = (flat @ weight.reshape(filters, -1)).reshape(n, rows, columns, channels, k, k)
    dx = np.zeros(input_shape, np.float32)
    for i in range(k):
        for j in range(k):
            dx[:, :, i : i + rows, j : j + columns] += dwindows[..., i, j].transpose(0, 3, 1, 2)
    return dweight, dbias, dx


def pool(x):
    """Maximum of each 2 x 2 window."""
    n, c, height, width = x.shape
    return x.reshape(n, c, height // 2, 2, width // 2, 2).max(axis=(3, 5))


def pool_gradient(dy, x, y):
    """Sends the gradient back to the place of each window's maximum."""
    n, c, height, width = x.shape
    windows = x.reshape(n, c, height // 2, 2, width // 2, 2)
    mask = windows == y[:, :, :, None, :, None]
    return (mask * dy[:, :, :, None, :, None]).reshape(x.shape)


def relu(x):
    return np.maximum(x, 0)


def forward(p, images):
    """Scores [N, 10] of images [N, 1, 28, 28] in 0..1, and what the gradient needs."""
    padded = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
    y1, u1 = convolve(padded, p["c1.weight"], p["c1.bias"])
    r1 = relu(y1)
    p1 = pool(r1)
    y2, u2 = convolve(p1, p["c2.weight"], p["c2.bias"])
    r2 = relu(y2)
    p2 = pool(r2)
    flat = p2.reshape(len(images), -1)
    r3 = relu(flat @ p["f1.weight"].T + p["f1.bias"])
    r4 = relu(r3 @ p["f2.weight"].T + p["f2.bias"])
    scores = r4 @ p["scores.weight"].T + p["scores.bias"]
    return scores, (u1, r1, p1, u2, r2, p2, flat, r3, r4)


def loss_and_gradient(p, images, labels):
    """Mean cross entropy over the batch, and its gradient by parameter name."""
    scores, (u1, r1, p1, u2, r2, p2, flat, r3, r4) = forward(p, images)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    loss = -log_probability[rows, labels].mean()
    d = np.exp(log_probability)
    d[rows, labels] -= 1
    d /= len(labels)
    g = {}
    for name, x, mask in (("scores", r4, r4 > 0), ("f2", r3, r3 > 0), ("f1", flat, None)):
        g[name + ".weight"], g[name + ".bias"] = d.T @ x, d.sum(axis=0)
        d = d @ p[name + ".weight"]
        if mask is not None:
            d = d * mask
    d = pool_gradient(d.reshape(p2.shape), r2, p2) * (r2 > 0)
    g["c2.weight"], g["c2.bias"], d = convolve_gradient(d, u2, p["c2.weight"], p1.shape)
    d = pool_gradient(d, r1, p1) * (r1 > 0)
    g["c1.weight"], g["c1.bias"], _ = convolve_gradient(d, u1, p["c1.weight"])
    return loss, g
