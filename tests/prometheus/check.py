"""Checks rules and queries for tests/prometheus/check, which says how. The arguments are the Debian releases whose
packages are in build/prometheus. Prints a line for each check.

With --stale it needs no Prometheus: it prints which cases and breakages no longer agree with rules and pages."""

import contextlib
import datetime
import functools
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

sys.dont_write_bytecode = True
import examples
import expected
import server

BUILD = pathlib.Path("build/prometheus").resolve()
HERE = pathlib.Path("tests/prometheus")
RULES = pathlib.Path("cron/prometheus/kaifa-exporter.rules.yml")
STORAGE = ["--storage.tsdb.path=data"]
README, PAGE, HOMES_PAGE = map(pathlib.Path, ["README.md", "cron/prometheus/README.md", "cron/prometheus/homes/README.md"])
READMES = [README, PAGE]
EXPECTED = {**expected.RULES, **expected.QUERIES}

# Both changes of the clock; a home that is offline at midnight; meters that are replaced by one with lower registers, with
# higher ones, and without an id; registers that move every 15 seconds, and with every ciphered push.
HOMES = [
    expected.Home("oslo", "NO1", "--start 2026-02-15 --days 45 --solar"),
    expected.Home("oslo", "NO1", "--start 2026-10-20 --days 7 --solar"),
    expected.Home("bergen", "NO5", "--start 2026-03-10 --days 12 --seed 2 --variant norway-3-wire --nominal 133 "
                  "--offline 2026-03-14T21:30 2026-03-15T06:30 --replace-meter 2026-03-18T12:20"),
    expected.Home("voss", "NO5", "--start 2026-03-14T10:00 --days 6 --seed 5 --replace-meter 2026-03-18T12:20 "
                  "--new-register 42000000"),
    expected.Home("narvik", "NO4", "--start 2026-03-16 --days 4 --seed 6 --replace-meter 2026-03-18T12:20 --no-id"),
    expected.Home("lund", "SE4", "--start 2026-03-15 --days 4 --seed 3 --variant sweden"),
    expected.Home("wien", "AT", "--start 2026-03-27 --days 4 --seed 4 --variant austria --solar"),
]
HOURS = [
    "2026-03-05T11", "2026-03-14T21", "2026-03-14T23", "2026-03-15T06", "2026-03-15T23", "2026-03-18T11",
    "2026-03-18T12", "2026-03-18T13", "2026-03-18T14", "2026-03-18T15", "2026-03-18T22", "2026-03-18T23", "2026-03-19T12",
    "2026-03-19T13", "2026-03-19T14", "2026-03-28T22", "2026-03-28T23",
    "2026-03-29T00", "2026-03-29T01", "2026-03-29T12", "2026-03-29T21", "2026-03-29T22", "2026-03-31T10",
    "2026-10-24T21", "2026-10-24T22", "2026-10-24T23", "2026-10-25T00", "2026-10-25T01", "2026-10-25T21",
    "2026-10-25T22", "2026-10-25T23", "2026-10-26T12",
]
# The times for 'query'; 'query_range' covers every minute of the hours.
MINUTES = [0, 4, 5, 6, 30, 34, 35, 36, 40, 59]
BY_QUERY = HOURS[::4]


def seconds(hour):
    return int(datetime.datetime.fromisoformat(hour + ":00+00:00").timestamp())


def report(name, trouble=""):
    print(f"not ok {name}: {trouble}" if trouble else f"ok {name}", flush=True)


def blocks(promtool):
    """The directory with what was scraped from the homes; rebuilt only if its sources have changed."""
    made_of = (HERE / "household").read_text() + str([home.options for home in HOMES])
    directory, note = BUILD / "blocks", BUILD / "blocks.made-of"
    if not note.exists() or note.read_text() != made_of:
        note.unlink(missing_ok=True)
        shutil.rmtree(directory, ignore_errors=True)
        for home in HOMES:
            with tempfile.NamedTemporaryFile() as samples:
                subprocess.run([HERE / "household", *home.options], stdout=samples, check=True)
                subprocess.run([promtool, "tsdb", "create-blocks-from", "--max-block-duration=486h", "--quiet",
                                "openmetrics", samples.name, directory], check=True)
        note.write_text(made_of)
    return directory


def queries(readmes):
    """[(the words before the query, query)] for the blocks of PromQL."""
    block = re.compile(r"((?:[^\n]+\n)+)\n```promql\n(.*?)```", re.DOTALL)
    return [(re.split(r"[,:.]", words.replace("\n", " "))[0].strip(), query)
            for readme in readmes for words, query in block.findall(readme.read_text())]


def spelt_out(query, rules):
    """The query with recording rules replaced by their expressions, since nothing was recorded."""
    return re.sub(r"(meter|meter_phase|instance):[a-z0-9_:]*[a-z0-9]",
                  lambda name: f"({spelt_out(rules[name.group(0)], rules)})", query)


