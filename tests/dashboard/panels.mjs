// Whether the panels of the dashboard show what the households consumed.

import {bars, curves, hasPrice, numbers, tables, View} from './expected.mjs';
import {fieldMatchers, framesOf, getFieldDisplayName, panelsOf, rangeOf, setClock, statsOf, stepOf, transform} from './grafana.mjs';

const close = (shown, wanted, within = 1e-6) => shown === wanted || Math.abs(shown - wanted) <= within;
const isName = (shown, wanted) => wanted === 'any' || wanted === '' || shown.trim() === wanted;

/// Panels that may be empty, and for which homes.
const mayBeEmpty = {
  'Power factor': ({home}) => home !== 'austria',
  'Cost of this month': home => !hasPrice(home),
  'Cost per day': home => !hasPrice(home),
  'The three highest hours of this month': ({home}) => home === 'new-month',
  'Their mean': ({home}) => home === 'new-month',
};

/// The differences between shown and wanted series, in words. Wanted are {name, values, within}; a value that is undefined
/// must not be shown.
export function compare(shown, everything) {
  const wanted = everything.map(series => ({...series, values: series.values.filter(value => value !== undefined)}));
  const wrong = [];
  if (shown.length !== wanted.length) wrong.push(`${shown.length} series (${shown.map(series => series.name)}), not ${wanted.length}`);
  for (const {name, values, within} of wanted) {
    const found = wanted.length === 1 && name === '' ? shown[0] : shown.find(series => isName(series.name, name));
    if (!found) {
      wrong.push(`no series "${name}" among ${shown.map(series => `"${series.name}"`)}`);
    } else if (found.values.length !== values.length) {
      wrong.push(`${name}: ${found.values.length} values, not ${values.length}`);
    } else {
      const at = values.findIndex((value, i) => !close(found.values[i], value, within));
      if (at >= 0) wrong.push(`${name}: ${found.values[at]} at ${at}, not ${values[at]}`);
    }
  }
  return wrong;
}

export const seriesOf = frames => frames.flatMap(frame => frame.fields.filter(field => field.type === 'number').map(field => (
  {name: getFieldDisplayName(field, frame, frames), values: field.values})));

/// The times of a panel, in seconds: those of its longest series.
export function timesOf(frames) {
  const all = frames.map(({fields: [{values}]}) => values);
  return all.reduce((longest, values) => (values.length > longest.length ? values : longest)).map(time => time / 1000);
}

/// What is wrong with the numbers of a panel.
async function check(view, dashboard, panel, frames) {
  if (panel.type === 'stat') {
    const wanted = await numbers[panel.title](view);
    return compare(statsOf(panel, frames).map(({name, value}) => ({name, values: [value]})),
      wanted.map(({name, value, within}) => ({name, values: [value], within})));
  }
  if (panel.type === 'table') {
    const wanted = tables[panel.title](view);
    const [frame] = frames;
    return frame.fields.flatMap((field, i) => {
      const name = getFieldDisplayName(field, frame, frames);
      return compare([{name, values: field.values}], [{name, values: wanted.map(row => row[name])}]);
    }).concat(frame.fields.length === 2 ? [] : [`${frame.fields.length} columns, not 2`]);
  }
  if (panel.type === 'barchart') {
    const dates = frames[0].fields.find(field => field.name === panel.options.xField)?.values;
    if (!dates) return [`no field ${panel.options.xField}`];
    return compare(seriesOf(frames), await bars[panel.title](view, dates));
  }
  const times = timesOf(frames);
  const step = stepOf(panel, panel.targets[0], rangeOf(dashboard, panel));
  const window = Math.max(step + 15, 60);
  return compare(seriesOf(frames), await curves[panel.title](view, times, window));
}

/// The dates that a panel by days must show.
function missingDays(view, panel, frames) {
  const dates = frames[0].fields.find(field => field.name === panel.options.xField)?.values ?? [];
  const last = dates.at(-1) === view.today ? [] : [`the last day is ${dates.at(-1)}, not ${view.today}`];
  const first = new Date(Date.parse(`${view.today}T12:00:00Z`) - 30 * 86400000).toISOString().slice(0, 10);
  const begin = view.home.begin > first ? view.home.begin : first;
  return dates[0] === begin ? last : [...last, `the first day is ${dates[0]}, not ${begin}`];
}

/// Which overrides of a panel have something to override.
export function usedOverrides(panel, frames) {
  return panel.fieldConfig.overrides.filter(({matcher}) => {
    const matches = fieldMatchers.get(matcher.id).get(matcher.options);
    return frames.some(frame => frame.fields.some(field => matches(field, frame, frames)));
  });
}

/// Looks at a home, or at those of its panels whose titles are given, or at its curves. Calls report(panel's title, what is wrong) for
/// each, and seen(panel, target or override) for each target that gave series and each override that found a field.
export async function lookAt(prometheus, dashboard, home, {titles, curvesOnly, report, seen = () => {}}) {
  const now = Date.parse(home.now) / 1000;
  setClock(now);
  for (const {panel, row} of panelsOf(dashboard)) {
    if (titles && !titles.includes(panel.title) || curvesOnly && !(panel.title in curves)) continue;
    const wrong = [];
    const views = row?.repeat ? home.meters.map(meter => [meter]) : [home.meters];
    for (const meters of views) {
      const view = new View(prometheus, home, meters, now, rangeOf(dashboard, panel));
      const variables = {job: 'node', home: home.unnamed ? '' : home.home, instance: 'localhost:9100', label: 'meter', fuse: '63',
        meter: row?.repeat ? [meters[0].label ?? ''] : ['.*'], price: home.price ?? 'electricity_price_per_kwh'};
      try {
        const raw = [];
        for (const target of panel.targets) {
          const frames = await framesOf(prometheus, dashboard, panel, target, variables);
          if (frames.length) seen(panel, target);
          raw.push(...frames);
        }
        const frames = await transform(panel, raw);
        if (!frames.length) {
          if (!mayBeEmpty[panel.title]?.(home)) wrong.push('it is empty');
          continue;
        }
        wrong.push(...await check(view, dashboard, panel, frames));
        if (panel.type === 'barchart') wrong.push(...missingDays(view, panel, frames));
        usedOverrides(panel, frames).forEach(override => seen(panel, override));
      } catch (error) {
        wrong.push(error.message);
      }
    }
    report(panel.title, wrong);
  }
  setClock(null);
}
