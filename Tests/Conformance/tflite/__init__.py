"""Models of one operator in TensorFlow Lite's format, by kind of operator."""

from . import functions, layers, moving, pairs, reductions


def everything():
    for kind in (moving, functions, pairs, reductions, layers):
        yield from kind.cases()
