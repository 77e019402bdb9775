"""Plain 64-bit arithmetic for the multiplying operators: a second opinion on the oracle."""

import numpy as np


def widen(array: np.ndarray) -> np.ndarray:
    return array.astype(np.int64 if np.issubdtype(array.dtype, np.integer) else np.float64)


def convolve(x, weight, bias, stride, padding, dilation, groups, zero=0) -> np.ndarray:
    """x: [N, C, H, W], weight: [O, C/groups, kh, kw]; `zero` is the zero point of x, which is also
    what the padding holds, so padded places contribute nothing."""
    x, weight = widen(x) - zero, widen(weight)
    top, left, bottom, right = padding
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    count, channels, height, width = x.shape
    outputs, inputs_per_group, kernel_height, kernel_width = weight.shape
    assert inputs_per_group * groups == channels
    rows = (height - (kernel_height - 1) * dilation[0] - 1) // stride[0] + 1
    columns = (width - (kernel_width - 1) * dilation[1] - 1) // stride[1] + 1
    result = np.zeros((count, outputs, rows, columns), x.dtype)
    for output in range(outputs):
        first = output // (outputs // groups) * inputs_per_group
        for row in range(kernel_height):
            for column in range(kernel_width):
                down, across = row * dilation[0], column * dilation[1]
                window = x[:, first:first + inputs_per_group,
                           down:down + (rows - 1) * stride[0] + 1:stride[0],
                           across:across + (columns - 1) * stride[1] + 1:stride[1]]
                taps = weight[output, :, row, column][None, :, None, None]
                result[:, output] += (window * taps).sum(axis=1)
    return result if bias is None else result + widen(bias)[None, :, None, None]


def multiply(a, b, a_zero=0, b_zero=0) -> np.ndarray:
    """a: [..., M, K], b: [..., K, N]."""
    return np.matmul(widen(a) - a_zero, widen(b) - b_zero)
