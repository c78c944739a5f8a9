// Ways to break the dashboard, each of which a check must notice.
//
// Each is [what is broken, how, the check that notices it]. A check is 'schema', 'rules', or the home at whose meters
// the broken panel shows wrong numbers; then the title of that panel follows.

import {panelsOf} from './grafana.mjs';

const panel = (dashboard, title) => panelsOf(dashboard).map(({panel: one}) => one).find(one => one.title === title);
const query = (title, from, to) => dashboard => panel(dashboard, title).targets.forEach(target => {
  target.expr = target.expr.replaceAll(from, to);
});
const step = (title, id) => dashboard => panel(dashboard, title).transformations.find(change => change.id === id);
const change = (find, to) => dashboard => Object.assign(find(dashboard), to);

export const breakages = [
  ['a query that cannot be parsed', query('Import', '{', '({'), 'norway', 'Import'],
  ['a query for another metric', query('Import', 'import', 'export'), 'norway', 'Import'],
  ['export upwards', query('Power', '-avg', 'avg'), 'sweden', 'Power'],
  ['hours that begin with the reading before', query('Energy per hour', '>= time()', '>= -3600 + time()'), 'norway', 'Energy per hour'],
  ['hours that begin five minutes late', query('Energy per hour', 'offset -1m', 'offset -5m'), 'sweden', 'Energy per hour'],
  ['a step of two hours', change(dashboard => panel(dashboard, 'Energy per hour').targets[0], {interval: '2h'}), 'norway', 'Energy per hour'],
  ['fewer points than hours', change(dashboard => panel(dashboard, 'This month'), {maxDataPoints: 100}), 'october', 'This month'],
  ['yesterday that is the last 24 hours', change(dashboard => panel(dashboard, 'Yesterday'), {timeFrom: '24h', timeShift: undefined}), 'norway', 'Yesterday'],
  ['a sum that is the last value', change(dashboard => panel(dashboard, 'Today').options.reduceOptions, {calcs: ['lastNotNull']}), 'spring', 'Today'],
  ['days in UTC', change(dashboard => step('Energy per day', 'formatTime')(dashboard).options, {timezone: 'utc'}), 'norway', 'Energy per day'],
  ["a day's sum that is its mean", change(dashboard => step('Energy per day', 'groupBy')(dashboard).options.fields.Value, {aggregations: ['mean']}), 'norway', 'Energy per day'],
  ['a field that is not there', change(dashboard => panel(dashboard, 'Energy per day').options, {xField: 'Time'}), 'norway', 'Energy per day'],
  ['a column under its old name', change(dashboard => step('The three highest hours of this month', 'organize')(dashboard).options, {renameByName: {}}), 'norway', 'The three highest hours of this month'],
  ['the highest hours of any days', dashboard => {
    panel(dashboard, 'Their mean').transformations = panel(dashboard, 'Their mean').transformations.filter(({id}) => id !== 'groupBy');
  }, 'norway', 'Their mean'],
  ['the two highest hours', change(dashboard => step('Their mean', 'limit')(dashboard).options, {limitField: 2}), 'norway', 'Their mean'],
  ['days of the capacity tariff in UTC', change(dashboard => step('The three highest hours of this month', 'formatTime')(dashboard).options, {timezone: 'utc'}), 'second-day', 'The three highest hours of this month'],
  ['a threshold without the highest hour of today', change(dashboard => step('Left in this hour', 'calculateField')(dashboard).options, {reduce: {reducer: 'min'}}), 'second-day', 'Left in this hour'],
  ['what is left, without what was taken', query('Left in this hour', '% 3600', '% 1'), 'austria', 'Left in this hour'],
  ['limits of another net', query('Voltage', '97', '0'), 'farm', 'Voltage'],
  ['prices of the hour before', query('Cost of this month', '[59m:5m] offset -1h', '[59m:5m]'), 'norway', 'Cost of this month'],
  ['a price that is a series only', query('Cost of this month', ' or on () group', ' or on (zone) 0 * group'), 'farm', 'Cost of this month'],
  ['a fixed price for homes without a zone only', query('Cost per day', 'group by (zone)', 'group by (nothing)'), 'second-day', 'Cost per day'],
  ['the registers of a new meter', query('Energy per day', 'offset 55m', 'offset -65m'), 'failing', 'Energy per day'],
  ['the registers of a new meter in the hour after', query('Energy per hour', 'offset 55m', 'offset 5m'), 'failing', 'Energy per hour'],
  ['a mean for a maximum', query('Current per phase', 'max_over_time', 'avg_over_time'), 'a week', 'Current per phase'],
  ['a maximum for a mean', query('Power', 'avg_over_time', 'max_over_time'), 'a week', 'Power'],
  ['the last sample of a step', query('Voltage', /avg_over_time\((.*?)\[\$__rate_interval\]\)/g, '$1'), 'a week', 'Voltage'],
  ['a run that failed and is OK', query('Last run', 'unless on (job)', 'or on (job)'), 'failing', 'Last run'],
  ['no data for OK', query('Last run', '0 * group', 'absent(up) * group'), 'norway', 'Last run'],
  ['a cause that is its status', change(dashboard => panel(dashboard, 'Last run').targets[0], {legendFormat: '{{status}} (list {{list}})'}), 'failing', 'Last run'],
  ['the age of the reading for that of the failure', query('Age of the failure', 'time() - kaifa_run_failure', 'time() - kaifa_frame_received'), 'failing', 'Age of the failure'],
  ['failures that are late', query('Runs', '[$__rate_interval]', '[$__rate_interval] offset 5m'), 'failing', 'Runs'],
  ['an old reading that is fresh', query('Runs', '<= bool 300', '<= bool 3000'), 'failing', 'Runs'],
  ['old readings that count as fresh', query('Fresh', '<= 300', '<= 3000'), 'all homes', 'Fresh'],
  ['homes that are forgotten after a day', query('Homes', '[7d]', '[1d]'), 'all homes', 'Homes'],
  ['dark homes that are all homes', query('Dark', 'unless', 'and'), 'all homes', 'Dark'],
  ['old powers in a sum', query('Power of the fresh homes', '<= 300', '<= 3000'), 'all homes', 'Power of the fresh homes'],
  ['failed runs without their version', query('Runs that failed', ', version', ''), 'all homes', 'Runs that failed'],
    ['dark homes with the last one first', query('Homes without a fresh reading', 'sort_desc', 'sort'), 'all homes', 'Homes without a fresh reading'],
  ['a column without a name', change(dashboard => step('Versions', 'organize')(dashboard).options, {renameByName: {}}), 'all homes', 'Versions'],
  ['a query for any home', query('Power', ',home="$home"', ''), 'rules'],
  ['a unit that Grafana does not know', change(dashboard => panel(dashboard, 'Reactive power').fieldConfig.defaults, {unit: 'voltampreacth'}), 'rules'],
  ['a panel without a description', change(dashboard => panel(dashboard, 'Net'), {description: ''}), 'rules'],
  ['a query for any host', query('Power', ',instance="$instance"', ''), 'rules'],
  ['a data source of one host', change(dashboard => panel(dashboard, 'Power').datasource, {uid: 'PBFA97CFB590B2093'}), 'rules'],
  ['inputs, which provisioning does not fill', change(dashboard => dashboard, {__inputs: []}), 'rules'],
  ['panels on each other', change(dashboard => panel(dashboard, 'Power').gridPos, {h: 9}), 'rules'],
  ['a line style that Grafana does not know', change(dashboard => panel(dashboard, 'Power').fieldConfig.defaults.custom, {drawStyle: 'bar'}), 'schema'],
  ['an option that Grafana does not know', change(dashboard => panel(dashboard, 'Energy per day').options, {xAxis: 'Time'}), 'schema'],
  ['a query without its expression', change(dashboard => panel(dashboard, 'Import').targets[0], {expr: undefined}), 'schema'],
];
