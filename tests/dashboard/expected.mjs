// What the panels must show: computed from what the households really consumed and from the samples as scraped,
// without Grafana's code and without the dashboard's queries.
//
// The keys of 'numbers', 'bars', 'curves' and 'tables' are the titles of panels. Given a View, an entry returns what
// that panel must show: a list of {name, value} or {name, values}, or rows of a table. 'within' is how far a shown
// number may be off.

import {dateOf} from './homes.mjs';

const sum = values => values.reduce((total, value) => total + value, 0);
const hourBegin = time => time - time % 3600;

/// A home, the meters of it that a panel shows, and the moment at which one looks.
export class View {
  constructor(prometheus, home, meters, now, {from, to}) {
    Object.assign(this, {prometheus, home, meters, now, shown: (to - from) / 1000, today: dateOf(now)});
  }

  /// The samples of a metric of a meter as they were scraped in the last seconds: {labels, samples: [[time, value]]}.
  async scraped(metric, meter, seconds) {
    const label = meter.label ? `,meter="${meter.label}"` : '';
    const result = await this.prometheus.instant(`${metric}{home="${this.home.unnamed ? '' : this.home.home}"${label}}[${seconds}s]`, this.now);
    return result.map(({metric: labels, values}) => ({labels, samples: values.map(([time, value]) => [time, Number(value)])}));
  }

  /// The last value of a metric of each meter.
  async last(metric, change = value => value) {
    const all = await Promise.all(this.meters.map(async meter => (await this.scraped(metric, meter, 300))
      .map(({samples}) => ({name: meter.label ?? '', value: change(samples.at(-1)[1])}))));
    return all.flat();
  }

  /// The hours of a meter that are over.
  whole(meter) {
    return meter.hours.filter(hour => hour.begin + 3600 <= this.now);
  }

  /// Energy in kWh of the running hour, by the power, which changes at full minutes only.
  async running(meter, metric = 'kaifa_active_power_import_watts') {
    const [series] = await this.scraped(metric, meter, this.now % 3600);
    if (!series) return 0;
    return sum(series.samples.map(([time, watts]) => watts * Math.min(60, this.now - (time - time % 60)))) / 3.6e6;
  }

  /// The energy, or what 'of' makes of an hour, of a range of local dates. Meters with frequent registers show the
  /// running hour as well, up to their last reading.
  async energy(direction, from, to, of = hour => hour[direction]) {
    const shown = this.meters.filter(meter => direction === 'import' || !meter.importsOnly);
    return Promise.all(shown.map(async meter => {
      const hours = this.whole(meter).filter(hour => dateOf(hour.counts) >= from && dateOf(hour.counts) <= to);
      const now = meter.frequent && to >= this.today;
      const running = now ? await this.running(meter, `kaifa_active_power_${direction}_watts`) : 0;
      const price = meter.hours.find(hour => hour.begin === hourBegin(this.now))?.price ?? 1;
      const factor = of({[direction]: 1, price});
      return {name: [direction, meter.label].join(' ').trim(), value: sum(hours.map(of)) + running * factor,
        within: now ? (0.1 + 0.05 * running) * factor : 1e-6};
    }));
  }

  /// The highest hour of each day of this month, the highest first: {begin, import}.
  highest(meter) {
    const days = new Map();
    for (const hour of this.whole(meter).filter(({missing}) => !missing)) {
      const day = dateOf(hour.begin);
      if (day.slice(0, 7) === this.today.slice(0, 7) && !(days.get(day)?.import >= hour.import)) days.set(day, hour);
    }
    return [...days.values()].sort((a, b) => b.import - a.import);
  }

  /// For each series of a metric: 'of' the samples of the window that ends at each time.
  async windows(metric, times, seconds, of, name) {
    const all = await Promise.all(this.meters.map(async meter => (await this.scraped(metric, meter, this.shown + 3600))
      .map(({labels, samples}) => ({name: name(labels, meter).trim(), within: 1e-6, values: times.map(time =>
        of(samples.filter(([at]) => at > time - seconds && at <= time).map(([, value]) => value), time))}))));
    return all.flat();
  }

  yesterday() {
    return dateOf(Date.parse(`${this.today}T12:00:00Z`) / 1000 - 86400);
  }
}

const both = async (view, from, to) => [await view.energy('import', from, to), await view.energy('export', from, to)].flat();
const mean = values => sum(values) / values.length;
const highest = values => Math.max(...values);
const latest = values => values.at(-1);
const label = (labels, meter) => meter.label ?? '';

/// Whether there is a price: a series, or a number in the dashboard's box.
export const hasPrice = home => Boolean(home.priceZone || home.price);

