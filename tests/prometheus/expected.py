"""What the queries and recording rules have to say about the simulated households, calculated hour by hour from what the
households consumed, without PromQL."""

import cmath
import datetime
import functools
import importlib.machinery
import importlib.util
import math
import pathlib
import statistics
import zoneinfo

MINUTE, HOUR, DAY = 60, 3600, 86400
FIVE_PAST = 5 * MINUTE
LOOKBACK = 5 * MINUTE  # how old a sample may be for an instant query

loader = importlib.machinery.SourceFileLoader("household", str(pathlib.Path(__file__).with_name("household")))
household = importlib.util.module_from_spec(importlib.util.spec_from_loader("household", loader))
loader.exec_module(household)


class Home:
    """One run of the household program: what is served at a time, or None if nothing is."""

    def __init__(self, name, zone, options):
        self.name, self.zone = name, zone
        self.options = (f"--label home={name} --label zone={zone} --label job=node --label instance=localhost:9100 "
                        f"--price-zone {zone} {options}").split()
        self.args = household.arguments(self.options)

    @functools.cached_property
    def truth(self):
        return household.Household(self.args)

    def spans(self, time):
        """Whether any query may reach back to a scrape."""
        return self.args.start <= time < self.truth.end + 8 * DAY

    def scraped(self, scrape):
        offline_from, offline_to = self.args.offline
        return self.args.start <= scrape < self.truth.end and not offline_from <= scrape < offline_to

    def scrapes(self, time, span):
        """The times of the scrapes in the span before, latest first."""
        last = time - (time - household.SCRAPE_DELAY) % MINUTE
        return filter(self.scraped, range(last, time - span, -MINUTE))

    def reading(self, time, span=LOOKBACK):
        scrape = next(self.scrapes(time, span), None)
        return scrape and self.reading_of(scrape)

    @functools.lru_cache(maxsize=None)
    def reading_of(self, scrape):
        return household.Reading(self.truth, scrape)

    @functools.lru_cache(maxsize=None)
    def register_wh(self, time, is_import=True, span=LOOKBACK):
        reading = self.reading(time, span)
        return reading and self.truth.register_wh(is_import, reading.energy_until)

    def meter(self, time):
        """Which meter is read; None if none is, or if the meters send no id."""
        scrape = next(self.scrapes(time, LOOKBACK), None)
        return None if scrape is None or self.args.no_id else bool(self.args.replace_meter) and scrape >= self.args.replace_meter

    def was_replaced(self, since, time):
        return self.meter(since) != self.meter(time) and None not in (self.meter(since), self.meter(time))

    @functools.lru_cache(maxsize=None)
    def served_hour_wh(self, end):
        """The consumption of the hour up to 'end', by the registers at five past, whatever their meters."""
        return difference(self.register_wh(end + FIVE_PAST), self.register_wh(end + FIVE_PAST - HOUR))

    @functools.lru_cache(maxsize=None)
    def hour_wh(self, end, is_import=True):
        """The same, unless there was another meter two hours before."""
        five_past = end + FIVE_PAST
        if self.was_replaced(five_past - 2 * HOUR, five_past):
            return None
        return difference(self.register_wh(five_past, is_import), self.register_wh(five_past - HOUR, is_import))


def difference(register, earlier):
    return None if None in (register, earlier) else max(register - earlier, 0)


def kwh(watt_hours):
    return None if watt_hours is None else watt_hours / 1000


def joules(watt_hours):
    return None if watt_hours is None else watt_hours * HOUR


def last_hour(time):
    return (time - FIVE_PAST) // HOUR * HOUR


def hours_of_a_day(time):
    return range(last_hour(time) - 23 * HOUR, last_hour(time) + 1, HOUR)


def whole_hour(home, time, is_import=True):
    return home.hour_wh(last_hour(time), is_import)


def served_day(home, time):
    return difference(home.register_wh(time), home.register_wh(time - DAY))


def day(home, time, is_import=True):
    if home.was_replaced(time - DAY - HOUR, time):
        return None
    return difference(home.register_wh(time, is_import), home.register_wh(time - DAY, is_import))


def today(home, time, is_import=True):
    """The consumption since midnight, or since the first register if there is none at midnight."""
    if home.was_replaced(time - DAY - 2 * HOUR, time):
        return None
    midnight = last_hour(time)
    while datetime.datetime.fromtimestamp(midnight, household.ZONE).hour != 0:
        midnight -= HOUR
    first = home.register_wh(midnight + FIVE_PAST, is_import, DAY)
    if first is None:
        first = min((home.register_wh(scrape, is_import) for scrape in home.scrapes(time, DAY + HOUR)), default=None)
    return difference(home.register_wh(time, is_import), first)


def highest(home, time):
    return max((wh for wh in map(home.hour_wh, hours_of_a_day(time)) if wh is not None), default=None)


def cost(home, time):
    costs = [home.hour_wh(end) / 1000 * household.price_of_hour(home.zone, end)
             for end in hours_of_a_day(time) if home.hour_wh(end) is not None]
    return sum(costs) if costs else None


def cost_of_today(home, time):
    """All of today's consumption at the price of now."""
    consumed, scrape = today(home, time), next(home.scrapes(time, LOOKBACK), None)
    return None if None in (consumed, scrape) else kwh(consumed) * household.price_of_hour(home.zone, scrape - scrape % HOUR + HOUR)


