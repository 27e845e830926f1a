"""An OpenMetrics page, read by the reference parser, as JSON: families with their samples."""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

page = sys.stdin.buffer.read().decode("utf-8")
families = [
    {
        "name": family.name,
        "type": family.type,
        "help": family.documentation,
        "samples": [{"name": s.name, "labels": s.labels, "value": s.value} for s in family.samples],
    }
    for family in text_string_to_metric_families(page)
]
json.dump(families, sys.stdout)
