"""Makes the data files that the tests read, with NumPy, zlib, zipfile and safetensors.

Run it in this folder: python3 make_data_files.py. The files are committed; sizes are kept tiny.
Every array holds small whole numbers computed by `ramp`, which the tests compute again.
"""

import io
import pathlib
import zipfile
import zlib

import numpy as np
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
SHAPE = (2, 3, 4)


def ramp(dtype, shape=SHAPE):
    """The flat index i gives (7 i) mod 23 - 9, without its sign where there is none."""
    values = (7 * np.arange(int(np.prod(shape, dtype=int)))) % 23 - 9
    if np.dtype(dtype).kind in "ub":
        values = np.abs(values)
    if np.dtype(dtype).kind == "b":
        values = values % 2
    return values.reshape(shape).astype(dtype)


def write_npy(name, array, version=None):
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def write_arrays():
    for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "b1"]:
        for order_name, order in [("little", "<"), ("big", ">")]:
            array = ramp(np.dtype(order + code))
            write_npy(f"{code}-{order_name}-c.npy", array)
            write_npy(f"{code}-{order_name}-fortran.npy", np.asfortranarray(array))
    write_npy("version2.npy", ramp("<f4"), (2, 0))
    write_npy("version3.npy", ramp("<f4"), (3, 0))
    write_npy("scalar.npy", np.array(1.5, "<f4"))
    write_npy("vector.npy", ramp("<f4", (5,)))
    write_npy("empty.npy", np.zeros((2, 0), "<f4"))
    for code in ["u2", "u4", "u8", "c8", "U3", "S3", "M8[s]"]:
        write_npy(f"refused-{code[:2]}.npy", np.zeros(2, "<" + code))
    write_npy("refused-structure.npy", np.zeros(2, [("a", "<f4"), ("b", "<i4", (2,))]))
    objects = np.array([None, 1], object)
    with open(HERE / "refused-object.npy", "wb") as file:
        np.lib.format.write_array(file, objects, allow_pickle=True)


def member(name):
    """A member without the time of writing, so that the files come out the same every time."""
    return zipfile.ZipInfo(name)


def write_archives():
    arrays = {"b": ramp("<f4"), "a": ramp("<i8"), "folder/c": ramp("|u1", (70, 9))}
    arrays["fortran"] = np.asfortranarray(ramp(">i2"))
    np.savez(HERE / "stored.npz", **arrays)
    np.savez_compressed(HERE / "deflated.npz", **arrays)
    np.savez(HERE / "none.npz")
    with zipfile.ZipFile(HERE / "mixed.npz", "w") as archive:
        data = io.BytesIO()
        np.lib.format.write_array(data, np.zeros(2, "<U5"))
        archive.writestr(member("text.npy"), data.getvalue())
        data = io.BytesIO()
        np.lib.format.write_array(data, ramp("<f4"))
        archive.writestr(member("numbers.npy"), data.getvalue(), zipfile.ZIP_DEFLATED)
    for name, method in [("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)]:
        with zipfile.ZipFile(HERE / f"{name}.npz", "w", method) as archive:
            archive.writestr(member("a.npy"), data.getvalue(), method)

    class Pipe(io.RawIOBase):
        """A file that cannot be searched, which makes zipfile write data descriptors."""

        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    for name, method in [("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)]:
        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", method) as archive:
            archive.writestr(member("a.npy"), data.getvalue(), method)
        (HERE / f"descriptor-{name}.npz").write_bytes(pipe.data)

    # ZIP64 fields in the directory, as archives beyond 4 GiB have them, in a tiny archive.
    limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 10
    count_limit, zipfile.ZIP_FILECOUNT_LIMIT = zipfile.ZIP_FILECOUNT_LIMIT, 1
    with zipfile.ZipFile(HERE / "zip64.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ["a.npy", "b.npy"]:
            info = member(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as file:
                file.write(data.getvalue())
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limit, count_limit


def write_safetensors():
    codes = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u1", "b1"]
    tensors = {code: ramp("<" + code) for code in codes}
    tensors["scalar"] = np.array(1.5, "<f4")
    save_file(tensors, HERE / "types.safetensors", metadata={"note": "é"})
    foreign = {code: ramp("<" + code, (4,)) for code in ["u2", "u4", "u8"]}
    foreign["empty"] = np.zeros((2, 0), "<f4")
    foreign["known"] = ramp("<f4", (4,))
    save_file(foreign, HERE / "foreign.safetensors")


def write_streams():
    text = b"".join(b"%d bottles of beer on the wall, " % (i % 99) for i in range(300))
    noise = (np.arange(4000, dtype=np.uint64) * 2654435761 >> np.uint64(7)).astype("u1").tobytes()
    skewed = b"".join(bytes([i]) * (1 << (i // 2)) for i in range(24))
    far = noise[:2000] + b"x" * 31000 + noise[:2000]
    contents = {"text": text, "noise": noise, "skewed": skewed, "far": far, "run": b"a" * 9000}
    kinds = {
        "stored": (0, zlib.Z_DEFAULT_STRATEGY),
        "fixed": (9, zlib.Z_FIXED),
        "dynamic": (9, zlib.Z_DEFAULT_STRATEGY),
        "fast": (1, zlib.Z_DEFAULT_STRATEGY),
        "huffman": (6, zlib.Z_HUFFMAN_ONLY),
    }
    for name, content in contents.items():
        for kind, (level, strategy) in kinds.items():
            packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
            stream = packer.compress(content) + packer.flush()
            head = len(content).to_bytes(4, "little") + zlib.crc32(content).to_bytes(4, "little")
            (HERE / f"{name}-{kind}.deflate").write_bytes(head + stream)


write_arrays()
write_archives()
write_safetensors()
write_streams()