@functools.lru_cache(maxsize=None)
def wanted(case, when):
    """{(home, phase): value} of the series that have a value."""
    values = {}
    for home in HOMES:
        value = case(home, when) if home.spans(when) else None
        if isinstance(value, dict):
            values.update({(home.name, phase): number for phase, number in value.items()})
        elif value is not None:
            values[home.name, None] = value
    return {(None, None): sum(values.values())} if values and case in expected.OF_ALL else values


def difference(case, when, answer):
    """What is wrong with the answer; empty if nothing is."""
    found = {(labels.get("home"), labels.get("phase")): value for labels, value in answer}
    right = wanted(case, when)
    if len(answer) == len(right) and found.keys() == right.keys() and all(
            math.isclose(found[key], right[key], rel_tol=1e-9, abs_tol=1e-6) for key in right):
        return ""
    time = datetime.datetime.fromtimestamp(when, datetime.timezone.utc)
    return f"at {time:%F %R} UTC it gives {answer} instead of {right}"


def trouble_with(prometheus, query, case, full_hours_only):
    """Asks at many times. Returns what is wrong with the first wrong answer; empty if none is wrong."""
    try:
        if full_hours_only:
            answers = [prometheus.over(query, seconds(HOURS[0]), seconds(HOURS[-1]), expected.HOUR)]
        else:
            answers = [prometheus.over(query, seconds(hour), seconds(hour) + 59 * 60, 60) for hour in HOURS]
            times = [seconds(hour) + minute * 60 for hour in BY_QUERY for minute in MINUTES]
            answers.append({when: prometheus.at(query, when) for when in times})
    except RuntimeError as error:
        return str(error)
    several = (difference(case, when, answer) for part in answers for when, answer in part.items())
    return next(filter(None, several), "")


def cases(prometheus, readmes):
    """[(name, query)] of all recording rules and READMEs."""
    rules = prometheus.recording_rules()
    return [(name, spelt_out(query, rules)) for name, query in [*rules.items(), *queries(readmes)]]


def check_queries(prometheus, report):
    for name, query in cases(prometheus, READMES):
        report(name, trouble_with(prometheus, query, EXPECTED[name], name in expected.AT_FULL_HOURS))


def check_households():
    """The registers at five past give the consumption of each hour, unless they change all the time."""
    for home in HOMES[:2]:
        wrong = [hour for hour in home.truth.truth()["hours"][1:-1] if home.hour_wh(hour["end"]) != hour["import_wh"]]
        report(f"the registers of {home.name} from {home.args.start} on tell what it consumed", str(wrong or ""))


def start(release, work, rules):
    """A server over the samples in a new directory. None of the samples is too old for it."""
    shutil.copytree(blocks(promtool_of(release)), work / "data")
    shutil.copy(rules, work / "rules.yml")
    return server.Server(BUILD / release, work, "rule_files: [rules.yml]\n",
                         [*STORAGE, "--storage.tsdb.retention.time=100y", "--web.enable-lifecycle"])


def promtool_of(release):
    return BUILD / release / "usr/bin/promtool"


def check_alerts(promtool, rules, alert=""):
    """Runs all cases, or those in which an alert fires."""
    said = subprocess.run(["tests/checks/rules"], capture_output=True, text=True, check=False,
                          env={**os.environ, "PROMTOOL": str(promtool), "RULES": str(rules), "ALERT": alert})
    return "" if said.returncode == 0 else said.stdout + said.stderr


def check_by_hand(promtool, rules, page):
    """Whether rules and queries give what was worked out by hand."""
    with tempfile.NamedTemporaryFile(suffix="_test.yml") as cases:
        subprocess.run([sys.executable, HERE / "by_hand.py", rules, page], stdout=cases, check=True)
        said = subprocess.run([promtool, "test", "rules", cases.name], capture_output=True, text=True, check=False)
        return "" if said.returncode == 0 else said.stdout + said.stderr


def trouble_with_agent(release, readme):
    """Runs the README's agent, which scrapes a receiver here and pushes to it. Returns what is wrong; empty if nothing is."""
    text = readme.read_text()
    configuration = re.search(r"(    global:\n.*?)\n\n", text, re.DOTALL).group(1)
    options = re.findall(r'ARGS="(.*agent.*)"', text)[release == "sid"]
    with tempfile.TemporaryDirectory() as work:
        there, here = pathlib.Path(work) / "there", pathlib.Path(work) / "here"
        there.mkdir()
        here.mkdir()
        with server.Server(BUILD / release, there, "", [*STORAGE, "--web.enable-remote-write-receiver"]) as receiver:
            configuration = re.sub("basic_auth: .*", "", textwrap.dedent(configuration))
            for old, new in {"localhost:9100": f"localhost:{receiver.port}", "interval: 1m": "interval: 1s",
                             "https://prometheus.example.org": f"http://localhost:{receiver.port}"}.items():
                configuration = configuration.replace(old, new)
            try:
                with server.Server(BUILD / release, here, configuration,
                                   [*options.split(), "--storage.agent.path=data"]) as agent:
                    if agent.get("/api/v1/query", query="up")[0] == 200:
                        return "a full server started"
                    return "" if receiver.wait_for('up{home="oslo", job="node"}') else "nothing arrived"
            except RuntimeError as error:
                return str(error)


