"""Reads messages as Home Assistant would: every sensor that is announced has a value in the topic that it names.

Usage: discovery.py MESSAGES NAME JOB...

MESSAGES has a line for each message: topic, blank, message; the last message of a topic counts."""

import json
import re
import sys

messages, name, *jobs = sys.argv[1:]
# A sensor's unit, device class and state class, by the unit in the name of its member
KINDS = {
    "watts": ("W", "power", "measurement"),
    "vars": ("var", "reactive_power", "measurement"),
    "amperes": ("A", "current", "measurement"),
    "volts": ("V", "voltage", "measurement"),
    "ratio": (None, "power_factor", "measurement"),
    "kwh": ("kWh", "energy", "total_increasing"),
    "kvarh": ("kvarh", None, "total_increasing"),
}
# Words that a sensor's name has if its template has this part
WORDS = {"from the grid": "_import_", "into the grid": "_export_", "Net": "_net_", "eactive": "reactive", "ower": "power",
         "nergy": "energy", "Current": "current", "Voltage": "voltage", "factor": "factor"}
last = {}
with open(messages) as file:
    for line in file:
        topic, _, message = line.rstrip("\n").partition(" ")
        last[topic] = message


def value_of(template, state):
    """The value of a template such as {{ value_json.voltage_volts['L1'] }}"""
    member, phase = re.fullmatch(r"\{\{ value_json\.(\w+)(?:\['([\w-]+)'\])? \}\}", template).groups()
    return member, state[member][phase] if phase else state[member]


announced = set()
unique = set()
for job in jobs:
    topic = f"kaifa-exporter/{name}/{job}"
    config = json.loads(last[f"homeassistant/device/kaifa-exporter-{name}-{job}/config"])
    state = json.loads(last[topic])
    assert last[f"{topic}/availability"] == "online"
    assert (config["state_topic"], config["availability_topic"]) == (topic, f"{topic}/availability"), config
    assert config["origin"]["name"] == "kaifa-exporter"
    device = config["device"]
    assert device["identifiers"] == [f"kaifa_exporter_{name}"], device
    assert (device["name"], device["manufacturer"]) == (f"Electricity meter {name}", "Kaifa"), device
    assert device.get("model") == state.get("meter_type"), device
    assert device.get("serial_number") == state.get("meter_id"), device
    for sensor in config["components"].values():
        member, value = value_of(sensor["value_template"], state)
        phase = sensor["value_template"].partition("['")[2].partition("'")[0]
        assert sensor["name"].endswith(f" {phase}" if phase else sensor["name"]), sensor
        unit, device_class, state_class = KINDS[member.rsplit("_", 1)[1]]
        assert sensor["platform"] == "sensor", sensor
        assert all((words in sensor["name"]) == (part in sensor["value_template"]) for words, part in WORDS.items()), sensor
        assert sensor.get("unit_of_measurement") == unit, sensor
        assert sensor.get("device_class") == device_class, sensor
        assert sensor["state_class"] == state_class, sensor
        assert sensor["expire_after"] == (180 if job == "reading" else 10800), sensor
        assert isinstance(value, (int, float)), sensor
        assert sensor["unique_id"].startswith(f"kaifa_exporter_{name}_"), sensor
        assert not unique & {sensor["unique_id"], sensor["name"]}, sensor
        unique |= {sensor["unique_id"], sensor["name"]}
        announced.add((member, sensor["value_template"]))

state = json.loads(last[f"kaifa-exporter/{name}/{jobs[-1]}"])
wanted = {member for member in state if member.rsplit("_", 1)[-1] in KINDS}
assert wanted == {member for member, _ in announced}, (wanted, announced)
for member in ("current_amperes", "voltage_volts"):
    phases = len([1 for announced_member, _ in announced if announced_member == member])
    assert phases == len(state[member]), (member, phases)
