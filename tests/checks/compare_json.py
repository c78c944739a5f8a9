"""Compares what --format json prints with what --format prom prints, using Python's own JSON parser.

Usage: compare_json.py PROGRAM CAPTURES"""

import glob
import json
import re
import subprocess
import sys
from decimal import Decimal

program, captures = sys.argv[1:]
LABEL = 'house="caf\u00e9"\\,\u0001'


def crc16(data):
    remainder = 0xFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ 0x8408 if remainder & 1 else remainder >> 1
    return (~remainder & 0xFFFF).to_bytes(2, "little")


def frame_with_meter_id(meter_id):
    """A list 2 of a single-phase meter: 9 elements."""
    text = lambda value: b"\x09" + bytes([len(value)]) + value
    body = b"\x02\x09" + text(b"KFM_001") + text(meter_id) + text(b"MA105H2E")
    body += b"".join(b"\x06" + count.to_bytes(4, "big") for count in (1, 2, 3, 4, 5, 2301))
    information = b"\xe6\xe7\x00\x0f\x40\x00\x00\x00\x00" + body
    header = (0xA000 | len(information) + 10).to_bytes(2, "big") + b"\x01\x02\x01\x10"
    content = header + crc16(header) + information
    return b"\x7e" + content + crc16(content) + b"\x7e"


def printed(stream, form):
    arguments = ["--config", "/dev/null", "--device", "-", "--list", "1", "--stdout", "--label", LABEL]
    run = subprocess.run([program, *arguments, "--format", form], input=stream, capture_output=True)
    return run.stdout.decode() if run.returncode == 0 else None


def series_of(exposition):
    """The value of each sample by its name and its phase or reason."""
    series = {}
    for line in exposition.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = re.fullmatch(r"kaifa_(\w+?)\{(.*)\} (\S+)", line).groups()
        own = re.search(r'(?:phase|reason)="([^"]*)"$', labels)
        series[name, own.group(1) if own else None] = Decimal(value)
    return series


def differences(stream):
    text = printed(stream, "json")
    exposition = printed(stream, "prom")
    if text is None or exposition is None:
        return "no list"
    if text.count("\n") != 1 or not text.endswith("\n"):
        return "not one line"
    said = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    if said.pop("labels") != dict([LABEL.split("=", 1)]):
        return "other labels"
    for (name, label), value in series_of(exposition).items():
        if name.endswith("_info") or name == "read_duration_seconds" or "timestamp" in name:
            continue
        if name.endswith(("joules_total", "var_seconds_total")):
            name = name.replace("joules_total", "kwh").replace("var_seconds_total", "kvarh")
            value /= 3600 * 1000
        if name == "read_rejected_frames" and not value:
            continue
        found = said[name] if label is None else said[name][label]
        if found != value:
            return f"{name} {label}: {found} instead of {value}"
    if any(not count for count in said.get("read_rejected_frames", {"none": 1}).values()):
        return "a reason that did not occur"
    if "active_power_export_watts" in said:
        net = said["active_power_import_watts"] - said["active_power_export_watts"]
        if said["active_power_net_watts"] != net:
            return f"net power {said['active_power_net_watts']} instead of {net}"
    elif "active_power_net_watts" in said:
        return "a net power without an export"
    return None


def frames_of_captures():
    for path in sorted(glob.glob(f"{captures}/*.hex")):
        with open(path) as file:
            lines = [line for line in file if not line.startswith("#")]
        stream = bytes.fromhex("".join(lines))
        start = 0
        while (start := stream.find(b"\x7e", start)) >= 0 and start + 3 <= len(stream):
            size = (stream[start + 1] & 7) << 8 | stream[start + 2]
            yield f"{path.rsplit('/', 1)[1]} at {start}", stream[start : start + size + 2]
            start += size + 2


own = [(path, open(path, "rb").read()) for path in sorted(glob.glob("tests/fuzz/corpus/deframer/*list-*"))]
hostile = [(repr(meter_id), frame_with_meter_id(meter_id))
           for meter_id in (b'"', b"\\", b'\\"}', b"\n", b"\x00\x1f\x7f\xff", "\u00e9\u2028".encode(), b"")]
damaged = bytearray(frame_with_meter_id(b"1"))
damaged[-2] ^= 1
hostile.append(("a frame after damaged ones", bytes(damaged) * 3 + frame_with_meter_id(b"2")))
failed = []
for name, stream in own + hostile + list(frames_of_captures())[::20]:
    why = differences(stream)
    if why:
        failed.append(name)
        print(f"not ok json of {name}: {why}")
    else:
        print(f"ok json of {name} is what prom says")
sys.exit(bool(failed))
