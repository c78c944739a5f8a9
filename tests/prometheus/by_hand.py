"""Prints a test file of promtool: recording rules, and queries of cron/prometheus/README.md, with answers that were worked
out by hand. tests/checks/rules runs it:

    python3 tests/prometheus/by_hand.py RULES PAGE
"""

import json
import pathlib
import re
import sys

SIGN = "kaifa_frame_received_timestamp_seconds"
POWER = 'kaifa_active_power_import_watts{home="oslo"}'
VOLTS = 'kaifa_voltage_volts{home="oslo", phase="%s"}'
ENERGY = "meter:kaifa_active_energy_%s_joules:%s"
HIGHEST = 'meter:kaifa_active_energy_import_joules:max1d{home="oslo"}'
PRICE = "electricity_price_per_kwh{%s}"
GONE, GAP = "stale", "_"  # no longer served; not scraped
JOULES_PER_KWH = 3_600_000


def minute(hour, minutes=0):
    return hour * 60 + minutes


def served(*values):
    return " ".join(map(str, values))


# -- queries of the page

# (a rule, or the first words before a query; {series: its values, one a minute}, [(time, {labels: answer})])
QUERIES = [
    ("The third voltage", {VOLTS % "L1-L2": "230x9 240x9 240x9", VOLTS % "L2-L3": "230x9 150x9 0x9"}, [
        ("5m", {'{home="oslo", phase="L1-L3"}': 230}),
        ("15m", {'{home="oslo", phase="L1-L3"}': 210}),  # 240² + 150² - 240 * 150 = 210²
        ("25m", {'{home="oslo", phase="L1-L3"}': 240}),
    ]),
    ("The third voltage", {VOLTS % phase: "230x9" for phase in ("L1", "L2", "L3")}, [("5m", {})]),  # of 4 wires
    # Each home, and each host of a home, has voltages of its own.
    ("The third voltage", {f'kaifa_voltage_volts{{home="{home}", instance="{instance}", phase="{phase}"}}': f"{volts}x9"
                           for home, instance, between in (("oslo", "pi", (240, 150)), ("oslo", "shed", (230, 230)), ("bergen", "pi", (230, 230)))
                           for phase, volts in zip(("L1-L2", "L2-L3"), between)}, [
                               ("5m", {'{home="oslo", instance="pi", phase="L1-L3"}': 210,
                                       '{home="oslo", instance="shed", phase="L1-L3"}': 230,
                                       '{home="bergen", instance="pi", phase="L1-L3"}': 230})]),
    # 600 W up to 10:00, 1200 W from then on, 3000 W from 10:20 on. A scrape at a full minute shows the minute before.
    ("The expected peak", {POWER: "600x600 1200x19 3000x80"}, [
        ("10h", {'{home="oslo"}': 0.6}),
        ("10h3m30s", {'{home="oslo"}': 0.972}),  # 3 * 1200 watt minutes, and 57 minutes of (2 * 600 + 3 * 1200) / 5 W
        ("10h10m", {'{home="oslo"}': 1.2}),
        ("10h10m30s", {'{home="oslo"}': 1.2}),
        ("10h20m", {'{home="oslo"}': 1.2}),
        ("10h30m", {'{home="oslo"}': 2.4}),  # 20 * 1200 + 40 * 3000 = 144,000 watt minutes
        ("10h59m", {'{home="oslo"}': 2.4}),
        ("11h", {'{home="oslo"}': 3}),
    ]),
    # Readings of ten minutes that are up to 301 seconds old.
    ("Power of all homes", {series: f"{value}x10" for home, watts, age in (("a", 100, 0), ("b", 200, 300), ("c", 400, 301))
                            for series, value in ((POWER.replace("oslo", home), watts), (
                                f'{SIGN}{{home="{home}"}}', 600 - age))}, [("10m", {"{}": 300})]),
    # The clock was put right: what counts is the last reading, not the highest time.
    ("The age of the reading", {SIGN + '{home="oslo"}': "9000x4 300x1"}, [
        ("10m", {'{home="oslo"}': 300})]),
    # Two homes of a zone serve prices; the price of another zone does not matter.
    ("The cost of today so far", {
        ENERGY % ("import", "today") + '{home="oslo", zone="NO1"}': f"{2 * JOULES_PER_KWH}x9",
        PRICE % 'home="oslo", zone="NO1"': "1x9", PRICE % 'home="hamar", zone="NO1"': "3x9", PRICE % 'zone="NO5"': "7x9"}, [
            ("5m", {'{home="oslo", zone="NO1"}': 6})]),
]