/// Panels that show one number for each series.
export const numbers = {
  'Import': view => view.last('kaifa_active_power_import_watts'),
  'Export': view => view.last('kaifa_active_power_export_watts'),
  'Net': async view => {
    const exported = await view.last('kaifa_active_power_export_watts');
    return (await view.last('kaifa_active_power_import_watts')).map(({name, value}) => (
      {name, value: value - (exported.find(other => other.name === name)?.value ?? 0)}));
  },
  'Last run': ({home: {failure}}) => [failure ? {name: `${failure.cause} (list 2)`, value: 1} : {name: 'OK', value: 0}],
  'Age of the failure': async view => (view.home.failure
    ? (await view.last('kaifa_run_failure_timestamp_seconds', value => view.now - value)).map(age => ({...age, name: 'list 2'}))
    : [{name: 'OK', value: -1}]),
  'Age of the reading': view => view.last('kaifa_frame_received_timestamp_seconds', value => view.now - value),
  'Today': view => both(view, view.today, view.today),
  'Yesterday': view => both(view, view.yesterday(), view.yesterday()),
  'This month': view => both(view, `${view.today.slice(0, 7)}-01`, view.today),
  'Their mean': view => view.meters.filter(meter => view.highest(meter).length).map(meter => (
    {name: 'any', value: mean(view.highest(meter).slice(0, 3).map(hour => hour.import))})),
  'Left in this hour': view => Promise.all(view.meters.map(async meter => {
    const hours = view.highest(meter);
    const today = hours.find(hour => dateOf(hour.begin) === view.today)?.import ?? 0;
    const running = await view.running(meter);
    return {name: 'any', value: Math.max(today, hours[2]?.import ?? 0) - running, within: 0.05 + 0.02 * running};
  })),
  'Cost of this month': async view => (await view.energy('import', `${view.today.slice(0, 7)}-01`, view.today,
    hour => hour.import * hour.price)).filter(() => hasPrice(view.home))
    .map(cost => ({...cost, name: cost.name.replace('import', '').trim() || 'any'})),
};

/// Panels that show a bar for each local day: a value for each date from the first to the last.
async function days(view, dates, directions, of) {
  const all = await Promise.all(directions.map(async direction => {
    const perDay = await Promise.all(dates.map(date => view.energy(direction, date, date, of)));
    const sign = direction === 'export' ? -1 : 1;
    return (perDay[0] ?? []).map(({name}, i) => ({name, values: perDay.map(day => sign * day[i].value), within: perDay.at(-1)[i].within}));
  }));
  return all.flat();
}
export const bars = {
  'Energy per day': (view, dates) => days(view, dates, ['import', 'export']),
  'Cost per day': async (view, dates) => (await days(view, dates, ['import'], hour => hour.import * hour.price))
    .filter(() => hasPrice(view.home)).map(cost => ({...cost, name: cost.name.replace('import', 'cost')})),
};

/// Panels over time: a value for each of the times; window is the range of means and maxima, in seconds.
export const curves = {
  'Power': async (view, times, window) => [
    await view.windows('kaifa_active_power_import_watts', times, window, mean, (labels, meter) => `import ${label(labels, meter)}`),
    await view.windows('kaifa_active_power_export_watts', times, window, values => -mean(values), (labels, meter) => `export ${label(labels, meter)}`),
  ].flat(),
  'Energy per hour': async (view, times) => view.meters.flatMap(meter => ['import', 'export']
    .filter(direction => direction === 'import' || !meter.importsOnly).map(direction => ({
      name: [direction, meter.label].join(' ').trim(),
      within: 1e-6,
      values: times.map(time => (direction === 'export' ? -1 : 1) * view.whole(meter).find(hour => hour.begin === time)?.[direction]),
    }))),
  'Runs': async (view, times, window) => [
    await view.windows('kaifa_run_failure_info', times, window, ({length}) => (length ? 1 : undefined),
      (labels, meter) => `${labels.cause} (list ${labels.list}) ${label(labels, meter)}`),
    await view.windows('kaifa_frame_received_timestamp_seconds', times, 300, (values, time) => (
      values.length ? (time - values.at(-1) <= 300 ? 2 : 3) : undefined), (labels, meter) => `reading ${label(labels, meter)}`)].flat(),
  'Current per phase': async (view, times, window) => [
    await view.windows('kaifa_current_amperes', times, window, highest, (labels, meter) => `${labels.phase} ${label(labels, meter)}`),
    {name: 'main fuse', within: 0, values: times.map(() => 63)}].flat(),
  'Voltage': async (view, times, window) => [
    await view.windows('kaifa_voltage_volts', times, window, mean, (labels, meter) => `${labels.phase} ${label(labels, meter)}`),
    view.meters.flatMap(meter => [['upper', meter.nominal === 133 ? 146.3 : 253], ['lower', meter.nominal === 133 ? 119.7 : 207]]
      .map(([which, limit]) => ({name: `${which} limit ${meter.label ?? ''}`.trim(), within: 1e-6, values: times.map(() => limit)})))].flat(),
  'Power factor': (view, times, window) => view.windows('kaifa_power_factor_ratio', times, window, mean, label),
  'Reactive power': async (view, times, window) => [
    await view.windows('kaifa_reactive_power_import_vars', times, window, mean, (labels, meter) => `import ${label(labels, meter)}`),
    await view.windows('kaifa_reactive_power_export_vars', times, window, values => -mean(values), (labels, meter) => `export ${label(labels, meter)}`),
  ].flat(),
  'Duration of a reading': (view, times, window) => view.windows('kaifa_read_duration_seconds', times, window, highest, label),
  'Rejected frames of a reading': (view, times, window) => view.windows('kaifa_read_rejected_frames', times, window, highest,
    (labels, meter) => `${labels.reason} ${label(labels, meter)}`),
  'Discarded bytes of a reading': (view, times, window) => view.windows('kaifa_read_discarded_bytes', times, window, highest, label),
  "Offset of the meter's clock": (view, times) => view.windows('kaifa_meter_clock_timestamp_seconds', times, 300, () => -1, label),
  'Age of the files': async (view, times) => (await view.windows('node_textfile_mtime_seconds', times, 300, latest,
    labels => labels.file)).map(file => ({...file, values: file.values.map((written, i) => times[i] - written)})),
};

/// Panels that are tables: the rows.
export const tables = {
  'The three highest hours of this month': view => view.meters.flatMap(meter => view.highest(meter).slice(0, 3)
    .map(hour => ({'Hour that began at': hour.begin * 1000, 'Energy': hour.import}))),
};
