"""Builds faiss' graph of the embeddings, or searches it: prints seconds, or milliseconds for a query, and the recall."""

import json
import os
import resource
import sys
import time

import faiss
import numpy

what, vectors_path, index_path = sys.argv[1:4]
rows, asked, dimensions, k, m, ef_construction, ef_search = map(int, sys.argv[4:])
every = numpy.fromfile(vectors_path, dtype=numpy.float32, count=(rows + asked) * dimensions)
every = every.reshape(-1, dimensions)
vectors, queries = every[:rows], every[rows:]


def build():
    index = faiss.IndexHNSWFlat(dimensions, m, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = ef_construction
    began = time.perf_counter()
    index.add(vectors)
    seconds = time.perf_counter() - began
    faiss.write_index(index, index_path + ".tmp")
    os.replace(index_path + ".tmp", index_path)
    return index, seconds


if what == "build" or not os.path.exists(index_path):
    index, value = build()
else:
    index = faiss.read_index(index_path)
index.hnsw.efSearch = ef_search
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
index.search(queries, k)
began = time.perf_counter()
_, found = index.search(queries, k)
milliseconds = (time.perf_counter() - began) * 1000 / asked
if what == "query":
    value = milliseconds

flat = faiss.IndexFlatIP(dimensions)
flat.add(vectors)
_, expected = flat.search(queries, k)
hits = sum(len(set(a) & set(b)) for a, b in zip(found.tolist(), expected.tolist()))
print(json.dumps({"value": value, "recall": hits / (asked * k), "megabytes": peak}))