# -- rules of readings and runs, half a minute after a scrape, since Prometheus 2 counts both ends of a window

def readings_and_runs():
    def constant(metric, homes, value, labels=""):
        return {f'{metric}{{home="{home}"{labels}}}': f"{value(home)}x190" for home in homes}

    def changing(metric, changes, labels=""):
        """Times of a clock that is years behind, which change once: at a minute."""
        return {f'{metric}{{home="since {at}"{labels}}}': served(*(60 if at <= sample else 0 for sample in range(190)))
                for at in changes}

    def of(homes, value, labels=""):
        return {f'{{home="{home}"{labels}}}': value(home) for home in homes}

    # The ages of readings in seconds, which are the names of the homes.
    time = 100 * 60 + 30
    yield ("meter:kaifa_frame_received_timestamp_seconds:fresh",
           constant(SIGN, (300, 301, -60, -61), lambda age: time - age) | changing(SIGN, (96, 97)),
           [("1h40m30s", of((300, -60), lambda age: time - age) | {'{home="since 97"}': 60})])

    # Failures; 'list 3' comes from the hourly run.
    time, failed, status = 180 * 60 + 30, "kaifa_run_failure_timestamp_seconds", "kaifa_run_failure_exit_status"
    series, answers = {}, {}
    for listed, recent, changed in ((2, 900, 166), (3, 7500, 56)):
        labels = f', name="kaifa", list="{listed}"'
        ages = recent, recent + 1, -recent, -recent - 1
        series |= constant(failed, ages, lambda age: time - age, labels) | changing(failed, (changed, changed + 1), labels)
        series |= constant(status, [*ages, f"since {changed}", f"since {changed + 1}"], lambda home: 65, labels)
        answers |= of((recent, -recent, f"since {changed + 1}"), lambda home: 65, labels)
    yield "meter:kaifa_run_failure_exit_status:recent", series, [("3h30s", answers)]

    # Scrapes at each odd minute: 30 in an hour. In the last hour, 12 runs had failed, and scrapes of another host too.
    def odd(value, first, last):
        return served(*(value if sample % 2 and first <= sample <= last else GAP for sample in range(130)))

    host, beside = 'home="oslo", job="node", instance="pi"', (
        'home="bergen", job="node", instance="pi"', 'home="oslo", job="agent", instance="pi"', 'home="oslo", job="node", instance="shed"')
    failure = f'{host}, meter="barn", name="kaifa"'
    yield "meter:kaifa_run_failures:ratio1h", {
        f'{status}{{{failure}, list="2"}}': odd(65, 21, 83), f'{status}{{{failure}, list="3"}}': odd(65, 0, 130),
        f"up{{{host}}}": odd(0, 0, 130), **{f"up{{{of_host}}}": odd(1, 91, 130) for of_host in beside}}, [
            (time, {f'{{{failure}, list="2"}}': 0.4}) for time in ("1h59m30s", "2h30s")]

    # Two reasons, up to the full hour: one rejected frame each in one of 60 scrapes.
    yield "meter:kaifa_read_rejected_frames:avg1h", {
        f'kaifa_read_rejected_frames{{{host}, meter="{meter}", reason="{reason}"}}': f"{frames}x60 0x99"
        for meter, frames in (("house", 3), ("barn", 6)) for reason in ("fcs", "length")}, [
            ("1h59m30s", {f'{{{host}, meter="house"}}': 0.1, f'{{{host}, meter="barn"}}': 0.2})]

    # The last reading and the last failure were a week ago.
    # The clocks were put right after the first minute; another meter was read for half an hour only.
    times, read, fails = [9000, *range(60, 61 * 60, 60)], host, host.replace("oslo", "bergen")
    yield "instance:kaifa_last_sign_timestamp_seconds:max7d", {
        f'{SIGN}{{{read}, meter="barn"}}': served(*times), f'{SIGN}{{{read}, meter="house"}}': served(*times[:31]),
        f'{failed}{{{fails}, name="kaifa", list="2"}}': served(*times)}, [
            *((time, {f"{{{read}}}": 3600, f"{{{fails}}}": 3600}) for time in ("6d", "7d59m30s")), ("7d1h30s", {})]


# -- rules of energies

