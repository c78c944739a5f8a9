"""What triggers each alert in cron/prometheus/kaifa-exporter.rules.yml, and when the alert ends; alerts that a user has to
enable are enabled. tests/checks/rules runs this:

    python3 tests/prometheus/alerts.py minutes MAJOR RULES   prints a test file of promtool, evaluated every minute
    python3 tests/prometheus/alerts.py hours MAJOR RULES     the same, for more than a day
    python3 tests/prometheus/alerts.py days MAJOR RULES      the same, evaluated every half hour
    python3 tests/prometheus/alerts.py gaps MAJOR RULES      prints what the cases leave out

A fourth argument leaves only the cases in which that alert fires.

A case names all alerts that ever fire for its homes: 'steps' are the times at which these change, with the alerts that
fire from then on. Just before each step, the alerts of the previous step must fire, and in the end each alert must have
fired as often as the steps say. MAJOR is the release of Prometheus: 3 leaves out a sample at the left end of a range, so
some steps have two times (see 'either').
"""

import dataclasses
import json
import re
import sys
import urllib.parse

SIGN = "kaifa_frame_received_timestamp_seconds"
ENERGY = "kaifa_energy_clock_timestamp_seconds"
CLOCK = "kaifa_meter_clock_timestamp_seconds"
VOLTS = "kaifa_voltage_volts"
DASHBOARD = "http://localhost:3000/d/kaifa-exporter"
RUNBOOK = "file:///usr/share/doc/kaifa-exporter/cron/prometheus/runbook/README.md#"
PERIODS = {"minutes": 60, "hours": 60, "days": 1800}
LAST = {"minutes": 220, "hours": 1700, "days": 420}  # the last evaluation


@dataclasses.dataclass
class Case:
    name: str
    who: str  # a matcher of the case's homes, unique to the case
    series: dict  # {series: its values, in promtool's notation}
    steps: list  # [(time, [alert])]
    texts: list = dataclasses.field(default_factory=list)  # [(time, alert, severity, summary, description)]
    alone: int = 0  # minutes of a test of its own, if not 0
    scale: str = "minutes"


def either(of_3, of_2):
    """What depends on the release."""
    return of_3, of_2


def of_release(choice, major):
    return choice[0 if major >= 3 else 1] if isinstance(choice, tuple) else choice


def seconds(time, major):
    time = of_release(time, major)
    units = {"d": 86400, "h": 3600, "m": 60}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([dhm])", time))


# -- series: a sample per minute or half hour

GONE, GAP = "stale", "_"  # no longer served; not scraped


def now(sample, period=60):
    return sample * period


def half_hours(sample):
    return now(sample, 1800)


def values(*parts, scale="minutes"):
    """From (first sample, what is served from then on: a number, a function of the sample, GONE or GAP)."""
    words = []
    for (first, value), (end, _) in zip(parts, [*parts[1:], (LAST[scale] + 1, None)]):
        words += [str(value(sample)) if callable(value) else str(value) for sample in range(first, end)]
    return " ".join(words)


def of(home, **more):
    """The labels of a host, in PromQL's notation."""
    labels = ({"home": home} if home else {}) | {"job": "node", "instance": "localhost:9100"} | more
    return ",".join(f'{name}="{value}"' for name, value in labels.items())


def hosts_of(home):
    """The labels of three hosts of a home: the first, another one, and another job on the first."""
    return [f'home="{home}",job="{job}",instance="{instance}:9100"'
            for job, instance in (("node", "first"), ("node", "second"), ("agent", "first"))]


def beside(home):
    """The labels of a meter; those of others that differ from it in one label each: home, instance, job, or meter; and the
    series 'up' of all these hosts."""
    first, second, agent = hosts_of(home)
    hosts = [hosts_of(home + ", next door")[0], second, agent]
    return first, [*hosts, f'{first},meter="barn"'], all_of(map(is_up, [first, *hosts]))


def all_of(parts):
    """The series of all parts."""
    return {series: served for part in parts for series, served in part.items()}


def is_up(labels, *parts):
    return {f"up{{{labels}}}": values(*parts or [(0, 1)])}


def reading(labels, *parts, energy=True):
    """A reading, and registers that are always fresh."""
    return {f"{SIGN}{{{labels}}}": values(*parts or [(0, now)])} | (
        {f"{ENERGY}{{{labels}}}": values((0, now))} if energy else {})


def failure(labels, first, end, causes=("silence UNAVAILABLE 69",), name="kaifa", listed=2, stamp=now):
    """What failing runs leave, from the minute 'first' up to 'end'. The causes take turns; 'stamp' gives the time of the
    failure that is served at a minute."""
    labels = f'name="{name}",list="{listed}",{labels}'

    def served(value):
        return values((0, GAP), (first, value), (end, GONE), (end + 1, GAP))

    series = {f"kaifa_run_failure_timestamp_seconds{{{labels}}}": served(stamp),
              f"kaifa_run_failure_exit_status{{{labels}}}":
              served(lambda minute: causes[minute % len(causes)].split()[2])}
    for turn, (cause, status, _) in enumerate(map(str.split, causes)):
        series[f'kaifa_run_failure_info{{cause="{cause}",status="{status}",version="1.2.0",{labels}}}'] = served(
            lambda minute, turn=turn: 1 if minute % len(causes) == turn else GONE)
    return series


def one_run_in(every, labels, end, dark=0, name="kaifa"):
    """All runs fail up to the minute 'dark', and then one in 'every', up to the minute 'end'."""
    labels = f'name="{name}",list="2",{labels}'

    def served(value):
        return values((0, lambda minute: value(minute) if minute % every == 0 or minute < dark else GONE), (end, GONE),
                      (end + 1, GAP))

    return {f"kaifa_run_failure_timestamp_seconds{{{labels}}}": served(now),
            f"kaifa_run_failure_exit_status{{{labels}}}": served(lambda minute: 65)}


# -- alerts in the steps

def alert(name, labels):
    return f"{name} {labels}"


def minute_job(labels, name="kaifa"):
    return alert("KaifaRunFails", f'{labels},name="{name}",list="2"')


def hourly_job(labels):
    return alert("KaifaEnergyRunFails", f'{labels},name="kaifa",list="3"')


STALE_TEXT = ("and no failed run has said why. On the host, \"journalctl -u 'kaifa-exporter*'\" shows whether "
              "kaifa-exporter still runs.")
MISSING_TEXT = ("The host is up, but node_exporter serves no reading. Is a timer active, and does node_exporter read the "
                "directory that kaifa-exporter writes to?")
TIMER_TEXT = ("No runs are started. On the host, \"systemctl list-timers --all 'kaifa-exporter*'\" shows the timers, and "
              "'sudo systemctl enable --now' starts one.")


def fails_text(meter, cause, status, name="kaifa"):
    return ("warning", f"The meter {meter} is not read: {cause}",
            f"The last run of {name} ended with status {status}, kaifa-exporter 1.2.0. The runbook says what the cause "
            "means and what to do.")


# -- cases: readings and runs

def stale_readings():
    barn = of("old", meter="barn")
    stale = alert("KaifaReadingStale", barn)
    yield Case("a reading goes stale and comes back; the other meter of the host is well", 'home="old"', {
        **is_up(of("old")), **reading(of("old", meter="house")), **reading(barn, (0, now), (11, 600), (95, now))},
               [("18m", [stale]), ("105m", [])],
               [("18m", stale, "warning", "No fresh reading of the meter barn at old",
                 "The last reading is 8m 0s old, " + STALE_TEXT)])

    host = 'job="node",instance="pi:9100"'
    stale = alert("KaifaReadingStale", host)
    yield Case("a reading goes stale on a host without a name", 'instance="pi:9100"', {
        **is_up(host), **reading(host, (0, now), (11, 600))}, [("18m", [stale])],
               [("18m", stale, "warning", "No fresh reading of the meter at pi:9100",
                 "The last reading is 8m 0s old, " + STALE_TEXT)])

    home = of("away")
    yield Case("Prometheus was away for seven minutes", 'home="away"', {
        **is_up(home, (0, 1), (11, GAP), (18, 1)), **reading(home, (0, now), (11, GAP), (18, now))}, [])

    first, others, up = beside("stale beside")
    stale, fail = alert("KaifaReadingStale", first), [minute_job(labels) for labels in others]
    yield Case("a failure of another home, host or meter does not say why a reading is stale", 'home=~"stale beside.*"', {
        **up, **reading(first, (0, now), (11, 600)), **all_of(failure(labels, 0, 221) for labels in others)},
               [("2m", fail), ("18m", [stale, *fail])])


