"""Loads a csv, keeps some rows, and prints a mean for each group and the seconds it took: python csv_pandas.py FILE"""
import json
import sys
import time

import pandas

began = time.perf_counter()
rows = pandas.read_csv(sys.argv[1])
means = rows[rows["x"] > 25].groupby("group")["y"].mean()
result = [{"group": group, "mean": mean} for group, mean in means.items()]
print(json.dumps({"seconds": time.perf_counter() - began, "result": result}))