def hours_and_days(way):
    """Registers of which no two hours are alike: each minute adds more than the one before, or less. The first day has no
    register at midnight, which is at 23:00 UTC."""
    registers = {"rising": lambda at: at ** 2, "falling": lambda at: 10 ** 9 - (10 ** 4 - at) ** 2}
    series = {f'kaifa_active_energy_{way}_joules_total{{home="oslo", meter="{meter}"}}': served(*map(register, range(minute(50))))
              for meter, register in registers.items()}

    def answers(energy):
        return {f'{{home="oslo", meter="{meter}"}}': energy(register) for meter, register in registers.items()}

    def case(rule, *times):
        """Each time has the minutes of the registers at the end and at the beginning."""
        return ENERGY % (way, rule), series, [
            (time, answers(lambda register, end=end, begin=begin: register(end) - register(begin))) for time, end, begin in times]

    yield case("increase1h", *((time, minute(hour, 5), minute(hour - 1, 5)) for time, hour in (
        ("28h4m59s500ms", 27), ("28h5m", 28), ("28h59m59s", 28), ("29h", 28), ("29h4m59s500ms", 28), ("29h5m", 29))))
    yield case("increase1d", ("24h", minute(24), 0), ("28h7m59s", minute(28, 7), minute(4, 7)))
    yield case("today", ("23h4m59s500ms", minute(23, 4), 0), ("23h5m", minute(23, 5), minute(23, 5)),
               ("30h", minute(30), minute(23, 5)), ("47h4m59s500ms", minute(47, 4), minute(23, 5)),
               ("47h5m", minute(47, 5), minute(47, 5)), ("48h", minute(48), minute(47, 5)))
    if way == "export":
        return

    def hour(register, end):
        return register(minute(end, 5)) - register(minute(end - 1, 5))

    last_hours = ("28h4m59s500ms", 27), ("28h5m", 28), ("29h4m59s500ms", 28)
    yield ENERGY % (way, "max1d"), series, [(time, answers(
        lambda register, last=last: max(hour(register, end) for end in range(last - 23, last + 1)))) for time, last in last_hours]

    # The price changes at each half hour, and its mean is the number of the hour. It is scraped every other minute, at the
    # full hour too early. Another home serves a lower price.
    def price(at):
        if at % 2:
            return GAP
        return 10 ** 9 if at % 60 == 0 else JOULES_PER_KWH * (at // 60 * 15 + (14 if at % 60 >= 30 else -15)) // 15

    prices = {PRICE % 'home="oslo"': served(*map(price, range(minute(50)))),
              PRICE % 'home="hamar", meter="house"': f"{-10 ** 9}x{minute(50)}"}
    yield "meter:electricity_cost:sum1d", series | prices, [(time, answers(
        lambda register, last=last: sum(hour(register, end) * (end - 1) for end in range(last - 23, last + 1))))
        for time, last in last_hours]


def offline(way):
    """Registers of homes that are offline for some time, where each minute adds 1 J."""
    def home(name, start, end):
        return {f'kaifa_active_energy_{way}_joules_total{{home="{name}"}}':
                served(*(GAP if start <= at < end else at for at in range(minute(51))))}

    # At five past, that hour and the next one have no end or no beginning.
    yield ENERGY % (way, "increase1h"), home("oslo", minute(27, 50), minute(28, 30)), [
        ("28h4m59s500ms", {'{home="oslo"}': 60}), ("28h5m", {}), ("28h59m", {}), ("29h5m", {}), ("30h4m59s500ms", {}),
        ("30h5m", {'{home="oslo"}': 60})]
    # At midnight: today begins with the last register of the day before, or else with the first register after.
    yield ENERGY % (way, "today"), all_of(home(*when) for when in (
        ("a night", minute(30), minute(48)), ("a day", minute(23, 7), minute(47, 30)), ("more", minute(22, 50), minute(47, 20)))), [
            ("47h40m", {'{home="a day"}': minute(47, 40) - minute(23, 6), '{home="more"}': minute(47, 40) - minute(22, 49)}),
            ("48h10m", {'{home="a night"}': minute(48, 10) - minute(29, 59), '{home="a day"}': minute(48, 10) - minute(23, 6),
                        '{home="more"}': 50}),
            ("50h", {'{home="a night"}': minute(50) - minute(29, 59), '{home="a day"}': minute(50) - minute(23, 6),
                     '{home="more"}': minute(50) - minute(47, 20)})]


def replaced_meters(way):
    """The registers of several meters. Each minute adds 1 J, and some hours add more; a new register is far higher."""
    start, off, swap, swap_later, step, end = minute(27, 30), minute(29, 50), minute(31, 5), minute(31, 6), minute(32), minute(58)
    host = 'home="{home}", job="{job}", instance="{instance}", meter="{meter}"'

    def labels(home="oslo", job="node", instance="pi", meter="swapped"):
        return host.format(home=home, job=job, instance=instance, meter=meter)

    def info(of, number, first=0, last=end, kind='meter_type="MA304H3E", list_version="KFM_001"'):
        number = f', meter_id="{number}"' if number else ""
        return {f"kaifa_meter_info{{{of}{number}, {kind}}}": served(*(
            1 if first <= at < last else GONE if at == last else GAP for at in range(end)))}

    def register(of, value, first=0, without=range(0)):
        return {f"kaifa_active_energy_{way}_joules_total{{{of}}}": served(*(
            value(at) if at >= first and at not in without else GAP for at in range(end)))}

    def even(at):
        return 5000 + at

    def uneven(at):
        more = ((minute(30, 30), 20), (minute(32, 30), 30), (minute(33, 30), 40))
        return even(at) + sum(joules for since, joules in more if at >= since)

    newer = 'meter_type="MA304H4", list_version="KFM_002"'
    swapped, later, young, outage, read, first, back = (
        labels(meter=meter) for meter in ("swapped", "later", "young", "outage", "read otherwise", "first", "back"))
    # Other homes, jobs, hosts and meters, which have had the new numbers for long.
    beside = [labels(**other, meter=meter) for meter in ("swapped", "first")
              for other in ({"home": "bergen"}, {"job": "agent"}, {"instance": "shed"})] + [labels(meter="barn")]
    series = all_of([
        *(info(of, 1, 0, at) | info(of, 2, at, end, newer) | register(of, lambda at: uneven(at) + 10 ** 6 * (at >= step))
          for of, at in ((swapped, swap), (later, swap_later))),
        info(read, 1, 0, swap) | info(read, 1, swap, end, newer) | register(read, uneven),
        info(first, 2, swap, end, newer) | register(first, even, swap),
        info(back, "") | register(back, lambda at: even(at) if at < swap else at - swap),
        *(info(of, 2, kind=newer) | register(of, uneven) for of in beside)])
    # The host had no power while the meter was replaced, and served the old register until the next list 3.
    series |= info(outage, 1, 0, off) | info(outage, 2, swap) | register(
        outage, lambda at: uneven(off - 1 if at < step else at) + 10 ** 6 * (at >= step) if at >= off else uneven(at),
        without=range(off, swap))
    others = [read, *beside]
    # This meter was read for some hours only.
    with_young = series | info(young, 1, start, swap) | info(young, 2, swap) | register(
        young, lambda at: uneven(at) + 10 ** 6 * (at >= step), start)

    def answers(of_others, *more):
        return {f"{{{of}}}": value for of, value in [*((of, of_others) for of in others), *more] if value is not None}

    yield ENERGY % (way, "increase1h"), with_young, [
        ("31h4m", answers(60, (swapped, 60), (later, 60), (young, 60), (back, 60))),
        ("31h5m", answers(80, (later, 80), (back, 0))),
        ("32h5m", answers(60, (first, 60), (back, 60))),
        ("33h5m", answers(90, (swapped, 90), (young, 90), (outage, 90), (first, 60), (back, 60))),
        ("34h5m", answers(100, (swapped, 100), (later, 100), (young, 100), (outage, 100), (first, 60), (back, 60)))]
    yield ENERGY % (way, "increase1d"), with_young, [
        ("31h4m", answers(1460, (swapped, 1460), (later, 1460), (back, 1440))),
        ("31h5m", answers(1460, (later, 1460), (back, 0))),
        ("31h6m", answers(1460, (back, 0))),
        ("53h", answers(1530, (back, 0))),
        ("55h30m", answers(1510, (first, 1440), (back, 1440))),
        ("56h4m", answers(1510, (first, 1440), (back, 1440))),
        ("56h5m", answers(1510, (swapped, 1510), (young, 1510), (outage, 1510), (first, 1440), (back, 1440))),
        ("56h6m", answers(1510, (swapped, 1510), (later, 1510), (young, 1510), (outage, 1510), (first, 1440), (back, 1440)))]
    yield ENERGY % (way, "today"), series, [
        ("31h4m", answers(499, (swapped, 499), (later, 499), (back, 479))),
        ("31h5m", answers(500, (later, 500), (first, 0), (back, 0))),
        ("31h6m", answers(501, (first, 1), (back, 0))),
        ("57h4m", answers(599, (first, 599), (back, 599))),
        ("57h5m", answers(600, (swapped, 600), (outage, 600), (first, 600), (back, 600))),
        ("57h6m", answers(601, (swapped, 601), (later, 601), (outage, 601), (first, 601), (back, 601)))]
    if way == "import":
        yield ENERGY % (way, "max1d"), with_young, [
            ("32h5m", answers(80, (swapped, 60), (later, 80), (young, 60), (outage, 60), (first, 60), (back, 60))),
            ("33h5m", answers(90, (swapped, 90), (later, 80), (young, 90), (outage, 90), (first, 60), (back, 60))),
            ("34h5m", answers(100, (swapped, 100), (later, 100), (young, 100), (outage, 100), (first, 60), (back, 60)))]
        # The young meter has whole hours from 29:05 on.
        yield "meter:electricity_cost:sum1d", with_young | {PRICE % 'home="oslo"': f"{JOULES_PER_KWH}x{end}"}, [
            ("32h5m", answers(1460, (swapped, 1320), (later, 1400), (young, 120), (outage, 1260), (first, 60),
                                    (back, 1380))),
            ("33h5m", answers(1490, (swapped, 1350), (later, 1340), (young, 210), (outage, 1290), (first, 120),
                                    (back, 1380))),
            ("34h5m", answers(1530, (swapped, 1390), (later, 1380), (young, 310), (outage, 1330), (first, 180),
                                    (back, 1380)))]


def late_october():
    """Registers that add 1 J an hour, in October 1971, which ends on a Sunday: summer time ends on the 31st, not the 24th."""
    hours = 16055  # to 31 October, 23:00 UTC
    yield ENERGY % ("import", "today"), {
        'kaifa_active_energy_import_joules_total{home="oslo"}': f"_x{hours - 60} " + served(*range(100))}, [
            (f"{hours - 23}h", {'{home="oslo"}': 2}), (f"{hours}h", {'{home="oslo"}': 25}), (f"{hours + 1}h", {'{home="oslo"}': 1})], "1h"


def three_highest():
    """What max1d recorded, every ten minutes: at 23:30 UTC the highest hour of the day, at other times far more or nothing.
    Day 10 has its record ten minutes early."""
    days = [100 + day for day in range(33)]
    for day, joules in ((0, 900), (1, 800), (2, 700), (10, 650), (20, 600), (30, 550)):
        days[day] = joules

    def record(slot):
        day, of_day = divmod(slot, 144)
        if of_day == (140 if day == 10 else 141):
            return days[day]
        return GAP if of_day == 141 else 10 ** 6 if day % 2 else 0

    month = {"30d23h50m": (800 + 700 + 650) / 3, "31d23h29m59s500ms": (800 + 700 + 650) / 3, "31d23h30m": 650, "32d23h29m59s500ms": 650,
             "32d23h30m": 600}
    # Recorded from the second day on, or not for most of that day.
    new = {"30d23h50m": None, "31d": 60}
    gap = {"30d23h50m": 60, "31d22h20m": 60}
    for value, answers in ((record, month), (lambda slot: 60 if slot >= 144 else GAP, new),
                           (lambda slot: GAP if 142 <= slot < 279 else 60, gap)):
        yield ENERGY % ("import", "top3_30d"), {HIGHEST: served(*map(value, range(33 * 144)))}, [
            (time, {'{home="oslo"}': joules} if joules else {}) for time, joules in answers.items()], "10m"


# -- the file for promtool

def all_of(parts):
    """The series of all parts."""
    return {series: values for part in parts for series, values in part.items()}


def cases():
    yield from QUERIES
    yield from readings_and_runs()
    yield from three_highest()
    yield from late_october()
    for way in ("import", "export"):
        for energies in (hours_and_days, offline, replaced_meters):
            yield from energies(way)


def query(name, rules, page):
    """The expression of a rule, or the query of the page after these words."""
    found = (re.search(rf"record: {name}\n +expr: \|?(.*\n(?: {{10}}.*\n)*)", rules) if ":" in name else
             re.search(rf"^{name}(?:[^\n]+\n)+\n```promql\n(.*?)```", page, re.DOTALL | re.MULTILINE))
    return " ".join(found.group(1).split())


def test(expression, series, answers, interval="1m"):
    return {
        "interval": interval,
        "input_series": [{"series": name, "values": re.sub(r"(\d+)x", r"\1+0x", values)} for name, values in series.items()],
        "promql_expr_test": [
            {"expr": f"round({expression}, 0.001)", "eval_time": time,
             "exp_samples": [{"labels": labels, "value": round(value, 3)} for labels, value in samples.items()]}
            for time, samples in answers],
    }


def main():
    rules, page = (pathlib.Path(file).read_text(encoding="utf-8") for file in sys.argv[1:])
    print(json.dumps({"evaluation_interval": "1m", "tests": [
        test(query(name, rules, page), *case) for name, *case in cases()]}))


if __name__ == "__main__":
    main()
