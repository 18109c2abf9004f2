// The graph of which version was made from which: a column for each generation.

const NODE = { width: 150, height: 58, gapX: 46, gapY: 16, margin: 8 };

/** Where each version lies, and each parent that is not among them: id -> {column, row}. */
const places = (versions) => {
  const byId = new Map(versions.map((version) => [version.id, version]));
  const columns = new Map();
  const columnOf = (id) => {
    if (!columns.has(id)) {
      columns.set(id, 0);
      columns.set(id, Math.max(-1, ...(byId.get(id)?.parents ?? []).map(columnOf)) + 1);
    }
    return columns.get(id);
  };
  const found = new Map();
  const taken = new Set();
  const place = (id) => {
    if (found.has(id)) return;
    const parents = byId.get(id)?.parents ?? [];
    parents.filter((parent) => !byId.has(parent)).forEach(place);
    const column = columnOf(id);
    let row = found.get(parents[0])?.row ?? 0;
    while (taken.has(`${column}/${row}`)) row++;
    taken.add(`${column}/${row}`);
    found.set(id, { column, row });
  };
  versions.forEach((version) => place(version.id));
  return found;
};

const corner = ({ column, row }) => ({
  x: NODE.margin + column * (NODE.width + NODE.gapX),
  y: NODE.margin + row * (NODE.height + NODE.gapY),
});

const edge = (from, to) => {
  const start = corner(from);
  const end = corner(to);
  const [x1, y1, x2, y2] = [start.x + NODE.width, start.y + NODE.height / 2, end.x - 7, end.y + NODE.height / 2];
  const bend = (x2 - x1) / 2;
  return [
    svg('path', { class: 'edge', d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }),
    svg('path', { class: 'arrow', d: `M${x2 + 7} ${y2}l-8 -4v8z` })];
};

const node = (id, place, version, colour, names) => {
  const { x, y } = corner(place);
  const state = !version ? 'gone' : version.verdict?.passed === false ? 'bad' : names.length > 0 ? 'named' : '';
  const third = names.length > 0 ? names.join(', ') : version ? version.registered.reason : 'not shown here';
  return svg('g', {},
    svg('title', {}, version ? `${id}\n${moment(version.registered.at)} ${version.registered.by}: ${version.registered.reason}` : id),
    svg('rect', { class: 'node ' + state, x, y, width: NODE.width, height: NODE.height, rx: 8 }),
    version ? svg('rect', { class: colour, x: x + 6, y: y + 10, width: 4, height: NODE.height - 20, rx: 2 }) : undefined,
    text(x + 17, y + 18, shortHash(id), { class: 'strong' }),
    text(x + 17, y + 33, version ? moment(version.registered.at).slice(0, 16) : id.split('@')[0].slice(0, 20)),
    text(x + 17, y + 48, third.length > 21 ? third.slice(0, 20) + '…' : third, { class: names.length > 0 ? 'alias' : '' }));
};

/** The colour of a version wherever it is drawn. */
const colourOf = (id, versions) => 's' + ((versions.findIndex((version) => version.id === id) + 6) % 6);

const lineage = ({ adapter, versions }, parts) => {
  const found = places(versions);
  const byId = new Map(versions.map((version) => [version.id, version]));
  const all = [...found.entries()];
  const width = corner({ column: Math.max(0, ...all.map(([, place]) => place.column)) + 1, row: 0 }).x - NODE.gapX + NODE.margin;
  const height = corner({ column: 0, row: Math.max(0, ...all.map(([, place]) => place.row)) + 1 }).y - NODE.gapY + NODE.margin;
  return scroll(`Lineage of ${adapter}`, svg('svg', { width, height, role: 'img', 'aria-label': `Lineage of ${adapter}: ${versions.length} versions` },
    versions.flatMap((version) => version.parents.map((parent) => edge(found.get(parent), found.get(version.id)))),
    all.map(([id, place]) => node(id, place, byId.get(id), colourOf(id, versions), aliasesAt(id, parts)))));
};
