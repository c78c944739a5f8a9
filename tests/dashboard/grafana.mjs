// What Grafana does between a dashboard and the values that it draws. Time ranges, steps, transformations, matchers,
// calculations and units are Grafana's own code, from the package @grafana/data. The code here follows the manual of
// Grafana's Prometheus data source: variables, the alignment of a range to its step, $__rate_interval, and legends.

import fs from 'node:fs';
import Module, {createRequire} from 'node:module';
import {zone} from './homes.mjs';

process.env.TZ = zone;
const require = createRequire(`${process.cwd()}/build/dashboard/`);
const typescript = require('typescript');

// Before version 20.19 node cannot require an ECMAScript module, such as some dependencies of Grafana's package.
function loadModule(module, file) {
  const options = {module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022, esModuleInterop: true};
  module._compile(typescript.transpileModule(fs.readFileSync(file, 'utf8'), {compilerOptions: options}).outputText, file);
}
const load = Module._extensions['.js'];
Module._extensions['.mjs'] = loadModule;
Module._extensions['.js'] = (module, file) => {
  try {
    load(module, file);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM') throw error;
    loadModule(module, file);
  }
};

const {JSDOM} = require('jsdom');
const {window} = new JSDOM('', {url: 'http://localhost/'});
for (const [name, value] of Object.entries({
  window, document: window.document, navigator: window.navigator, DOMParser: window.DOMParser, Element: window.Element,
  HTMLElement: window.HTMLElement, Node: window.Node, localStorage: window.localStorage, getComputedStyle: window.getComputedStyle,
})) {
  Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
}
const grafana = require('@grafana/data');

const scrapeInterval = '15s'; // of the data source, unless set otherwise
const width = 1000; // of a panel, in points

grafana.standardTransformersRegistry.setInit(() =>
  [...new Map(Object.values(grafana.standardTransformers).map(transformation => [transformation.id, {
    id: transformation.id, name: transformation.name, transformation, editor: () => null}])).values()]);

/// The ids of all units.
export const units = new Set(grafana.getValueFormats().flatMap(category => category.submenu.map(unit => unit.value)));

export const {fieldMatchers, getFieldDisplayName, reduceField} = grafana;

/// All panels of a dashboard but the rows, those of collapsed rows included; each knows the row that it is in.
export function panelsOf(dashboard) {
  let row = null;
  return dashboard.panels.flatMap(panel => {
    if (panel.type !== 'row') return [{panel, row}];
    row = panel;
    return panel.panels.map(inner => ({panel: inner, row}));
  });
}

const realNow = Date.now;

/// Puts the clock that Grafana reads at a time in seconds since 1970.
export function setClock(seconds) {
  Date.now = seconds === null ? realNow : () => seconds * 1000;
}

/// The time range that a panel shows, with its own overrides.
export function rangeOf(dashboard, panel) {
  const {dateMath, rangeUtil} = grafana;
  const relative = panel.timeFrom ? rangeUtil.describeTextRange(panel.timeFrom) : dashboard.time;
  if (relative.invalid) throw new Error(`"${panel.timeFrom}" is no time range`);
  let from = dateMath.toDateTime(relative.from, {roundUp: false});
  let to = dateMath.toDateTime(relative.to, {roundUp: true});
  if (panel.timeShift) {
    from = dateMath.parseDateMath(`-${panel.timeShift}`, from, false);
    to = dateMath.parseDateMath(`-${panel.timeShift}`, to, true);
  }
  return {from, to, raw: relative};
}

/// The step of a target, in seconds.
export function stepOf(panel, target, range) {
  const shortest = target.interval ?? panel.interval ?? scrapeInterval;
  const {intervalMs} = grafana.rangeUtil.calculateInterval(range, panel.maxDataPoints ?? width, shortest);
  return Math.max(intervalMs / 1000, Math.ceil((range.to - range.from) / 1000 / 11000));
}

/// A text with the dashboard's variables in place of their names. The value of a variable is a list if it may have
/// several values, and only queries get lists.
export function interpolate(text, variables) {
  return text.replace(/\$(\w+)|\$\{(\w+)\}/g, (all, plain, braced) => {
    const value = variables[plain ?? braced];
    if (value === undefined) return all;
    return Array.isArray(value) ? (value.length === 1 ? value[0] : `(${value.join('|')})`) : value;
  });
}

/// The name of a series.
function legend(format, labels) {
  if (format === '__auto') return JSON.stringify(labels);
  return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, label) => labels[label] ?? '');
}

/// A table with a row for each series and a column for each label.
function tableOf({refId}, result) {
  const names = [...new Set(result.flatMap(({metric}) => Object.keys(metric)))];
  return {refId, length: result.length, meta: {}, fields: [
    {name: 'Time', type: 'time', config: {}, values: result.map(({values: [[time]]}) => time * 1000)},
    ...names.map(name => ({name, type: 'string', config: {}, values: result.map(({metric}) => metric[name])})),
    {name: 'Value', type: 'number', config: {}, values: result.map(({values: [[, value]]}) => Number(value))}]};
}

/// The data frames of a target: what its query gives, as Grafana's data source hands it on.
export async function framesOf(prometheus, dashboard, panel, target, variables) {
  const range = rangeOf(dashboard, panel);
  const step = stepOf(panel, target, range);
  const seconds = grafana.rangeUtil.intervalToSeconds(target.interval ?? scrapeInterval);
  const align = time => Math.floor(time / 1000 / step) * step;
  const all = {...variables, __rate_interval: `${Math.max(step + seconds, 4 * seconds)}s`, __interval: `${step}s`,
    __range_s: `${Math.round((range.to - range.from) / 1000)}`};
  const query = interpolate(target.expr, all);
  const result = target.instant
    ? (await prometheus.instant(query, range.to.valueOf() / 1000)).map(({metric, value}) => ({metric, values: [value]}))
    : await prometheus.range(query, align(range.from), align(range.to), step);
  if (target.format === 'table') return result.length ? [tableOf(target, result)] : [];
  return result.map(({metric, values}) => ({
    refId: target.refId,
    length: values.length,
    meta: {type: 'timeseries-multi'},
    fields: [
      {name: 'Time', type: 'time', config: {}, values: values.map(([time]) => time * 1000)},
      {name: 'Value', type: 'number', labels: metric, config: {displayNameFromDS: legend(interpolate(target.legendFormat, variables), metric)},
        values: values.map(([, value]) => Number(value))},
    ],
  }));
}

/// The frames after a panel's transformations.
export function transform(panel, frames) {
  return new Promise((resolve, reject) => {
    grafana.transformDataFrame(panel.transformations ?? [], frames).subscribe({next: resolve, error: reject});
  });
}

/// What a stat panel shows: name and number of each field.
export function statsOf(panel, frames) {
  const [calculation] = panel.options.reduceOptions.calcs;
  return frames.flatMap(frame => frame.fields.filter(field => field.type === 'number').map(field => (
    {name: getFieldDisplayName(field, frame, frames), value: reduceField({field, reducers: [calculation]})[calculation]})));
}
