"""Writes packing.json: how rectpack 0.2.2 packs seeded random rectangles.

    pip install rectpack==0.2.2 && python make_packing_vectors.py > packing.json

Each placement is bin, x, y; sizes are width, height. It takes a few seconds.
"""

import json
import random

import rectpack as rp

ORDERS = {
    "area": rp.SORT_AREA,
    "longest-side": rp.SORT_LSIDE,
    "perimeter": rp.SORT_PERI,
    "none": rp.SORT_NONE,
}
CASES = [
    (1, 8, 8, 1), (12, 16, 16, 1), (40, 64, 32, 1), (60, 256, 256, 8), (80, 256, 256, 1),
    (120, 100, 100, 3), (25, 32, 32, 16), (150, 256, 256, 16),
]


def pack(sizes, order, width, height):
    packer = rp.newPacker(
        mode=rp.PackingMode.Offline, bin_algo=rp.PackingBin.BBF, pack_algo=rp.MaxRectsBssf,
        sort_algo=ORDERS[order], rotation=False)
    packer.add_bin(width, height, count=100000)
    for index, (w, h) in enumerate(sizes):
        packer.add_rect(w, h, rid=index)
    packer.pack()
    placements = [None] * len(sizes)
    for number, x, y, _, _, index in packer.rect_list():
        placements[index] = [number, x, y]
    return placements


def main():
    random.seed(1)
    cases = []
    for count, width, height, low in CASES:
        sizes = [
            (random.randint(low, width) if random.random() < 0.8 else width,
             random.randint(low, height) if random.random() < 0.8 else height)
            for _ in range(count)
        ]
        for order in ORDERS:
            cases.append({
                "width": width, "height": height, "order": order,
                "sizes": [v for size in sizes for v in size],
                "placements": [v for p in pack(sizes, order, width, height) for v in p],
            })
    source = "rectpack 0.2.2 (Python), PackingBin.BBF, MaxRectsBssf, rotation=False, seed 1"
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    print('{\n  "source": %s,\n  "cases": [\n%s\n  ]\n}' % (json.dumps(source), lines))


main()
