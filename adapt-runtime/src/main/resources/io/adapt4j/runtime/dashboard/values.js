// How single values are shown, and values of which nothing is known.

/** The views of parts by name, each {title, show(data, parts), tiles(data)}. A file for a part adds its own. */
const views = {};

const HASH = /^(?:(.*)@)?sha256:([0-9a-f]{64})$/s;

const shortHash = (id) => (HASH.exec(id) ? HASH.exec(id)[2].slice(0, 10) : String(id));

/** A hash or version, by its beginning; the whole of it is in the title. */
const hash = (id) => (id === undefined ? undefined : el('code', { title: id }, shortHash(id)));

const moment = (instant) => String(instant).slice(0, 19).replace('T', ' ');

const time = (instant) => (instant === undefined ? undefined : el('time', { datetime: instant, title: instant }, moment(instant)));

const count = (value) => (value === undefined ? '' : Number(value).toLocaleString('en'));

const figure = (value) => {
  if (typeof value !== 'number') return '';
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  return Math.abs(value) >= 1000 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
};

const bytes = (value) => {
  if (value === undefined) return '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${left >= 100 || unit === 0 ? Math.round(left) : left.toFixed(1)} ${units[unit]}`;
};

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

const words = (name) => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** Any JSON: lists of objects as tables, objects as a row for each field, what lies deep folded away. */
const anything = (value, label, depth = 0) => {
  if (value === null || value === undefined || value === '') return el('span', { class: 'soft' }, 'none');
  if (typeof value === 'string') {
    if (HASH.test(value)) return hash(value);
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? time(value) : value;
  }
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : figure(value);
  if (typeof value !== 'object') return String(value);
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (size === 0) return el('span', { class: 'soft' }, 'none');
  if (depth > 2) return more(`${size} ${size === 1 ? 'entry' : 'entries'}`, el('pre', {}, JSON.stringify(value, null, 2)));
  if (Array.isArray(value)) {
    if (value.every(isObject)) {
      const fields = [...new Set(value.flatMap((row) => Object.keys(row)))];
      return table(label, fields.map((field) => [words(field), (row) => anything(row[field], field, depth + 1), 'text']), value);
    }
    return el('ul', {}, value.map((entry) => el('li', {}, anything(entry, label, depth + 1))));
  }
  return scroll(label, el('table', {}, el('tbody', {}, Object.entries(value).map(([field, content]) =>
    el('tr', {}, el('th', { scope: 'row' }, words(field)), el('td', { class: 'text' }, anything(content, field, depth + 1)))))));
};
