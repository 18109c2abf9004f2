// Aliases, and what each pointed at over time.

const LANE = { left: 110, width: 900, height: 34, axis: 24 };

const timeline = (adapter, aliases, versions, generated) => {
  const moves = aliases.flatMap((alias) => alias.moves).filter((move) => move.change);
  const first = Math.min(...moves.map((move) => Date.parse(move.change.at)));
  const span = Math.max(1, generated - first);
  const x = (at) => LANE.left + (Math.max(0, at - first) / span) * (LANE.width - LANE.left - 12);
  const height = aliases.length * LANE.height + LANE.axis;
  const drawn = svg('svg', { width: LANE.width, height, role: 'img', 'aria-label': `Where the aliases of ${adapter} pointed over time` });
  aliases.forEach((alias, lane) => {
    const y = lane * LANE.height + 4;
    drawn.append(text(0, y + 17, alias.alias.length > 16 ? alias.alias.slice(0, 15) + '…' : alias.alias, { class: 'strong' }));
    const dated = alias.moves.filter((move) => move.change);
    dated.forEach((move, i) => {
      if (!move.version) return;
      const start = x(Date.parse(move.change.at));
      const end = i + 1 < dated.length ? x(Date.parse(dated[i + 1].change.at)) : x(generated);
      const colour = colourOf(move.version, versions);
      drawn.append(svg('g', {},
        svg('title', {}, `${alias.alias} → ${move.version}\nrevision ${move.revision}, ${moment(move.change.at)}, ${move.change.by}: ${move.change.reason}`),
        svg('rect', { class: 'span ' + colour, x: start, y, width: Math.max(2, end - start), height: LANE.height - 8, rx: 3 }),
        svg('rect', { class: 'start ' + colour, x: start, y, width: 3, height: LANE.height - 8 }),
        end - start > 78 ? text(start + 9, y + 17, shortHash(move.version), { class: 'strong' }) : undefined));
    });
  });
  drawn.append(
    text(LANE.left, height - 6, moment(new Date(first).toISOString())),
    text(LANE.width - 12, height - 6, moment(new Date(generated).toISOString()), { 'text-anchor': 'end' }));
  return scroll(`Time line of the aliases of ${adapter}`, drawn);
};

const moveTable = (alias) => more(`${alias.alias}: ${count(alias.revision)} ${alias.revision === 1 ? 'move' : 'moves'}`,
  table(`Moves of ${alias.alias}`, [
    ['Revision', (row) => count(row.revision), 'number'],
    ['To', (row) => hash(row.version) ?? badge('removed', 'warn')],
    ['When', (row) => time(row.change?.at)],
    ['By', (row) => row.change?.by],
    ['Reason', (row) => row.change?.reason, 'text']], [...alias.moves].reverse()));

views.aliases = {
  title: 'Aliases',
  show: (aliases, parts, generated) => {
    if (aliases.length === 0) return [note('No alias was ever set.')];
    return [...new Set(aliases.map((alias) => alias.adapter))].map((adapter) => {
      const own = aliases.filter((alias) => alias.adapter === adapter);
      const versions = (parts.versions ?? []).find((other) => other.adapter === adapter)?.versions ?? [];
      return [el('h3', {}, adapter), timeline(adapter, own, versions, generated), own.map(moveTable)];
    });
  },
};