def check_release(release):
    def report_of_release(name, trouble=""):
        report(f"{release}: {name}", trouble)

    report_of_release("alerts", check_alerts(promtool_of(release), RULES))
    report_of_release("an agent pushes", trouble_with_agent(release, HOMES_PAGE))
    with tempfile.TemporaryDirectory() as work, start(release, pathlib.Path(work) / "server", RULES) as prometheus:
        check_queries(prometheus, report_of_release)


def check_examples(release):
    report("the page's fixed price", examples.fixed_price())
    report("the script of the hourly price", examples.price_script())
    report("the page's tariffs", examples.tariffs(promtool_of(release)))
    report("an alert comes by mail and to the phone", examples.phone(BUILD / release))


def breakages():
    """[(what is wrong, name of a rule or words before a query, [(text, replacement)])]"""
    for group in re.split(r"^== ", (HERE / "breakages.list").read_text(), flags=re.MULTILINE)[1:]:
        rule, _, paragraphs = group.strip().partition("\n")
        for paragraph in paragraphs.split("\n\n"):
            wrong, *pairs = re.split(r"^- ", paragraph, flags=re.MULTILINE)
            yield wrong.strip(), rule, [tuple((pair.strip("\n") + "\n+ ").split("\n+ ")[:2]) for pair in pairs]


def broken(text, name, changes):
    """The text with all changes made between the name and the next rule or query; None if a change does not apply."""
    start = text.find(name + "\n") if re.match(r"meter|instance|Kaifa", name) else text.find("\n" + name)
    if start < 0:
        return None
    end = re.compile(r"- (record|alert):|```\n\n|\Z").search(text, start).end()
    part = text[start:end]
    for old, new in changes:
        if old not in part:
            return None
        part = part.replace(old, new)
    return text[:start] + part + text[end:]


def broken_files(name, changes):
    """{file: its broken text, or None if the changes do not apply to it}"""
    return {file: broken(file.read_text(), name, changes) for file in (RULES, PAGE, HOMES_PAGE)}


def stale():
    """What no longer agrees: rules and queries with their cases, breakages with what they break. Needs no server."""
    found = {*re.findall(r"record: (.*)", RULES.read_text()), *(words for words, _ in queries(READMES))}
    for name in sorted(found ^ EXPECTED.keys()):
        yield f"{name}: " + ("no case in tests/prometheus/expected.py" if name in found else "nothing but a case is left")
    for what, name, changes in breakages():
        if not any(broken_files(name, changes).values()):
            yield f"{what}: the breakage no longer applies"


def notices(servers, sound, name, rules, readme, homes):
    """The check that finds fault with these files; empty if none does."""
    promtool = promtool_of(next(iter(servers)))
    if name.startswith("Kaifa") and check_alerts(promtool, rules, name):
        return "the alert's cases"
    if check_by_hand(promtool, rules, readme):
        return "what was worked out by hand"
    for release, prometheus in servers.items():
        prometheus.load(rules.read_text())
        for rule, query in cases(prometheus, [readme]):
            if (rule, query) not in sound[release] and trouble_with(prometheus, query, EXPECTED[rule],
                                                                    rule in expected.AT_FULL_HOURS):
                return f"{rule} of {release}"
    for release in servers:
        if homes.read_text() != HOMES_PAGE.read_text() and trouble_with_agent(release, homes):
            return f"the agent of {release}"
    return "the alerts' cases" if check_alerts(promtool, rules) else ""


def check_breakages(releases):
    with contextlib.ExitStack() as stack:
        work = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {release: stack.enter_context(start(release, work / release, RULES)) for release in releases}
        sound = {release: cases(prometheus, [PAGE]) for release, prometheus in servers.items()}
        for what, name, changes in breakages():
            for file, text in broken_files(name, changes).items():
                (work / file).parent.mkdir(parents=True, exist_ok=True)
                (work / file).write_text(text or file.read_text())
            by = notices(servers, sound, name, work / RULES, work / PAGE, work / HOMES_PAGE)
            report(f"{what}: caught by {by}" if by else what, "" if by else "SURVIVED")


def main():
    if sys.argv[1] == "--stale":
        sys.exit("\n".join(stale()) or 0)
    if sys.argv[1] == "--breakages":
        check_breakages(sys.argv[2:])
        return
    check_households()
    check_examples(sys.argv[1])
    for release in sys.argv[1:]:
        check_release(release)


if __name__ == "__main__":
    main()
