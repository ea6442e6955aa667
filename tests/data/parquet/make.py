# SPDX-License-Identifier: Apache-2.0
"""Writes the Parquet files beside it; needs pyarrow 21. Two row groups each; what is in row i is a function of i."""
import datetime
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent
rows = range(700)
table = pa.table({
    "content": pa.array([f"row {i}: def f_{i}(): return {i * 7}\n" if i != 5 else None for i in rows]),
    "repo": pa.array([f"repo-{i % 3}" for i in rows]).dictionary_encode(),
    "license": pa.array([["MIT", "Apache-2.0"][i % 2] for i in rows], pa.large_string()),
    "id": pa.array(rows, pa.int32()),
    "meta": pa.array([{"title": f"T{i}", "tags": ["a"] * (i % 3), "raw": bytes([200 + i % 50])} for i in rows],
                     pa.struct([("title", pa.string()), ("tags", pa.list_(pa.string())), ("raw", pa.binary())])),
    "score": pa.array([None if i % 5 == 0 else i / 8 for i in rows], pa.float64()),
    "when": pa.array([datetime.date(2024, 1, 1 + i % 28) for i in rows]),
    "flag": pa.array([i % 2 == 0 for i in rows]),
})
for codec in ("snappy", "zstd", "gzip"):
    pq.write_table(table, here / f"{codec}.parquet", compression=codec, row_group_size=400)
