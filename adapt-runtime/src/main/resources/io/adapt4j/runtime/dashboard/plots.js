// Plots in SVG.

const WIDTH = 320;
const HEIGHT = 150;
const BOX = { left: 40, right: 10, top: 10, bottom: 30 };

const frame = (label, yTicks, y, axis) => svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'fit', role: 'img', 'aria-label': label },
  yTicks.map(([value, name]) => [
    svg('line', { class: 'grid', x1: BOX.left, x2: WIDTH - BOX.right, y1: y(value), y2: y(value) }),
    text(BOX.left - 5, y(value) + 4, name, { 'text-anchor': 'end' })]),
  text((BOX.left + WIDTH - BOX.right) / 2, HEIGHT - 3, axis, { 'text-anchor': 'middle' }));

const between = (low, high) => (value) =>
  HEIGHT - BOX.bottom - ((value - low) / (high - low || 1)) * (HEIGHT - BOX.bottom - BOX.top);

/** P-values over windows on a logarithmic axis, with the level that they must not reach: [{x, y, limit}]. */
const pValuePlot = (label, points) => {
  const power = (p) => -Math.log10(Math.max(p, 1e-12));
  const all = points.flatMap((point) => [power(point.y), power(point.limit)]);
  const top = Math.max(2, Math.ceil(Math.max(...all) + 0.2));
  const y = between(top, 0);
  const place = (p) => y(power(p));
  const first = points[0].x;
  const span = points[points.length - 1].x - first || 1;
  const x = (value) => BOX.left + 6 + ((value - first) / span) * (WIDTH - BOX.left - BOX.right - 12);
  const step = Math.ceil(top / 4);
  const ticks = [];
  for (let exponent = 0; exponent <= top; exponent += step) ticks.push([exponent, exponent === 0 ? '1' : `1e-${exponent}`]);
  const path = (value) => points.map((point, i) => `${i === 0 ? 'M' : 'L'}${x(point.x).toFixed(1)} ${place(value(point)).toFixed(1)}`).join('');
  const drawn = frame(label, ticks, y, 'window');
  drawn.append(
    svg('path', { class: 'limit', d: path((point) => point.limit) }),
    svg('path', { class: 'line', d: path((point) => point.y) }),
    ...points.map((point) => svg('circle', { class: point.y <= point.limit ? 'dot bad' : 'dot', cx: x(point.x), cy: place(point.y), r: point.y <= point.limit ? 4 : 2.2 },
      svg('title', {}, `window ${point.x}: p ${figure(point.y)}, level ${figure(point.limit)}`))),
    text(x(first), HEIGHT - BOX.bottom + 13, first, { 'text-anchor': 'middle' }));
  if (points.length > 1) {
    drawn.append(text(x(first + span), HEIGHT - BOX.bottom + 13, first + span, { 'text-anchor': 'middle' }));
  }
  return drawn;
};

/** Reference and window side by side for each tick. */
const pairPlot = (label, plot) => {
  const pairs = plot.ticks.map((tick, i) => [tick, plot.reference[i] ?? 0, plot.window[i] ?? 0]);
  const top = Math.max(1e-9, ...pairs.map((pair) => Math.max(pair[1], pair[2])));
  const y = between(0, top);
  const slot = (WIDTH - BOX.left - BOX.right) / Math.max(1, pairs.length);
  const bar = Math.min(26, slot * 0.4);
  const every = Math.ceil(pairs.length / 6);
  const drawn = frame(label, [[0, '0'], [top / 2, figure(top / 2)], [top, figure(top)]], y, plot.axis);
  pairs.forEach(([tick, reference, seen], i) => {
    const middle = BOX.left + (i + 0.5) * slot;
    const rect = (kind, x, value) => svg('rect', { class: kind, x, y: y(value), width: bar, height: Math.max(0, HEIGHT - BOX.bottom - y(value)) },
      svg('title', {}, `${tick}: ${kind} ${figure(value)}`));
    drawn.append(rect('reference', middle - bar, reference), rect('window', middle, seen));
    if (i % every === 0) {
      const name = String(tick);
      drawn.append(text(middle, HEIGHT - BOX.bottom + 13, name.length > 9 ? name.slice(0, 8) + '…' : name, { 'text-anchor': 'middle' }));
    }
  });
  return drawn;
};
