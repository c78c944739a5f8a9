"""What the Prometheus at port 9090 knows; tests/system/causes runs it in the network of its machine. Each line of
standard input is a check, its fields apart by tabs:

    NAME  told  END  SERIES [VALUE]      the second scrape that began after END has the series
    NAME  gone  END  SERIES [VALUE]      it has the series no longer, or not with this value
    NAME  alert  NAME_OF_ALERT  LABELS  TEXT    the alert is pending or fires, and its text ends like this
    NAME  no-alert  NAME_OF_ALERT  LABELS       its expression is true no longer, so that it ends in its time

END is in microseconds of the monotonic clock, as systemd gives it, or 'now'. A check has half a minute. Prints a line
for each: 'ok' with the seconds from END to the first such scrape, or with the text of the alert, or 'not ok' and why.
"""

import json
import sys
import time
import urllib.parse
import urllib.request

PATIENCE = 30


def api(path, **parameters):
    url = f"http://127.0.0.1:9090/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)["data"]


def unix_time(end):
    """Of END."""
    return time.time() if end == "now" else time.time() - time.clock_gettime(time.CLOCK_MONOTONIC) + int(end) / 1e6


def stamps(series, value=None):
    """The times of the samples of the last ten minutes, or of those with this value. Those of one scrape have the same
    time."""
    return {at for found in api("query", query=f"{series}[10m]")["result"] for at, sample in found["values"]
            if value in (None, sample)}


def see_scrapes(is_told, end, *series):
    """(whether it is so, what was seen)"""
    scrapes = sorted(at for at in stamps('up{job="node"}', "1") if at > end)
    if len(scrapes) < 2:
        return False, "there is no second scrape"
    told = stamps(*series)
    if (scrapes[1] in told) != is_told:
        return False, f"the scrape {scrapes[1] - end:.1f} s later {'lacks' if is_told else 'has'} {' '.join(series)}"
    return True, f"{next(at for at in scrapes if (at in told) == is_told) - end:.1f} s later"


def has_labels(found, labels):
    return found.items() >= dict(label.split("=", 1) for label in labels.split(",")).items()


def see_alert(name, labels, text):
    texts = [one["annotations"]["summary"] for one in api("alerts")["alerts"]
             if one["labels"]["alertname"] == name and has_labels(one["labels"], labels)]
    return len(texts) == 1 and texts[0].endswith(text), " and ".join(texts) or "no alert"


def see_no_alert(name, labels):
    rules = [rule for group in api("rules", type="alert")["groups"] for rule in group["rules"] if rule["name"] == name]
    still = [one for rule in rules for one in api("query", query=rule["query"])["result"]
             if has_labels(one["metric"], labels)]
    return len(rules) == 1 and not still, f"{name} is true for {still}" if still else f"{len(rules)} rule"


def see(what, *words):
    if what == "alert":
        return see_alert(*words)
    if what == "no-alert":
        return see_no_alert(*words)
    return see_scrapes(what == "told", *words)


def main():
    for line in sys.stdin:
        name, what, *words = line.rstrip("\n").split("\t")
        if what in ("told", "gone"):
            words[0] = unix_time(words[0])
        until = time.monotonic() + PATIENCE
        is_so, seen = see(what, *words)
        while not is_so and time.monotonic() < until:
            time.sleep(0.3)
            is_so, seen = see(what, *words)
        print(f"ok {name} ({seen})" if is_so else f"not ok {name}: {seen}", flush=True)


if __name__ == "__main__":
    main()