def failed_runs():
    home = of("flips")
    fails = minute_job(home)
    yield Case("the cause of a failure changes every minute", 'home="flips"', {
        **is_up(home), **reading(home, (0, now), (11, 600), (95, now)),
        **failure(home, 11, 95, ["noise DATAERR 65", "silence UNAVAILABLE 69"])},
               [("18m", [fails]), ("105m", [])],
               [("18m", fails, *fails_text("at flips", "noise", "65 (DATAERR)")),
                ("35m", fails, *fails_text("at flips", "silence", "69 (UNAVAILABLE)"))])

    barn = of("two", meter="barn")
    fails = minute_job(barn, "stall")
    yield Case("one of two meters fails, under a name of its own", 'home="two"', {
        **is_up(of("two")), **reading(of("two", meter="house")), **reading(barn, (0, now), (11, 600)),
        **failure(barn, 11, 221, name="stall")}, [("18m", [fails])],
               [("18m", fails, *fails_text("barn at two", "silence", "69 (UNAVAILABLE)", "stall"))])

    north = of("sites", site="north")
    fails = minute_job(north)
    yield Case("meters told apart by a label other than 'meter'", 'home="sites"', {
        **is_up(of("sites")), **reading(of("sites", site="south")), **reading(north, (0, now), (11, 600)),
        **failure(north, 11, 221)}, [("18m", [fails])])

    home = of("Ole's \\\"hus\\\"")
    name = home.split(",", maxsplit=1)[0]
    fails, missing = minute_job(home), alert("KaifaReadingMissing", name)
    yield Case("a home that was never read says why, until its job is stopped", name, {
        **is_up(home), **failure(home, 0, 221, ["port_missing NOINPUT 66"], stamp=lambda minute: now(min(minute, 70)))},
               [("2m", [fails]), ("96m", []), ("101m", [missing])],
               [("2m", fails, *fails_text("at Ole's \"hus\"", "port_missing", "66 (NOINPUT)")),
                ("101m", missing, "warning", "No reading of any meter at Ole's \"hus\"", MISSING_TEXT)])

    home = of("often")
    often = alert("KaifaRunsFailOften", f'{home},name="kaifa",list="2"')
    yield Case("one run in three fails, and one in five at another home", 'home=~"often|seldom"', {
        **is_up(home), **reading(home), **one_run_in(3, home, 120),
        **is_up(of("seldom")), **reading(of("seldom")), **one_run_in(5, of("seldom"), 220)},
               [("18m", [often]), (either("141m", "142m"), [])],
               [("60m", often, "info", "Many runs fail at the meter at often",
                 either(*(f"For {share}% of the last hour, the last run had failed. See the causes on the "
                          "dashboard, and check cable, plug and adapter." for share in ("33.33", "34.43"))))])

    # A third of the runs that are seen fail, which is a sixth of an hour.
    home = of("every other minute")

    def seen(value):
        return values((0, lambda minute: value(minute) if minute % 2 == 0 else GONE))

    yield Case("node_exporter answers every other minute", 'home="every other minute"', {
        **is_up(home, (0, lambda minute: 1 - minute % 2)), f"{SIGN}{{{home}}}": seen(now), f"{ENERGY}{{{home}}}": seen(now),
        **one_run_in(6, home, 221)}, [])

    first, others, up = beside("often, and dark")
    names = dict.fromkeys(others, "kaifa") | {others[-1]: "barn"}
    often = [alert("KaifaRunsFailOften", f'{labels},name="{name}",list="2"') for labels, name in names.items()]
    yield Case("a meter that is dark hides neither the other meter of its host nor those of other hosts and homes",
               'home=~"often, and dark.*"', {
                   **up, **failure(first, 0, 221), **all_of(map(reading, others)),
                   **all_of(one_run_in(3, labels, 221, name=name) for labels, name in names.items())},
               [("2m", [minute_job(first)]), ("18m", [minute_job(first), *often])])

    home = of("ratio")
    often = alert("KaifaRunsFailOften", f'{home},meter="over",name="kaifa",list="2"')
    yield Case("the last run failed for a fifth of an hour, or for more", 'home="ratio"', is_up(home) | reading(home) | all_of({
        f'meter:kaifa_run_failures:ratio1h{{{home},meter="{meter}",name="kaifa",list="2"}}': values((0, share), (100, 0)),
        f'kaifa_run_failure_timestamp_seconds{{{home},meter="{meter}",name="kaifa",list="2"}}': values((0, now))}
        for meter, share in (("over", 0.201), ("fifth", 0.2))), [("16m", [often]), ("100m", [])])

    home = of("recovers")
    often = alert("KaifaRunsFailOften", f'{home},name="kaifa",list="2"')
    yield Case("a home that was dark fails often from then on", 'home="recovers"', {
        **is_up(home), **reading(home, (0, GAP), (30, now)),
        **one_run_in(3, home, 221, dark=30)},
               [("2m", [minute_job(home)]), ("40m", []), (either("114m", "115m"), [often])])

    home = of("blinks")
    often = alert("KaifaRunsFailOften", f'{home},name="kaifa",list="2"')
    yield Case("a home that fails often is dark for a moment", 'home="blinks"', {
        **is_up(home), **reading(home, (0, now), (40, now(40)), (49, now)), **one_run_in(3, home, 221)},
               [("18m", [often])])

    home = of("second job")
    often = alert("KaifaRunsFailOften", f'{home},name="kaifa",list="2"')
    missing = alert("KaifaEnergyMissing", home)
    yield Case("a second job of a meter that is read fails, and is stopped", 'home="second job"', {
        **is_up(home), **reading(home, energy=False),
        **failure(home, 0, 221, stamp=lambda minute: now(min(minute, 70)))},
               [("16m", [often]), (either("99m", "100m"), []), ("120m", [missing])])


def hourly_runs():
    def hours(minute):
        return minute // 60 * 3600 + 60

    home = of("hourly")
    fails = hourly_job(home)
    yield Case("the hourly run fails alone", 'home="hourly"', {
        **is_up(home), **reading(home, energy=False), f"{CLOCK}{{{home}}}": values((0, now)),
        f"{ENERGY}{{{home}}}": values((0, 10), (200, now)), **failure(home, 1, 200, listed=3, stamp=hours)},
               [("66m", [fails]), ("200m", [])],
               [("66m", fails, "warning", "The energy registers of the meter at hourly are not read: silence",
                 "The last hourly run of kaifa ended with status 69. The runbook says what the cause means and what to "
                 "do.")])

    home = of("one hour")
    yield Case("one hourly run fails", 'home="one hour"', {
        **is_up(home), **reading(home), **failure(home, 61, 121, listed=3, stamp=hours)}, [])

    home = of("left")
    yield Case("the hourly job was stopped after it failed", 'home="left"', {
        **is_up(home), **reading(home), **failure(home, 1, 221, listed=3, stamp=lambda minute: 60)},
               [("66m", [hourly_job(home)]), ("127m", [])])

    home = of("both")
    yield Case("both jobs fail, then the hourly one alone", 'home="both"', {
        **is_up(home), **reading(home, (0, GAP), (100, now)), **failure(home, 1, 100),
        **failure(home, 1, 221, listed=3, stamp=hours)},
               [("3m", [minute_job(home)]), ("110m", []), ("175m", [hourly_job(home)])])

    first, others, up = beside("hourly, and dark")
    names = dict.fromkeys(others, "kaifa") | {others[-1]: "barn"}
    fail = [alert("KaifaEnergyRunFails", f'{labels},name="{name}",list="3"') for labels, name in names.items()]
    yield Case("a meter that is dark hides no hourly run of another meter, of another host, or of another home",
               'home=~"hourly, and dark.*"', {
                   **up, **failure(first, 0, 221), **all_of(map(reading, others)),
                   **all_of(failure(labels, 1, 221, name=name, listed=3, stamp=hours) for labels, name in names.items())},
               [("2m", [minute_job(first)]), ("66m", [minute_job(first), *fail])])

    home = of("hourly, and blinks")
    yield Case("the hourly run fails, and the home is dark for a moment", 'home="hourly, and blinks"', {
        **is_up(home), **reading(home, (0, now), (31, now(31)), (38, now)), **failure(home, 36, 38),
        **failure(home, 1, 221, listed=3, stamp=hours)}, [("66m", [hourly_job(home)])])

    home = of("list 3 only")
    stale = alert("KaifaReadingStale", home)
    yield Case("the only job waits for list 3", 'home="list 3 only"', {
        **is_up(home), **reading(home, (0, now), (11, 600)), **failure(home, 11, 221, listed=3)},
               [("18m", [stale]), ("76m", [stale, hourly_job(home)])])


