"""Random small changes of digits: turn, scale, shear, shift and bend.

Four thousand digits are few; a network that never sees the same picture twice learns the shape of
a digit and not its pixels (Simard, Steinkraus, Platt: Best Practices for Convolutional Neural
Networks, 2003).
"""

import numpy as np

SIZE = 28
GRID = 6
CENTRE = (SIZE - 1) / 2


def bend_basis():
    """[SIZE, GRID]: linear interpolation from GRID control points to SIZE pixels."""
    place = np.linspace(0, GRID - 1, SIZE, dtype=np.float32)
    return np.maximum(0, 1 - np.abs(place[:, None] - np.arange(GRID, dtype=np.float32)))


def augment(images, generator, angle=0.20, scale=0.12, shear=0.15, shift=2.0, bend=0.9):
    """Changed copies of images [N, SIZE, SIZE]; outside the picture is 0.

    `angle` in radians, `shift` and `bend` in pixels; `bend` is a standard deviation, the others
    are the largest change either way.
    """
    n = len(images)

    def uniform(limit):
        return generator.uniform(-limit, limit, (n, 1, 1)).astype(np.float32)

    turn, lean = uniform(angle), uniform(shear)
    grow_y, grow_x = 1 + uniform(scale), 1 + uniform(scale)
    axis = np.arange(SIZE, dtype=np.float32) - CENTRE
    y, x = axis[None, :, None], axis[None, None, :]
    basis = bend_basis()
    controls = generator.standard_normal((2, n, GRID, GRID)).astype(np.float32) * bend
    offset_y, offset_x = basis @ controls[0] @ basis.T, basis @ controls[1] @ basis.T
    source_y = (np.sin(turn) * x + np.cos(turn) * y) * grow_y + offset_y + uniform(shift)
    source_x = (np.cos(turn) * x - np.sin(turn) * y + lean * y) * grow_x + offset_x + uniform(shift)
    return sample(images, source_y + CENTRE, source_x + CENTRE)


def sample(images, y, x):
    """Bilinear samples of images [N, SIZE, SIZE] at the places y, x: [N, SIZE, SIZE]."""
    n = len(images)
    width = SIZE + 2
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1))).reshape(-1)
    y, x = np.clip(y + 1, 0, width - 1.001), np.clip(x + 1, 0, width - 1.001)
    top, left = y.astype(np.int32), x.astype(np.int32)
    fy, fx = y - top, x - left
    at = np.arange(n, dtype=np.int32)[:, None, None] * width * width + top * width + left
    upper = framed[at] * (1 - fx) + framed[at + 1] * fx
    lower = framed[at + width] * (1 - fx) + framed[at + width + 1] * fx
    return (upper * (1 - fy) + lower * fy).astype(np.float32)
