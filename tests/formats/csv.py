"""Read CSV on standard input as strictly as Python's csv module can; print its lines as JSON."""

import csv
import io
import json
import sys

csv.field_size_limit(sys.maxsize)
text = sys.stdin.buffer.read().decode("utf-8")
try:
    json.dump(list(csv.reader(io.StringIO(text, newline=""), strict=True)), sys.stdout)
except csv.Error as fault:
    sys.exit(f"csv: {fault}")