def three_highest(home, time):
    """Days of standard time, the last of which ends at 'midnight'."""
    recorded = range((time - 31 * DAY) // HOUR * HOUR + HOUR, time - 30 * DAY + 1, HOUR)
    if all(highest(home, hour) is None for hour in recorded):
        return None
    midnight = (time + HOUR // 2) // DAY * DAY - HOUR
    days = range(midnight - 29 * DAY, midnight + 1, DAY)
    hours = [[home.hour_wh(end) for end in range(last - 23 * HOUR, last + 1, HOUR)] for last in days]
    highest_of_days = [max((wh for wh in day if wh is not None), default=0) for day in hours]
    return sum(sorted(highest_of_days)[-3:]) / 3


def by_power(home, time):
    watts = [home.reading_of(scrape).watts_in for scrape in home.scrapes(time, HOUR)]
    return statistics.fmean(watts) / 1000 if watts else None


def import_watts(home, time):
    reading = home.reading(time)
    return reading and reading.watts_in


def watts_of_each(home, time):
    return import_watts(home, time)


def net_watts(home, time):
    reading = home.reading(time)
    return reading and reading.watts_in - reading.watts_out


def age(home, time):
    reading = home.reading(time, 7 * DAY)
    return reading and time - reading.received


def expected_peak(home, time):
    """Of the hour of 'time': a full minute shows the minute before."""
    def watts(minute):
        reading = home.reading(minute)
        return reading and reading.watts_in

    last = time - time % MINUTE
    recent = [home.reading_of(scrape).watts_in for scrape in home.scrapes(time, 5 * MINUTE)]
    if not recent or all(watts(last - i * MINUTE) is None for i in range(59)):
        return None
    used = [watts(minute) or 0 for minute in range(time - time % HOUR + MINUTE, last + 1, MINUTE)]
    return (sum(used) + (60 - time % HOUR // MINUTE) * statistics.fmean(recent)) / 60000


def third_voltage(home, time):
    reading = home.reading(time)
    if not reading or household.METERS[home.args.variant][2] != ["L1-L2", "L2-L3"]:
        return None
    between_1_2, between_2_3 = (complex(reading.voltages[i], 0) * turn
                                for i, turn in ((0, 1), (1, cmath.rect(1, -math.radians(120)))))
    return {"L1-L3": abs(between_1_2 + between_2_3)}


def last_sign(home, time):
    reading = home.reading(time, 7 * DAY)
    return reading and reading.received


def energy_age(home, time):
    reading = home.reading(time)
    return reading and reading.meter_clock - reading.energy_clock


def voltages(summary, span):
    def expected(home, time):
        readings = [home.reading_of(scrape) for scrape in home.scrapes(time, span)]
        phases = household.METERS[home.args.variant][2] if readings else []
        return {phase: summary(reading.voltages[i] for reading in readings)
                             for i, phase in enumerate(phases)}
    return expected


IMPORT, EXPORT = "meter:kaifa_active_energy_import_joules", "meter:kaifa_active_energy_export_joules"
RULES = {
    "meter:kaifa_active_power_watts:net": net_watts,
    "meter_phase:kaifa_voltage_volts:avg10m": voltages(statistics.fmean, 10 * MINUTE),
    "meter_phase:kaifa_voltage_volts:median1d": voltages(statistics.median, DAY),
    "meter:kaifa_read_rejected_frames:avg1h": lambda home, time: 0 if home.reading(time, HOUR) else None,
    "meter:kaifa_run_failures:ratio1h": lambda home, time: None,
    "instance:kaifa_last_sign_timestamp_seconds:max7d": last_sign,
    "meter:kaifa_frame_received_timestamp_seconds:fresh": lambda home, time: home.reading(time) and home.reading(time).received,
    "meter:kaifa_run_failure_exit_status:recent": lambda home, time: None,
    f"{IMPORT}:increase1h": lambda home, time: joules(whole_hour(home, time)),
    f"{EXPORT}:increase1h": lambda home, time: joules(whole_hour(home, time, False)),
    f"{IMPORT}:increase1d": lambda home, time: joules(day(home, time)),
    f"{EXPORT}:increase1d": lambda home, time: joules(day(home, time, False)),
    f"{IMPORT}:today": lambda home, time: joules(today(home, time)),
    f"{EXPORT}:today": lambda home, time: joules(today(home, time, False)),
    f"{IMPORT}:max1d": lambda home, time: joules(highest(home, time)),
    f"{IMPORT}:top3_30d": lambda home, time: joules(three_highest(home, time)),
    "meter:electricity_cost:sum1d": cost,
}

# The keys are the words before the query, up to the first comma, colon or full stop.
QUERIES = {
    "The power drawn now": watts_of_each,
    "kWh today": lambda home, time: kwh(today(home, time)),
    "kWh in the last whole hour": lambda home, time: kwh(whole_hour(home, time)),
    "kWh in the last 24 hours": lambda home, time: kwh(served_day(home, time)),
    "kWh in the last 60 minutes": by_power,
    "kWh of every hour": lambda home, time: kwh(home.served_hour_wh(time + HOUR)),
    "kWh of every home in the last 24 hours": lambda home, time: kwh(day(home, time)),
    "The highest of the last 24 whole hours": lambda home, time: kwh(highest(home, time)),
    "The cost of the last 24 whole hours": cost,
    "The cost of today so far": cost_of_today,
    "The mean of the three highest hours of different days in the last 30 days": lambda home, time: kwh(three_highest(home, time)),
    "The expected peak of the present hour": expected_peak,
    "The third voltage of a 3-wire grid": third_voltage,
    "Power of all homes together": import_watts,
    "Power drawn from the grid": net_watts,
    "The age of the reading": age,
    "The age of the energy registers at the time of the reading": energy_age,
}
# For all homes together.
OF_ALL = {import_watts}
# For a graph with a step of an hour.
AT_FULL_HOURS = {"kWh of every hour"}
