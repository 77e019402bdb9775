"""Models of one operator in TensorFlow Lite's format, by kind of operator."""

from . import functions, moving, pairs


def everything():
    for kind in (moving, functions, pairs):
        yield from kind.cases()
