// Elements are made here and nowhere else. Values become text nodes and attributes, never markup.

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== '') element.setAttribute(name, String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null) {
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return element;
};

const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

const text = (x, y, content, attributes = {}) => svg('text', { x, y, ...attributes }, content);

/** What is wider than the page is scrolled, also with the keyboard. */
const scroll = (label, ...children) => el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, ...children);

const badge = (content, tone = '') => el('span', { class: 'badge ' + tone }, content);

const badges = (list) => el('span', { class: 'badges' }, ...list);

const note = (content, tone = '') => el('p', { class: 'note ' + tone }, content);

const more = (summary, ...children) => el('details', {}, el('summary', {}, summary), ...children);

/** Figures side by side: [label, value, tone]. */
const tiles = (list) =>
  el('dl', { class: 'tiles' }, list.map(([label, value, tone]) => el('div', {}, el('dt', {}, label), el('dd', { class: tone }, value))));

/** A table. Columns: [title, row => content, kind], with the kind "number" or "text" where it matters; the first heads the row. */
const table = (label, columns, rows) =>
  scroll(label, el('table', {},
    el('thead', {}, el('tr', {}, columns.map(([title, , kind]) => el('th', { scope: 'col', class: kind }, title)))),
    el('tbody', {}, rows.map((row) => el('tr', {}, columns.map(([, content, kind], i) =>
      i === 0 ? el('th', { scope: 'row', class: kind }, content(row)) : el('td', { class: kind }, content(row))))))));
