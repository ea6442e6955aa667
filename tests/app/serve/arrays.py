# SPDX-License-Identifier: Apache-2.0
"""Arrays in safetensors files, and what the engine says of attention. Standard library only."""
import array
import json
import struct

CODES = {"F32": "f", "U8": "B"}


class Array:
    """Numbers with a shape; a[i] is a row of it, or a number."""

    def __init__(self, shape, values):
        self.shape, self.values = tuple(shape), values

    def __getitem__(self, index):
        if len(self.shape) == 1:
            return self.values[index]
        step = len(self.values) // self.shape[0] if self.shape[0] else 0
        return Array(self.shape[1:], self.values[index * step:(index + 1) * step])

    def __len__(self):
        return self.shape[0]

    def rows(self):
        return [list(self[i].values) for i in range(len(self))]


def read_header(body):
    length = struct.unpack("<Q", body[:8])[0]
    return json.loads(body[8:8 + length]), 8 + length


def read_arrays(body, wanted=None):
    """name -> Array, of the names that `wanted` begins with."""
    header, start = read_header(body)
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__" or (wanted and name not in wanted):
            continue
        begin, end = entry["data_offsets"]
        values = array.array(CODES[entry["dtype"]])
        values.frombytes(body[start + begin:start + end])
        size = 1
        for dimension in entry["shape"]:
            size *= dimension
        assert len(values) == size, name
        arrays[name] = Array(entry["shape"], values)
    return arrays


def patch_tensor(path, name, change):
    """Changes the values of a float32 tensor in a safetensors file, in place."""
    body = bytearray(path.read_bytes())
    header, start = read_header(body)
    begin, end = header[name]["data_offsets"]
    values = array.array("f")
    values.frombytes(bytes(body[start + begin:start + end]))
    change(values)
    body[start + begin:start + end] = values.tobytes()
    path.write_bytes(bytes(body))


def cut_rows(path, names, rows):
    """Keeps the first rows of some tensors of a safetensors file."""
    body = path.read_bytes()
    header, start = read_header(body)
    out, offset, data = {}, 0, b""
    for name, entry in header.items():
        if name == "__metadata__":
            out[name] = entry
            continue
        begin, end = entry["data_offsets"]
        part = body[start + begin:start + end]
        shape = list(entry["shape"])
        if name in names:
            part = part[:len(part) // shape[0] * rows]
            shape[0] = rows
        out[name] = {"dtype": entry["dtype"], "shape": shape, "data_offsets": [offset, offset + len(part)]}
        offset += len(part)
        data += part
    head = json.dumps(out).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(struct.pack("<Q", len(head)) + head + data)


class Attention:
    """A capture of a running engine, by its id."""

    def __init__(self, engine, capture):
        self.engine, self.facts = engine, capture
        self.id, self.tokens = capture["capture"], capture["tokens"]
        self.path = "/v1/phi1/captures/" + self.id

    @classmethod
    def of(cls, engine, prompt, **fields):
        status, body, _ = engine.ask("POST", "/v1/phi1/captures", dict(fields, prompt=prompt))
        assert status == 200, body
        return cls(engine, body)

    def arrays(self, question, connection=None, **fields):
        mine = connection or self.engine.connect()
        mine.request("POST", f"{self.path}/{question}", json.dumps(fields), self.engine.headers())
        response = mine.getresponse()
        body = response.read()
        assert response.status == 200, body
        assert response.getheader("Content-Type") == "application/octet-stream"
        if connection is None:
            mine.close()
        return read_arrays(body)

    def tiles(self, tiles, **fields):
        return self.arrays("tiles", tiles=tiles, **fields)

    def map(self, layer, head, **fields):
        """All rows of a head, as lists."""
        return self.arrays("rows", heads=[[layer, head]], **fields)["rows"][0].rows()

    def lens(self, **fields):
        status, body, _ = self.engine.ask("POST", self.path + "/lens", fields)
        assert status == 200, body
        return body["layers"]

    def delete(self):
        return self.engine.ask("DELETE", self.path)
