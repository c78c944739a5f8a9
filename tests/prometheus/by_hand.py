"""Prints a test file of promtool: queries of cron/prometheus/README.md, with answers that were worked out by hand.
tests/checks/rules runs it."""

import json
import pathlib
import re

PAGE = pathlib.Path("cron/prometheus/README.md")
POWER = 'kaifa_active_power_import_watts{home="oslo"}'
VOLTS = 'kaifa_voltage_volts{home="oslo", phase="%s"}'

# (the first words before the query, {series: its values, one a minute}, [(time, {labels: answer})])
CASES = [
    ("The third voltage", {VOLTS % "L1-L2": "230x9 240x9 240x9", VOLTS % "L2-L3": "230x9 150x9 0x9"}, [
        ("5m", {'{home="oslo", phase="L1-L3"}': 230}),
        ("15m", {'{home="oslo", phase="L1-L3"}': 210}),  # 240² + 150² - 240 * 150 = 210²
        ("25m", {'{home="oslo", phase="L1-L3"}': 240}),
    ]),
    ("The third voltage", {VOLTS % phase: "230x9" for phase in ("L1", "L2", "L3")}, [("5m", {})]),  # of 4 wires
    # 600 W up to 10:00, 1200 W from then on, 3000 W from 10:20 on. A scrape at a full minute shows the minute before.
    ("The expected peak", {POWER: "600x600 1200x19 3000x80"}, [
        ("10h", {'{home="oslo"}': 0.6}),
        ("10h10m", {'{home="oslo"}': 1.2}),
        ("10h20m", {'{home="oslo"}': 1.2}),
        ("10h30m", {'{home="oslo"}': 2.4}),  # 20 * 1200 + 40 * 3000 = 144,000 watt minutes
        ("10h59m", {'{home="oslo"}': 2.4}),
        ("11h", {'{home="oslo"}': 3}),
    ]),
]


def query(words):
    found = re.search(rf"^{words}(?:[^\n]+\n)+\n```promql\n(.*?)```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return " ".join(found.group(1).split())


def test(words, series, answers):
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": re.sub(r"(\d+)x", r"\1+0x", values)} for name, values in series.items()],
        "promql_expr_test": [
            {"expr": f"round({query(words)}, 0.001)", "eval_time": time,
             "exp_samples": [{"labels": labels, "value": value} for labels, value in samples.items()]}
            for time, samples in answers],
    }


print(json.dumps({"evaluation_interval": "1m", "tests": [test(*case) for case in CASES]}))