def registers():
    home = of("registers")
    stale, clock = alert("KaifaEnergyStale", home), alert("KaifaMeterClockOff", home)
    year = 31536000
    yield Case("the registers go stale, by the meter's clock, which is a year wrong", 'home="registers"', {
        **is_up(home), **reading(home, energy=False), f"{CLOCK}{{{home}}}": values((0, lambda minute: year + now(minute))),
        f"{ENERGY}{{{home}}}": values((0, year - 7190), (200, year + now(200)))},
               [("15m", [clock]), ("41m", [clock, stale]), ("200m", [clock])],
               [("41m", stale, "warning", "No fresh energy registers of the meter at registers",
                 "The last registers are 2h 40m 50s old; the meter sends them once an hour. Does the hourly job run?")])

    home = of("registers, and dark")
    stale = alert("KaifaEnergyStale", home)
    yield Case("the minute run fails where the registers are stale, which it does not explain",
               'home="registers, and dark"', {
                   **is_up(home), **reading(home, (0, now), (60, now(60)), energy=False),
                   f"{CLOCK}{{{home}}}": values((0, now), (60, now(60))), f"{ENERGY}{{{home}}}": values((0, -7190)),
                   **failure(home, 60, 221)},
               [("41m", [stale]), ("68m", [stale, minute_job(home)])])

    meters = {age: of("two and a half hours", meter=f"{age} s") for age in (9000, 9001)}
    yield Case("the registers are as old as two lists that are missed, or a second older", 'home="two and a half hours"', {
        **is_up(of("two and a half hours")), **all_of(reading(labels, energy=False) for labels in meters.values()),
        **{f"{CLOCK}{{{labels}}}": values((0, now)) for labels in meters.values()},
        **{f"{ENERGY}{{{labels}}}": values((0, lambda minute, age=age: now(minute) - age)) for age, labels in meters.items()}},
               [("10m", [alert("KaifaEnergyStale", meters[9001])])])

    first, others, up = beside("registers beside")
    stale, fail = alert("KaifaEnergyStale", first), [*map(hourly_job, others)]
    yield Case("an hourly run of another home, host or meter does not say why registers are stale", 'home=~"registers beside.*"', {
        **up, **reading(first, energy=False), f"{CLOCK}{{{first}}}": values((0, now)),
        f"{ENERGY}{{{first}}}": values((0, -7190)), **all_of(map(reading, others)),
        **all_of(failure(labels, 0, 221, listed=3) for labels in others)},
               [("41m", [stale]), ("65m", [stale, *fail])])

    first, others, up = beside("no registers beside")
    missing, fail = alert("KaifaEnergyMissing", first), [*map(hourly_job, others)]
    yield Case("an hourly run of another home, host or meter does not say why registers are missing",
               'home=~"no registers beside.*"', {
                   **up, **reading(first, energy=False), **all_of(map(reading, others)),
                   **all_of(failure(labels, 0, 221, listed=3) for labels in others)},
               [("65m", fail), ("120m", [missing, *fail])])

    home = of("one list")
    yield Case("one list 3 is missed, and a file of another program is old", 'home="one list"', {
        **is_up(home), **reading(home, energy=False), f"{CLOCK}{{{home}}}": values((0, now)),
        f"{ENERGY}{{{home}}}": values((0, 10), (121, 7210)),
        f'node_textfile_mtime_seconds{{{home},file="/textfiles/solar_energy.prom"}}': values((0, 0))}, [])

    home = of("no registers")
    missing = alert("KaifaEnergyMissing", home)
    yield Case("no registers ever came", 'home="no registers"', {
        **is_up(home), **reading(home, energy=False), f"{ENERGY}{{{home}}}": values((0, GAP), (200, now))},
               [("120m", [missing]), ("200m", [])],
               [("120m", missing, "warning", "No energy registers of the meter at no registers",
                 "The powers are read, but no list 3 has come. A Norwegian meter sends it once an hour, and the hourly "
                 "job waits for it. Is the hourly timer enabled?")])

    home = of("no registers, and why")
    yield Case("no registers ever came, and the hourly run says why", 'home="no registers, and why"', {
        **is_up(home), **reading(home, energy=False),
        **failure(home, 1, 221, listed=3, stamp=lambda minute: minute // 60 * 3600 + 60)}, [("66m", [hourly_job(home)])])

    # Each of its pushes has the registers too, so the two clocks always agree.
    home = of("ciphered")
    yield Case("a ciphered meter falls silent, and nothing else is wrong with it", 'home="ciphered"', {
        **is_up(home), **reading(home, (0, lambda minute: now(minute) + 1), (11, 601), energy=False),
        f"{CLOCK}{{{home}}}": values((0, now), (11, 600)), f"{ENERGY}{{{home}}}": values((0, now), (11, 600)),
        f'{VOLTS}{{{home},phase="L1"}}': values((0, 230.1), (11, 300)),
        f'kaifa_read_rejected_frames{{{home},reason="segment"}}': values((0, 1), (1, 0))},
               [("18m", [alert("KaifaReadingStale", home)])])


# -- cases: hosts

def silent_hosts():
    # Labels of the scrape, beside home, job and instance.
    more = 'zone="NO1",meter="house"'
    home, lost = of("zoned") + "," + more, of("zoned, lost") + "," + more
    of_home = [alert("KaifaTextfileScrapeError", home), alert("KaifaSeriesClash", home)]
    missing = alert("KaifaReadingMissing", 'home="zoned, lost"')
    yield Case("the hosts of homes have labels of their scrapes", 'home=~"zoned.*"', {
        **is_up(home), **reading(home), f"node_textfile_scrape_error{{{home}}}": values((0, 1)),
        f'promhttp_metric_handler_errors_total{{{home},cause="gathering"}}': values((0, lambda minute: minute)),
        **is_up(lost), **reading(lost, (0, now), (11, GONE)),
        **is_up(of("zoned, fails")), **failure(of("zoned, fails") + "," + more, 0, 221)},
               [("2m", [*of_home[:1], minute_job(of("zoned, fails") + "," + more)]),
                ("6m", [*of_home, minute_job(of("zoned, fails") + "," + more)]),
                ("26m", [*of_home, missing, minute_job(of("zoned, fails") + "," + more)])])

    lost, well, fails = (f'job="node",instance="alone, {state}:9100"' for state in ("lost", "well", "fails"))
    missing, failing = alert("KaifaReadingMissing", lost), minute_job(f"{fails},{more}")
    yield Case("hosts without a name have labels of their scrapes", 'instance=~"alone, (lost|well|fails).*"', {
        **is_up(f"{lost},{more}"), **reading(f"{lost},{more}", (0, now), (11, GONE)),
        **is_up(f"{well},{more}"), **reading(f"{well},{more}"),
        **is_up(f"{fails},{more}"), **failure(f"{fails},{more}", 0, 221)},
               [("2m", [failing]), ("26m", [failing, missing])])

    down, hourly = (f'job="node",instance="alone, {state}:9100"' for state in ("down", "hourly"))
    silent, missing = alert("KaifaHostSilent", down), alert("KaifaReadingMissing", hourly)
    yield Case("hosts without a name lose their files: one is down, of the other only the hourly run fails",
               'instance=~"alone, (down|hourly).*"', {
                   **is_up(down, (0, 1), (11, 0)), **reading(down, (0, now), (11, GONE)), **is_up(hourly),
                   **reading(hourly, (0, now), (11, GONE)), **failure(hourly, 0, 221, listed=3)},
               [("16m", [silent]), ("26m", [silent, missing]), ("65m", [silent, missing, hourly_job(hourly)])])

    # The last sign, as recorded: a day before 100 minutes, and a second less.
    hosts = [f'job="node",instance="a day, {second} s:9100"' for second in range(2)]
    missing = [alert("KaifaReadingMissing", labels) for labels in hosts]
    yield Case("a host without a name had its last reading a day ago", 'instance=~"a day, .*"', all_of({
        **is_up(labels), f"instance:kaifa_last_sign_timestamp_seconds:max7d{{{labels}}}": values((0, now(100) - 86400 + second))}
        for second, labels in enumerate(hosts)), [("15m", missing), ("100m", missing[1:]), ("101m", [])])

    home = of("refused")
    silent = alert("KaifaHostSilent", home)
    yield Case("node_exporter cannot be reached", 'home="refused"', {
        **is_up(home, (0, 1), (11, 0), (90, 1)), **reading(home, (0, now), (11, GONE), (90, now))},
               [("16m", [silent]), ("90m", [])],
               [("16m", silent, "warning", "Nothing arrives from refused",
                 "The last sign of a meter there is 6m 0s old. Is the host on and connected, and is node_exporter "
                 "running?")])

    # The clock was put right before: what counts is the last time, not the highest, and the later one of two meters.
    home = of("two meters silent")
    silent = alert("KaifaHostSilent", home)
    yield Case("a host with two meters falls silent", 'home="two meters silent"', {
        **is_up(home, (0, 1), (11, 0)), **reading(of("two meters silent", meter="barn"), (0, now), (3, GONE)),
        **reading(of("two meters silent", meter="house"), (0, lambda minute: now(minute + 120)), (2, now), (11, GONE))},
               [("16m", [silent])],
               [("16m", silent, "warning", "Nothing arrives from two meters silent",
                 "The last sign of a meter there is 6m 0s old. Is the host on and connected, and is node_exporter "
                 "running?")])

    home = of("fails, and silent")
    fails, silent = minute_job(home), alert("KaifaHostSilent", home)
    yield Case("a host whose runs fail falls silent", 'home="fails, and silent"', {
        **is_up(home, (0, 1), (11, 0)),
        **failure(home, 0, 11, stamp=lambda minute: now(minute + (120 if minute < 2 else 0)))},
               [("3m", [fails]), ("16m", [fails, silent]), ("21m", [silent])],
               [("16m", silent, "warning", "Nothing arrives from fails, and silent",
                 "The last sign of a meter there is 6m 0s old. Is the host on and connected, and is node_exporter "
                 "running?")])

    home = of("unplugged")
    yield Case("a home that pushes, and that was never read, falls silent", 'home="unplugged"', {
        **is_up(home, (0, 1), (11, GAP)), **failure(home, 0, 221, stamp=now) | {
            series: values((0, value), (11, GAP)) for series, value in {
                f'kaifa_run_failure_timestamp_seconds{{name="kaifa",list="2",{home}}}': now,
                f'kaifa_run_failure_exit_status{{name="kaifa",list="2",{home}}}': 69}.items()}},
               [("2m", [minute_job(home)]), (either("20m", "21m"), [minute_job(home), alert("KaifaHostSilent", home)]),
                (either("25m", "26m"), [alert("KaifaHostSilent", home)])])

    first, second, agent = hosts_of("three hosts")
    yield Case("one of three hosts of a home is down", 'home="three hosts"', {
        **is_up(first, (0, 1), (11, GAP)), **reading(first, (0, now), (11, GAP)),
        **is_up(second), **reading(second), **is_up(agent), **reading(agent)},
               [(either("20m", "21m"), [alert("KaifaHostSilent", first)])])

    home = of("hourly files")
    yield Case("an hourly run that fails does not say where the readings are", 'home="hourly files"', {
        **is_up(home), **reading(home, (0, now), (11, GONE)), **failure(home, 11, 221, listed=3)},
               [("26m", [alert("KaifaReadingMissing", 'home="hourly files"')]),
                ("76m", [alert("KaifaReadingMissing", 'home="hourly files"'), hourly_job(home)])])

    home = of("tmpfs")
    missing = alert("KaifaReadingMissing", 'home="tmpfs"')
    yield Case("files are lost while the host is up", 'home="tmpfs"', {
        **is_up(home), **is_up('home="tmpfs",job="prometheus",instance="localhost:9090"'),
        **reading(home, (0, now), (11, GONE), (100, now))}, [("26m", [missing]), ("100m", [])],
               [("26m", missing, "warning", "No reading of any meter at tmpfs", MISSING_TEXT)])

    host = 'job="node",instance="lone:9100"'
    missing = alert("KaifaReadingMissing", host)
    yield Case("files are lost on a host without a name, and another one has no meter", 'instance=~"lone.*"', {
        **is_up(host), **is_up('job="node",instance="lone, without a meter"'),
        **reading(host, (0, now), (11, GONE), (100, now))}, [("26m", [missing]), ("100m", [])],
               [("26m", missing, "warning", "No reading of any meter at lone:9100", MISSING_TEXT)])

    def host(instance, job="node", home=""):
        return (f'home="{home}",' if home else "") + f'job="{job}",instance="same, {instance}:9100"'

    missing, silent = alert("KaifaReadingMissing", host("lost")), alert("KaifaHostSilent", host("gone"))
    failing = [host("lost", home="same, fails"), host("lost", "other"), host("fails")]
    read = [host("lost", home="same"), host("lost", "agent"), host("gone", home="same"), host("gone", "agent"),
            host("kept", home="same")]
    yield Case("hosts without a name have a job or an instance in common with others", 'instance=~"same, .*"', {
        **is_up(host("lost")), **reading(host("lost"), (0, now), (11, GONE)),
        **is_up(host("gone"), (0, 1), (11, GAP)), **reading(host("gone"), (0, now), (11, GAP)),
        **is_up(host("no meter")), **is_up(host("no meter", home="same")),
        **reading(host("no meter", home="same"), (0, now), (11, GONE)),
        **{series: served for labels in failing for series, served in {**is_up(labels), **failure(labels, 0, 221)}.items()},
        **{series: served for labels in read for series, served in {**is_up(labels), **reading(labels)}.items()}},
               [("2m", [*map(minute_job, failing)]),
                (either("20m", "21m"), [*map(minute_job, failing), silent]),
                ("26m", [*map(minute_job, failing), silent, missing])])

    yield Case("a host without a name and without a meter", 'home="",instance=""', is_up(host("solar")), [], alone=30)

    yield Case("a meter gets a label, and another one is removed", 'home="relabelled"', {
        **is_up(of("relabelled")), **reading(of("relabelled"), (0, now), (11, GONE)),
        **reading(of("relabelled", meter="barn"), (0, now), (11, GONE)),
        **reading(of("relabelled", meter="house"), (0, GAP), (11, now))}, [])


def timers():
    home, unit = of("timers"), "node_systemd_unit_state"
    collector = 'node_scrape_collector_success{%s,collector="systemd"}'
    states = {"kaifa-exporter@kaifa.timer": (11, 90), "kaifa-exporter-hourly@kaifa.timer": (31, 110)}
    minute, hourly = (alert("KaifaTimerOff", f'{home},name="{timer}",state="active"') for timer in states)
    yield Case("timers are stopped and started again", 'home="timers"', {
        **is_up(home), **reading(home), collector % home: values((0, 1)),
        **{f'{unit}{{{home},name="{timer}",state="active"}}': values((0, 1), (off, 0), (on, 1))
           for timer, (off, on) in states.items()},
        **{f'{unit}{{{home},name="{timer}",state="inactive"}}': values((0, 0), (off, 1), (on, 0))
           for timer, (off, on) in states.items()},
        f'{unit}{{{home},name="kaifa-exporter@kaifa.service",state="active"}}': values((0, 0)),
        f'{unit}{{{home},name="apt-daily.timer",state="active"}}': values((0, 0))},
               [("16m", [minute]), ("36m", [minute, hourly]), ("90m", [hourly]), ("110m", [])],
               [("16m", minute, "warning", "kaifa-exporter@kaifa.timer is not active at timers", TIMER_TEXT)])

    home, timers = of("broker"), ("kaifa-exporter@kaifa.timer", "kaifa-exporter-mqtt@kaifa.timer")
    yield Case("a timer with MQTT takes the place of the one without, until it is stopped too", 'home="broker"', {
        **is_up(home), **reading(home), collector % home: values((0, 1)),
        f'{unit}{{{home},name="{timers[0]}",state="active"}}': values((0, 0)),
        f'{unit}{{{home},name="{timers[1]}",state="active"}}': values((0, 1), (61, 0))},
               [("60m", []), ("66m", [alert("KaifaTimerOff", f'{home},name="{timer}",state="active"') for timer in timers])],
               [])

    gone, cron, blind = of("no timer"), of("cron"), of("blind")
    off, stale = alert("KaifaTimerOff", gone), [alert("KaifaReadingStale", home) for home in (gone, blind)]
    yield Case("timers are disabled and forgotten; cron reads another home; a third one has no such collector",
               'home=~"no timer|cron|blind"', {
                   **is_up(gone), **is_up(cron), **is_up(blind), **reading(gone, (0, now), (11, 600), (100, now)),
                   **reading(cron), **reading(blind, (0, now), (11, 600), (100, now)),
                   collector % gone: values((0, 1)), collector % cron: values((0, 1)), collector % blind: values((0, 0)),
                   f'{unit}{{{gone},name="apt-daily.timer",state="active"}}': values((0, 1))},
               [("18m", stale), ("21m", [off, *stale]), ("100m", stale), ("110m", [])],
               [("21m", off, "warning", "The timer of kaifa-exporter is not active at no timer", TIMER_TEXT)])

    more = 'zone="NO1",meter="house"'
    none, running = of("zoned timers"), of("zoned timers, running")
    off, stale = alert("KaifaTimerOff", none), [alert("KaifaReadingStale", f"{home},{more}") for home in (none, running)]
    yield Case("readings of hosts with labels of their scrapes are old: no timer here, a timer there",
               'home=~"zoned timers.*"', {
                   **all_of({**is_up(f"{home},{more}"), **reading(f"{home},{more}", (0, -600)),
                             collector % f"{home},{more}": values((0, 1))} for home in (none, running)),
                   f'{unit}{{{running},{more},name="kaifa-exporter@kaifa.timer",state="active"}}': values((0, 1))},
               [("2m", stale), ("5m", [off, *stale])])

    def timer(labels, name, is_active):
        return {f'{unit}{{{labels},name="{name}.timer",state="{state}"}}': values((0, int(is_active == (state == "active"))))
                for state in ("active", "inactive")}

    first, second, agent = hosts_of("broker elsewhere")
    plain, broker = "kaifa-exporter@kaifa", "kaifa-exporter-mqtt@kaifa"
    off = [alert("KaifaTimerOff", f'{first},name="{name}.timer",state="active"') for name in (plain, broker)]
    yield Case("timers with MQTT of another meter, of other hosts, and one that is off", 'home="broker elsewhere"', {
        **is_up(first), **reading(first), **timer(first, plain, False), **timer(first, broker, False),
        **timer(first, "kaifa-exporter-mqtt@barn", True), **timer(second, broker, True), **timer(agent, broker, True)},
               [("5m", off)])

    first, second, agent = hosts_of("timers elsewhere")
    other = first.replace("timers elsewhere", "timers of others")
    stale, off = alert("KaifaReadingStale", first), alert("KaifaTimerOff", first)
    well = [{**is_up(host), **reading(host), collector % host: values((0, 1)), **timer(host, plain, True)}
            for host in (second, agent, other)]
    yield Case("timers of other hosts start no run here", 'home=~"timers (elsewhere|of others)"', {
        **is_up(first), **reading(first, (0, now), (11, 600)), collector % first: values((0, 1)),
        **well[0], **well[1], **well[2]}, [("18m", [stale]), ("21m", [stale, off])])

    first, second, agent = hosts_of("collectors elsewhere")
    stale = alert("KaifaReadingStale", first)
    well = [{**is_up(host), **reading(host), collector % host: values((0, 1)), **timer(host, plain, True)}
            for host in (second, agent)]
    yield Case("the collectors of other hosts know nothing of the timers here", 'home="collectors elsewhere"', {
        **is_up(first), **reading(first, (0, now), (11, 600)),
        f'node_scrape_collector_success{{{first},collector="textfile"}}': values((0, 1)), **well[0], **well[1]},
               [("18m", [stale])])


def host_clocks():
    home = of("ahead")
    off, stale = alert("KaifaHostClockOff", home), alert("KaifaReadingStale", home)
    yield Case("the clock of a host is two hours ahead, and then the readings stop", 'home="ahead"', {
        **is_up(home), **reading(home, (0, lambda minute: now(minute) + 7200), (31, 9000))},
               [("15m", [off]), (either("36m", "37m"), [off, stale]), ("149m", [stale])],
               [("15m", off, "warning", "The clock of the host at ahead is wrong",
                 "By the clock of Prometheus, the host's clock is about 2h 0m 0s ahead. Does the host have a time server?"),
                (either("36m", "37m"), stale, "warning", "No fresh reading of the meter at ahead",
                 "The last reading has a time in the future, " + STALE_TEXT)])

    home = of("behind")
    off = alert("KaifaHostClockOff", home)
    yield Case("the clock of a host is two hours behind, and is put right", 'home="behind"', {
        **is_up(home), **reading(home, (0, lambda minute: now(minute) - 7200), (90, now))},
               [("16m", [off]), ("90m", [])],
               [("16m", off, "warning", "The clock of the host at behind is wrong",
                 "By the clock of Prometheus, the host's clock is about 2h 0m 0s behind. Does the host have a time server?")])

    for name, shift, fires, tells in (("fails ahead", 3600, "3m", "15m"), ("fails behind", -3600, "3m", "16m")):
        home = of(name)
        yield Case(f"the runs of a host whose clock is wrong fail: {name}", f'home="{name}"', {
            **is_up(home), **failure(home, 0, 221, stamp=lambda minute, shift=shift: now(minute) + shift)},
                   [(fires, [minute_job(home)]), (tells, [minute_job(home), alert("KaifaHostClockOff", home)])])

    # Readings and failed runs at the limit, and a second beyond.
    for what, off_by, fires, tells in (
            ("read", 60, "", ""), ("read", 61, "", "15m"), ("read", -300, "", ""), ("read", -301, "", "16m"),
            ("fails", 60, "2m", ""), ("fails", 61, "2m", "15m"), ("fails", -900, "2m", ""), ("fails", -901, "3m", "16m")):
        home = of(f"{what}, {off_by} s off")

        def stamp(minute, off_by=off_by):
            return now(minute) + off_by

        fail = [minute_job(home)] if fires else []
        yield Case(f"the clock of a host is {off_by} s off: {what}", home.split(",job")[0], is_up(home) | (
            failure(home, 0, 221, stamp=stamp) if fires else reading(home, (0, stamp))),
                   [*([(fires, fail)] if fires else []), *([(tells, [*fail, alert("KaifaHostClockOff", home)])] if tells else [])])

    for name, minutes, said in (("meters ahead", (61, 120), "2h 0m 0s ahead"), ("meters behind", (-61, -120), "2h 0m 0s behind")):
        home, tells = of(name), "15m" if minutes[0] > 0 else "16m"
        off = alert("KaifaHostClockOff", home)
        yield Case(f"a host has two {name}", f'home="{name}"', {
            **is_up(home), **all_of(reading(of(name, meter=f"{off_by}"), (0, lambda minute, off_by=off_by: now(minute + off_by)))
                                    for off_by in minutes)},
                   [(tells, [off])],
                   [(tells, off, "warning", f"The clock of the host at {name} is wrong",
                     f"By the clock of Prometheus, the host's clock is about {said}. Does the host have a time server?")])

    home = of("behind, stops")
    off, stale = alert("KaifaHostClockOff", home), alert("KaifaReadingStale", home)
    yield Case("the clock of a host is behind, and then the readings stop", 'home="behind, stops"', {
        **is_up(home), **reading(home, (0, lambda minute: now(minute - 120)), (100, now(100 - 120)))},
               [("16m", [off]), (either("104m", "105m"), []), (either("106m", "107m"), [stale])])

    home = of("fails behind, stops")
    off, fails = alert("KaifaHostClockOff", home), minute_job(home)
    missing = alert("KaifaReadingMissing", 'home="fails behind, stops"')
    yield Case("the clock of a host is behind, and then the runs, which failed, stop", 'home="fails behind, stops"', {
        **is_up(home), **failure(home, 0, 221, stamp=lambda minute: now(min(minute, 100) - 120))},
               [("3m", [fails]), ("16m", [fails, off]), (either("114m", "115m"), [fails]), (either("124m", "125m"), []),
                (either("129m", "130m"), [missing])])


MANY_TEXT = ("critical", "20.83% of the homes are dark",
             "So many homes do not fail independently. Check what they have in common: this Prometheus, its receiver, its "
             "tunnels, the network, an update.")


def many_homes():
    many = "KaifaManyHomesDark "
    dark = (0, now), (11, 600), (100, now)

    def well(first, end):
        return all_of(is_up(of(f"well {number}")) | reading(of(f"well {number}")) for number in range(first, end))

    hosts = [*hosts_of("dark"), of("dark 3"), of("dark 4")]
    stale = [alert("KaifaReadingStale", labels) for labels in hosts]
    series = all_of(is_up(labels) | reading(labels, *dark) for labels in hosts)
    yield Case("5 of 24 homes are dark, counted by home, job and instance", "", series | well(5, 24),
               [("18m", [*stale, many]), ("110m", [])], [("18m", many, *MANY_TEXT)], alone=112)
    yield Case("5 of 25 homes are dark", "", series | well(5, 25), [("18m", stale)], alone=30)

    # Each meter has an alert.
    meters = [*hosts[:3], *(of("dark 3", meter=meter) for meter in ("house", "barn"))]
    stale = [alert("KaifaReadingStale", labels) for labels in meters]
    yield Case("4 of 19 homes are dark, and one of these has two meters", "", all_of(
        [*map(is_up, hosts[:4]), *(reading(labels, *dark) for labels in meters), well(4, 19)]), [("18m", stale)], alone=30)

    old, fails, silent, lost, other = (of(f"dark {number}") for number in range(5))
    alerts = [alert("KaifaReadingStale", old), minute_job(fails), alert("KaifaHostSilent", silent),
              alert("KaifaReadingMissing", 'home="dark 3"'), alert("KaifaReadingStale", other)]
    yield Case("5 of 24 homes are dark for four reasons", "", {
        **is_up(old), **reading(old, *dark), **is_up(fails), **reading(fails, *dark), **failure(fails, 11, 100),
        **is_up(silent, (0, 1), (11, 0)), **reading(silent, (0, now), (11, GONE)),
        **is_up(lost), **reading(lost, (0, now), (11, GONE)), **is_up(other), **reading(other, *dark), **well(5, 24)},
               [("16m", alerts[2:3]), ("18m", [*alerts[:3], alerts[4], many]), ("26m", [*alerts, many])],
               [("18m", many, *MANY_TEXT)], alone=30)


# -- cases: node_exporter

def text_files():
    home, errors = of("unreadable"), "node_textfile_scrape_error{%s}"
    error = alert("KaifaTextfileScrapeError", home)
    yield Case("the collector cannot read a file on a host with a meter", 'home=~"unreadable|passing|solar"', {
        **is_up(home), **reading(home), errors % home: values((0, 0), (10, 1), (90, 0)),
        **is_up(of("passing")), **reading(of("passing")), errors % of("passing"): values((0, 0), (10, 1), (12, 0)),
        errors % of("solar"): values((0, 1))},
               [("12m", [error]), ("90m", [])],
               [("12m", error, "warning", "node_exporter cannot read a text file at unreadable",
                 "The log of node_exporter names the file and says why. The metrics of that file are missing.")])

    first, others, _ = beside("unreadable beside")
    yield Case("the hosts beside a host with a meter have none", 'home=~"unreadable beside.*"', {
        **is_up(first), **reading(first), **{errors % labels: values((0, 1)) for labels in others[:3]},
        **{f'promhttp_metric_handler_errors_total{{{labels},cause="gathering"}}': values((0, lambda minute: minute))
           for labels in others[:3]}}, [])

    home, errors = of("clash"), 'promhttp_metric_handler_errors_total{%s,cause="%s"}'
    clash = alert("KaifaSeriesClash", home)
    rising = values((0, 0), (10, lambda minute: minute - 9), (90, 80))
    yield Case("two files hold the same series", 'home=~"clash|encoding|solar clash"', {
        **is_up(home), **reading(home), errors % (home, "gathering"): rising,
        **is_up(of("encoding")), **reading(of("encoding")), errors % (of("encoding"), "encoding"): rising,
        errors % (of("solar clash"), "gathering"): rising},
               [("15m", [clash]), (either("98m", "99m"), [])],
               [("15m", clash, "warning", "Two text files at clash hold the same series",
                 "Values from one file replace those from the other. If the host reads several meters, each needs its "
                 "own --name and --label; otherwise a file was copied there. The log of node_exporter names the "
                 "series.")])

    home, clashing = of("restarts"), of("restarts, and clashes")
    yield Case("node_exporter is restarted, and counts from 0", 'home=~"restarts.*"', {
        **is_up(home), **reading(home), errors % (home, "gathering"): values((0, 80), (60, 0)),
        **is_up(clashing), **reading(clashing),
        errors % (clashing, "gathering"): values((0, lambda minute: minute), (60, lambda minute: minute - 60))},
               [("6m", [alert("KaifaSeriesClash", clashing)])])


# -- cases: the meter and the grid

def meter_clocks():
    for name, off_by, moment in (("slow", -61, "15m"), ("fast", 61, "15m"), ("right", 60, "")):
        home = of(name)
        off = alert("KaifaMeterClockOff", home)
        yield Case(f"the clock of a meter is {off_by} s off", f'home="{name}"', {
            **is_up(home), **reading(home), f"{CLOCK}{{{home}}}":
            values((0, lambda minute, off_by=off_by: now(minute) + off_by), (90, now))},
                   [("15m", [off]), ("90m", [])] if moment else [],
                   [("15m", off, "info", f"The clock of the meter at {name} is wrong",
                     "The clock is 1m 1s off. If the difference is about an hour, check --timezone and the clock of the "
                     "host; a meter without summer time needs '--timezone Etc/GMT-1'.")] if moment else [])


def voltages():
    """Each phase and each pair of phases, at homes of its own: a home whose phase is dead, in a house, just dead, in a shed,
    or just not dead, in a barn; a home with a voltage at a limit, or beyond; and a home whose file is old."""
    for phase in ["L1", "L2", "L3", "L1-L2", "L1-L3", "L2-L3"]:
        pair = "-" in phase
        volts, too_few, enough = (115, 159.9, 160) if pair else (0, 22.9, 23)
        house, shed, barn = of("dead " + phase), *(of("dead " + phase, meter=meter) for meter in ("shed", "barn"))
        dead, just_dead = (alert("KaifaPhaseDead", f'{labels},phase="{phase}"') for labels in (house, shed))
        low = alert("KaifaVoltageOutOfRange", f'{barn},phase="{phase}"')
        yield Case(f"{phase} is dead", f'home="dead {phase}"', {
            **is_up(house), **reading(house), **reading(shed), **reading(barn),
            f'{VOLTS}{{{house},phase="{phase}"}}': values((0, 230), (100, volts), (170, 230)),
            f'{VOLTS}{{{shed},phase="{phase}"}}': values((0, 230), (100, too_few), (170, 230)),
            f'{VOLTS}{{{barn},phase="{phase}"}}': values((0, 230), (100, enough), (170, 230))},
                   [("102m", [dead, just_dead]), ("108m" if pair else "106m", [dead, just_dead, low]), ("170m", [low]),
                    (either("176m", "177m") if pair else (either("178m", "179m")), [])],
                   [("102m", name, "critical", f"No voltage on {phase} of the meter{meter} at dead {phase}",
                     f"{number} V: a blown fuse, or a grid fault.")
                    for name, meter, number in ((dead, "", volts), (just_dead, " shed", too_few))])

        limits = {"low": (230, 206.9), "high": (230, 253.1), "low IT": (133, 119.4), "high IT": (133, 146.2),
                  "sagging": (230, 130), "lowest": (230, 207), "highest": (230, 253), "lowest IT": (133, 119.5),
                  "highest IT": (133, 146.1)}
        series, out = is_up(of("off " + phase)), {}
        for meter, (normal, beyond) in limits.items():
            labels = of("off " + phase, meter=meter)
            if not (pair and beyond < 160):
                series |= reading(labels) | {
                    f'{VOLTS}{{{labels},phase="{phase}"}}': values((0, normal), (100, beyond), (180, normal))}
                if "est" not in meter:
                    out[meter] = alert("KaifaVoltageOutOfRange", f'{labels},phase="{phase}"')
        moment, old = of("off " + phase, meter="moment"), of("off " + phase, meter="old")
        series |= reading(moment) | reading(old, (0, -600)) | {
            f'{VOLTS}{{{moment},phase="{phase}"}}': values((0, 230), (100, 254), (102, 230)),
            f'{VOLTS}{{{old},phase="{phase}"}}': values((0, 260))}
        stale = alert("KaifaReadingStale", old)
        early = [] if pair else [out.pop("sagging")]
        late = list(out.values())
        yield Case(f"{phase} is out of range", f'home="off {phase}"', series,
                   [("2m", [stale]), *([("107m", [stale, *early])] if early else []),
                    (either("114m", "115m"), [stale, *early, *late]), ("180m", [stale, *early]),
                    *([(either("187m", "188m"), [stale])] if early else [])],
                   [(either("114m", "115m"), name, "warning",
                     f"Voltage on {phase} of the meter {meter} at off {phase} is out of range",
                     f"{limits[meter][1]:.1f} V on average over ten minutes. 207 to 253 V are allowed, or 119.5 to 146.1 V "
                     "between phase and neutral of a grid with 230 V between its phases.")
                    for meter, name in (out | ({"sagging": early[0]} if early else {})).items()])

    # As recorded: a median at the limit between the two grids, and above it.
    grids = {meter: of("two grids", meter=meter) for meter in ("130 V of 175", "230 V of 175", "130 V of 176", "230 V of 176")}
    out = [alert("KaifaVoltageOutOfRange", f'{grids[meter]},phase="L1"') for meter in ("230 V of 175", "130 V of 176")]
    yield Case("the median of a day tells two grids apart", 'home="two grids"', is_up(of("two grids")) | all_of(
        reading(labels) | {
            f'meter_phase:kaifa_voltage_volts:avg10m{{{labels},phase="L1"}}': values((0, int(meter[:3]))),
            f'meter_phase:kaifa_voltage_volts:median1d{{{labels},phase="L1"}}': values((0, 175 if "175" in meter else 175.5))}
        for meter, labels in grids.items()), [("5m", out)])

    home = of("back at 200 V")
    back = [alert("KaifaVoltageOutOfRange", f'{home},phase="{phase}"') for phase in ("L1", "L1-L2")]
    yield Case("phases were dead for a minute, and are too low since", 'home="back at 200 V"', {
        **is_up(home), **reading(home),
        **{f'{VOLTS}{{{home},phase="{phase}"}}': values((0, 230), (150, volts), (151, 200))
           for phase, volts in (("L1", 22.9), ("L1-L2", 159.9))}}, [(either("165m", "166m"), back)])

    first, others, up = beside("old file")
    stale = alert("KaifaReadingStale", first)
    yield Case("the voltages of an old file count for nothing, whatever is fresh beside it", 'home=~"old file.*"', {
        **up, **reading(first, (0, -600)), **all_of(map(reading, others)),
        **{f'{VOLTS}{{{first},phase="{phase}"}}': values((0, volts)) for phase, volts in
           (("L1", 0), ("L2", 260), ("L2-L3", 115))}}, [("2m", [stale])])


def optional_alerts():
    missing = alert("KaifaNoReading", 'home="oslo"')
    yield Case("nothing was ever heard of a home", 'home=~"oslo|heard"', {
        **is_up(of("heard")), **reading(of("heard")), **is_up(of("oslo"), (0, GAP), (200, 1)), f"{SIGN}{{{of('oslo')}}}": values((0, GAP), (200, now)),
        f"{ENERGY}{{{of('oslo')}}}": values((0, GAP), (200, now))},
               [("60m", [missing]), ("200m", [])],
               [("60m", missing, "warning", "No reading of any meter at oslo",
                 "Does Prometheus scrape node_exporter there, and is kaifa.prom among its text files?")])

    home = of("feeds")
    export = alert("KaifaUnexpectedExport", home)
    yield Case("something feeds into the grid", 'home=~"feeds|draws"', {
        f"kaifa_active_power_export_watts{{{home}}}": values((0, 1), (100, 0)),
        f"kaifa_active_power_export_watts{{{of('draws')}}}": values((0, 0))}, [("10m", [export]), ("100m", [])],
               [("10m", export, "info", "The meter at feeds exports 1 W")])


# -- cases of more than a day, at minutes

def hours_cases():
    def part(of_labels, *parts):
        return {f"meter:kaifa_read_rejected_frames:avg1h{{{of_labels}}}": values(*parts, scale="hours")}

    meters = {meter: of("rejected", meter=meter) for meter in ("fifth", "more", "twice", "thrice", "ended", "new")}
    rising = {meter: alert("KaifaChecksumRejectionsRising", labels) for meter, labels in meters.items()}
    yield Case("damaged frames become more by just enough, or by just too little", 'home="rejected"', {
        **part(meters["fifth"], (0, 0), (1500, 0.2)), **part(meters["more"], (0, 0), (1500, 0.201), (1600, 0.2)),
        **part(meters["twice"], (0, 0.25), (1500, 0.5)), **part(meters["thrice"], (0, 0.25), (1500, 0.501)),
        **part(meters["ended"], (0, 0), (60, 1)), **part(meters["new"], (0, GAP), (1500, 5))},
               [("1d15m", [rising["ended"]]), ("1d1h", []), ("1d1h15m", [rising["more"], rising["thrice"]]),
                ("1d2h40m", [rising["thrice"]])], scale="hours")

    # 1.1 in 11 of 60 minutes, or in 12 of 61, is more than a fifth.
    home = of("rejected for minutes", meter="barn")
    rising = alert("KaifaChecksumRejectionsRising", home)
    yield Case("damaged frames come for 20 minutes; those of another meter are few", 'home="rejected for minutes"', {
        f'kaifa_read_rejected_frames{{{home},reason="fcs"}}':
        values((0, 0), (1500, 1.1), (1520, 0), scale="hours"),
        f'kaifa_read_rejected_frames{{{of("rejected for minutes", meter="house")},reason="fcs"}}':
        values((0, 0.1), scale="hours")},
               [(either("1d1h25m", "1d1h26m"), [rising]), ("1d2h9m", [])], scale="hours")

    # Of the day before minute 1620, half has 133 V.
    home = of("new grid")
    out = alert("KaifaVoltageOutOfRange", f'{home},phase="L1"')
    yield Case("a grid is rebuilt, from 230 V to 133 V", 'home="new grid"', {
        f"up{{{home}}}": values((0, 1), scale="hours"), f"{SIGN}{{{home}}}": values((0, now), scale="hours"),
        f"{ENERGY}{{{home}}}": values((0, now), scale="hours"),
        f'{VOLTS}{{{home},phase="L1"}}': values((0, 230), (900, 133), scale="hours")},
               [("15h7m", [out]), ("1d3h", [])], scale="hours")

    info = 'kaifa_meter_info{%s,meter_id="%s",meter_type="MA304H3E",list_version="KFM_001"}'
    home = of("a day with a meter")
    replaced = [alert("KaifaMeterReplaced", f'{home},meter_id="{number}",meter_type="MA304H3E",list_version="KFM_001"')
                for number in (2, 3)]
    yield Case("a meter is another one for a day", 'home="a day with a meter"', {
        info % (home, 1): values((0, 1), (100, GONE), (101, GAP), scale="hours"),
        info % (home, 2): values((0, GAP), (100, 1), (1600, GONE), (1601, GAP), scale="hours"),
        info % (home, 3): values((0, GAP), (1600, 1), scale="hours")},
               [("1d", replaced[:1]), ("1d1h40m", []), ("1d2h40m", replaced[1:])], scale="hours")


# -- cases of days

def long(labels, *parts):
    """A home that is well, or a reading of it, at half hours."""
    return {f"{SIGN}{{{labels}}}": values(*parts or [(0, half_hours)], scale="days"),
            f"{ENERGY}{{{labels}}}": values((0, half_hours), scale="days")}


def days_cases():
    def up(labels, *parts):
        return {f"up{{{labels}}}": values(*parts or [(0, 1)], scale="days")}

    home = of("dark")
    yield Case("a home goes dark and is remembered for a week; another one has the same instance", 'home=~"dark|light"', {
        **up(home, (0, 1), (3, GAP)), **long(home, (0, half_hours), (3, GAP)), **up(of("light")), **long(of("light"))},
               [("2h", [alert("KaifaHostSilent", home)]), (either("7d1h", "7d1h30m"), [])],
               [("5d1h", alert("KaifaHostSilent", home), "warning", "Nothing arrives from dark",
                 "The last sign of a meter there is 5d 0h 0m 0s old. Is the host on and connected, and is node_exporter "
                 "running?")], scale="days")

    home = of("fails, and dark")
    sign, status = (f'kaifa_run_failure_{metric}{{name="kaifa",list="2",{home}}}' for metric in ("timestamp_seconds", "exit_status"))
    yield Case("a home that was never read goes dark, and is remembered for a week", 'home="fails, and dark"', {
        **up(home, (0, 1), (3, GAP)), sign: values((0, half_hours), (3, GAP), scale="days"),
        status: values((0, 69), (3, GAP), scale="days")},
               [("30m", [minute_job(home)]), ("2h", [alert("KaifaHostSilent", home)]), (either("7d1h", "7d1h30m"), [])],
               scale="days")

    host = 'job="node",instance="tmp:9100"'
    missing = alert("KaifaReadingMissing", host)
    yield Case("a host without a name is missed for a day, and its text files matter for a week", 'instance="tmp:9100"', {
        **up(host), **long(host, (0, half_hours), (3, GONE)),
        f"node_textfile_scrape_error{{{host}}}": values((0, 1), scale="days")},
               [("30m", [alert("KaifaTextfileScrapeError", host)]),
                ("2h", [alert("KaifaTextfileScrapeError", host), missing]),
                ("1d1h", [alert("KaifaTextfileScrapeError", host)]), (either("7d1h", "7d1h30m"), [])], scale="days")

    rejected = 'kaifa_read_rejected_frames{%s,reason="%s"}'
    home = of("damaged")
    rising = alert("KaifaChecksumRejectionsRising", home)
    yield Case("damaged frames become more; elsewhere they are many, or few, all the time", 'home=~"damaged|few|steady"', {
        rejected % (home, "cut_off"): values((0, 0), (49, 1), scale="days"),
        rejected % (home, "closing_flag"): values((0, 0), (49, 0.25), scale="days"),
        rejected % (home, "sum"): values((0, 0), (49, 0.25), scale="days"),
        rejected % (of("few"), "fcs"): values((0, 0.25), scale="days"),
        rejected % (of("steady"), "fcs"): values((0, 1.5), (49, 2), scale="days")},
               [("1d1h", [rising]), (either("2d30m", "2d1h"), [])],
               [("1d1h30m", rising, "warning", "More and more damaged frames from the meter at damaged",
                 "During the last hour, 1.5 damaged frames came before each reading, more than twice as many as a day "
                 "ago. Check cable, plug and adapter.")], scale="days")

    info = 'kaifa_meter_info{%s,meter_id="%s",meter_type="%s",list_version="KFM_001"}'
    newer = info.replace("KFM_001", "KFM_002")
    home = of("new meter")
    replaced = alert("KaifaMeterReplaced", f'{home},meter_id="2",meter_type="MA304H3E",list_version="KFM_001"')
    first = of("first meter")
    yield Case("a meter is replaced; another is new, and of others only the type or the version is read otherwise",
               'home=~"new meter|first meter|same meter"', {
                   info % (home, 1, "MA304H3E"): values((0, 1), (60, GONE), (61, GAP), scale="days"),
                   info % (home, 2, "MA304H3E"): values((0, GAP), (60, 1), scale="days"),
                   info % (first, 3, "MA304H3E"): values((0, GAP), (60, 1), scale="days"),
                   info % (of("same meter"), 4, "MA304H3E"): values((0, 1), (60, GONE), (61, GAP), scale="days"),
                   info % (of("same meter"), 4, "MA304H4"): values((0, GAP), (60, 1), scale="days"),
                   info % (of("same meter", meter="barn"), 5, "MA304H4"): values((0, 1), (60, GONE), (61, GAP), scale="days"),
                   newer % (of("same meter", meter="barn"), 5, "MA304H4"): values((0, GAP), (60, 1), scale="days")},
               [("1d6h", [replaced]), ("2d6h", [])],
               [("1d6h", replaced, "info", "The meter at new meter is not the meter of a day ago",
                 "The meter's number is now 2. Energies and costs leave out the hours around the change.")], scale="days")

    first, others, _ = beside("meter beside")
    replaced = alert("KaifaMeterReplaced", f'{first},meter_id="2",meter_type="MA304H4",list_version="KFM_002"')
    yield Case("a meter is replaced by one of another type and version, whose number was known elsewhere a day before",
               'home=~"meter beside.*"', {
                   info % (first, 1, "MA304H3E"): values((0, 1), (60, GONE), (61, GAP), scale="days"),
                   newer % (first, 2, "MA304H4"): values((0, GAP), (60, 1), scale="days"),
                   **{newer % (labels, 2, "MA304H4"): values((0, 1), scale="days") for labels in others}},
               [("1d6h", [replaced]), ("2d6h", [])], scale="days")

    first, others, _ = beside("first meter beside")
    yield Case("a meter is new, beside others", 'home=~"first meter beside.*"', {
        info % (first, 1, "MA304H3E"): values((0, GAP), (60, 1), scale="days"),
        **{info % (labels, 2, "MA304H3E"): values((0, 1), scale="days") for labels in others}}, [], scale="days")


CASES = [case for cases in (stale_readings, failed_runs, hourly_runs, registers, silent_hosts, timers, host_clocks, many_homes,
                            text_files, meter_clocks, voltages, optional_alerts, hours_cases, days_cases) for case in cases()]


# -- the files for promtool

def labels_of(name):
    """{label: value} of an alert in a step, in PromQL's notation."""
    name, labels = name.split(" ", 1)
    return {"alertname": name} | dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels))


def series_of(name):
    return "{" + ",".join(f'{label}="{value}"' for label, value in labels_of(name).items()) + "}"


def firing(case, time, major):
    """The alerts that fire at a time, in seconds."""
    return next((alerts for start, alerts in reversed(case.steps) if seconds(start, major) <= time), [])


def counts(case, major):
    """{alert: how often it fires}"""
    period, end = PERIODS[case.scale], last_of(case) * PERIODS[case.scale]
    names = [name for time in range(0, end + 1, period) for name in firing(case, time, major)]
    return {name: names.count(name) for name in dict.fromkeys(names)}


def last_of(case):
    return case.alone or LAST[case.scale]


def expressions(case, major):
    alerts = f'ALERTS{{alertstate="firing",{case.who}{"," if case.who else ""}alertname!~"%s"}}' % (
        "KaifaNoReading" if case.alone else "KaifaManyHomesDark")
    period = PERIODS[case.scale]

    def expression(of_alerts, time, samples):
        return {"expr": f"sum without (alertstate, severity) ({of_alerts})", "eval_time": f"{time}s",
                "exp_samples": [{"labels": series_of(name), "value": value} for name, value in samples.items()]}

    for start, _ in case.steps:
        for time in (seconds(start, major) - period, seconds(start, major)):
            yield expression(alerts, time, dict.fromkeys(firing(case, time, major), 1))
    yield expression(f"count_over_time({alerts}[30d])", last_of(case) * period, counts(case, major))


def expected_text(name, severity, summary, description=""):
    labels = {label: value.replace('\\"', '"') for label, value in labels_of(name).items()}
    kind = labels.pop("alertname")
    link = f"{DASHBOARD}?var-home={urllib.parse.quote_plus(labels.get('home', ''))}"
    if "instance" in labels:
        link += f"&var-instance={urllib.parse.quote_plus(labels['instance'])}"
    said = {"dashboard_url": f"{DASHBOARD}-homes" if kind == "KaifaManyHomesDark" else link,
            "runbook_url": RUNBOOK + kind.lower(), "summary": summary}
    return {"exp_labels": labels | {"severity": severity},
            "exp_annotations": said | ({"description": description} if description else {})}


def texts(cases, major):
    """{(time, kind of alert): [expected text]}"""
    found = {}
    for case in cases:
        for time, name, *said in case.texts:
            found.setdefault((seconds(time, major), name.split()[0]), []).append(expected_text(name, *(of_release(one, major) for one in said)))
    return found


def go_together(cases, major):
    """Whether promtool gives the texts of a kind of alert that the cases expect."""
    return all(len(expected) == sum(name.split()[0] == kind for case in cases for name in firing(case, time, major))
               for (time, kind), expected in texts(cases, major).items())


def groups(scale, major):
    """The cases in as few tests as possible, since each evaluates all rules for hours."""
    found = []
    for case in (case for case in CASES if case.scale == scale):
        if not go_together([case], major):
            raise ValueError(f"{case.name}: a text is missing, or its alert does not fire then")
        group = next((group for group in found if not case.alone and not group[0].alone and
                      go_together([*group, case], major)), None)
        if group is None:
            found.append([case])
        else:
            group.append(case)
    return found


def test_file(scale, major):
    period = PERIODS[scale]
    return {
        "rule_files": ["rules.yml"], "evaluation_interval": f"{period}s",
        "group_eval_order": ["kaifa-recording", "kaifa-days", "kaifa-alerts"],
        "tests": [{
            "name": "; ".join(case.name for case in group), "interval": f"{period}s",
            "input_series": [{"series": series, "values": served} for case in group for series, served in case.series.items()],
            "alert_rule_test": [{"eval_time": f"{time}s", "alertname": kind, "exp_alerts": expected}
                                for (time, kind), expected in texts(group, major).items()],
            "promql_expr_test": [one for case in group for one in expressions(case, major)],
        } for group in groups(scale, major)]}


def gaps(major, rules):
    """Alerts for which no case expects a text, has them fire for an hour, or has them end."""
    lasting = {"text": set(), "hour": set(), "end": set()}
    for case in CASES:
        lasting["text"] |= {name.split()[0] for _, name, *_ in case.texts}
        lasting["hour"] |= {name.split()[0] for name, count in counts(case, major).items()
                            if count * PERIODS[case.scale] > 3600}
        last = firing(case, last_of(case) * PERIODS[case.scale], major)
        lasting["end"] |= {name.split()[0] for name in counts(case, major) if name not in last}
    for kind in re.findall(r"- alert: (\w+)", rules):
        for what, kinds in lasting.items():
            if kind not in kinds:
                yield f"{kind} has no case with {what}"


def main():
    what, major, rules = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if len(sys.argv) > 4:
        CASES[:] = [case for case in CASES if any(name.startswith(sys.argv[4] + " ") for name in counts(case, major))]
    if what == "gaps":
        with open(rules, encoding="utf-8") as file:
            sys.exit("\n".join(gaps(major, file.read())) or 0)
    else:
        json.dump(test_file(what, major), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
