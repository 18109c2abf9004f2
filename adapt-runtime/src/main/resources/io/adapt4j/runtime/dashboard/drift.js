// Drift: p-values over windows, and alarms with what explains them.

/** The tests of windows with their points: name -> [{x, y, limit}]. */
const seriesOf = (windows) => {
  const series = new Map();
  for (const { window: number, findings } of windows) {
    for (const finding of findings) {
      if (typeof finding.adjustedPValue === 'number' && typeof finding.threshold === 'number') {
        if (!series.has(finding.test)) series.set(finding.test, []);
        series.get(finding.test).push({ x: number, y: finding.adjustedPValue, limit: finding.threshold });
      }
    }
  }
  return series;
};

const SIDE = [['count', 'count'], ['mean', 'mean'], ['deviation', 'deviation'], ['5%', 'low'], ['median', 'median'], ['95%', 'high']];

const finding = (found) => el('figure', {},
  el('h4', {}, found.test),
  el('p', {}, `${found.method}: statistic ${figure(found.statistic)}, ${found.effectName} ${figure(found.effect)}`,
    typeof found.pValue === 'number'
      ? `, p ${figure(found.pValue)}, over all tests ${figure(found.adjustedPValue)}; level ${figure(found.threshold)}`
      : `; threshold ${figure(found.threshold)}`),
  pairPlot(`${found.test}, reference and window`, found.plot),
  el('figcaption', {}, el('span', { class: 'key reference' }), 'reference', el('span', { class: 'key window' }), `window (${found.plot.measure})`),
  table(`${found.test} in numbers`, [
    ['', ([side]) => side],
    ...SIDE.map(([title, field]) => [title, ([, numbers]) => figure(numbers[field]), 'number'])],
  [['reference', found.reference], ['window', found.window]]));

const alarm = (raised, open) => {
  const tests = raised.findings.map((found) => found.test).join(', ');
  const where = raised.window === undefined ? '' : `, window ${raised.window}`;
  return el('details', { class: 'alarm', ...(open ? { open: 'open' } : {}) },
    el('summary', {}, `Alarm ${raised.number}${where}, ${moment(raised.at)}: ${tests}`),
    el('p', { class: 'soft' }, `After ${count(raised.observations)} observations and ${count(raised.outcomes)} outcomes.`),
    el('div', { class: 'charts wide' }, raised.findings.map(finding)),
    raised.samples.length > 0 ? [
      el('h4', {}, 'Texts that show it'),
      el('ul', {}, raised.samples.map((sample) => el('li', {}, `${sample.test}: ${sample.text}`)))] : undefined);
};

const monitorTiles = (status) => tiles([
  ['Observed', count(status.observed)],
  ['Windows', count(status.windows)],
  ['Alarms', count(status.alarms), status.alarms > 0 ? 'bad' : ''],
  ['Dropped', count(status.dropped), status.dropped > 0 ? 'warn' : ''],
  ['Refused', count(status.refused), status.refused > 0 ? 'warn' : ''],
  ['Of other versions', count(status.others)],
  ['At most', bytes(status.maxBytes)]]);

views.drift = {
  title: 'Drift',
  tiles: (watched) => {
    const alarms = Object.values(watched).reduce((sum, one) => sum + (one.status?.alarms ?? one.alarms.length), 0);
    return [['Drift alarms', count(alarms), alarms > 0 ? 'bad' : 'good']];
  },
  show: (watched) => Object.keys(watched).length === 0 ? [note('No deployment is watched.')] : Object.entries(watched).map(([deployment, one]) => [
    el('h3', {}, deployment, ' ', hash(one.adapter)),
    one.status ? monitorTiles(one.status) : undefined,
    el('div', { class: 'charts' }, [...seriesOf(one.windows)].map(([test, points]) =>
      el('figure', {}, el('figcaption', {}, test), pValuePlot(`${test}: adjusted p-values of ${points.length} windows`, points)))),
    one.windows.length > 0 ? el('p', { class: 'soft' }, 'P-values over all tests of a window; below the dashed level there is drift.') : note('No window is full yet.'),
    [...one.alarms].reverse().map((raised, i) => alarm(raised, i === 0))]),
};
