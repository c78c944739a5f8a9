// The households whose meters the dashboards show, and the moment at which each is viewed. The database has what was
// scraped up to that moment. All have the same instance, as homes that push do.

export const zone = 'Europe/Oslo';

// Each is a run of tests/prometheus/household; a home with two meters has two runs.
export const homes = [
  {
    home: 'norway',
    about: 'three wires; yesterday had 23 hours',
    now: '2026-03-30T08:10:20+02:00',
    priceZone: 'NO1',
    meters: [{arguments: ['--variant', 'norway-3-wire', '--seed', 1]}],
    begin: '2026-03-01',
  },
  {
    home: 'farm',
    about: 'two meters, of which one is single-phase, at 133 V, and imports only; a fixed price',
    now: '2026-04-08T17:42:40+02:00',
    price: '1.25',
    meters: [
      {label: 'house', arguments: ['--variant', 'norway-4-wire', '--seed', 2]},
      {label: 'barn', importsOnly: true, nominal: 133, arguments: ['--variant', 'norway-single-phase', '--seed', 3, '--nominal', 133]},
    ],
    begin: '2026-03-01',
  },
  {
    home: 'sweden',
    about: 'registers every 15 seconds, and a solar roof; yesterday had 25 hours',
    now: '2026-10-26T09:40:00+01:00',
    meters: [{frequent: true, arguments: ['--variant', 'sweden', '--seed', 4, '--solar']}],
    begin: '2026-10-01',
  },
  {
    home: 'austria',
    about: 'ciphered pushes with a power factor, a solar roof, and prices',
    now: '2026-11-08T17:59:50+01:00',
    priceZone: 'AT',
    meters: [{frequent: true, arguments: ['--variant', 'austria', '--seed', 5, '--solar']}],
    begin: '2026-10-01',
  },
  {
    home: 'spring',
    unnamed: true,
    about: 'today has 23 hours; the host has no name',
    now: '2026-03-29T12:34:00+02:00',
    meters: [{arguments: ['--variant', 'norway-4-wire', '--seed', 6]}],
    begin: '2026-03-25',
  },
  {
    home: 'new-month',
    about: 'half an hour after the begin of a month',
    now: '2026-11-01T00:30:00+01:00',
    meters: [{arguments: ['--variant', 'norway-4-wire', '--seed', 7]}],
    begin: '2026-10-28',
  },
  {
    home: 'october',
    about: 'the last minute of a month of 745 hours; the host was off for a night',
    now: '2026-10-31T23:59:30+01:00',
    offline: ['2026-10-10T20:30', '2026-10-11T05:20'],
    meters: [{arguments: ['--variant', 'norway-4-wire', '--seed', 8]}],
    begin: '2026-10-01',
  },
  {
    home: 'failing',
    about: 'nothing comes from the meter since ten minutes; a new one has higher registers since noon',
    now: '2026-10-31T23:57:30+01:00',
    replaced: '2026-10-31T11:20',
    meters: [{arguments: ['--variant', 'norway-4-wire', '--seed', 10, '--replace-meter', '2026-10-31T11:20', '--new-register', 42000000,
      '--fail', '2026-10-31T22:47', '2026-11-01T00:00', 'silence', 'UNAVAILABLE', '--version', '1.2.1']}],
    failure: {since: '2026-10-31T22:47Z', cause: 'silence', status: 'UNAVAILABLE', version: '1.2.1'},
    begin: '2026-10-25',
  },
  {
    home: 'second-day',
    about: 'the second day of a month; a fixed price in spite of a series',
    now: '2026-11-02T18:05:00+01:00',
    priceZone: 'NO2',
    price: '2',
    meters: [{arguments: ['--variant', 'norway-4-wire', '--seed', 9]}],
    begin: '2026-10-31',
  },
];

// Each household begins at midnight of its first date, and lasts until the dashboard is viewed. At midnight in UTC the
// clocks of the zone show how far they are ahead.
const hourOf = new Intl.DateTimeFormat('sv-SE', {timeZone: zone, hour: 'numeric'});
for (const home of homes) {
  const start = Date.parse(home.begin) - hourOf.format(Date.parse(home.begin)) * 3600e3;
  home.start = new Date(start).toISOString().slice(0, 16);
  home.days = Math.ceil((Date.parse(home.now) - start) / 86400e3);
}

const localDate = new Intl.DateTimeFormat('sv-SE', {timeZone: zone});

/// The local date, as 2026-03-29, of a time in seconds since 1970.
export const dateOf = seconds => localDate.format(new Date(seconds * 1000));
