// Versions, each adapter's with its lineage.

/** The names of the aliases that point at a version now. */
const aliasesAt = (id, parts) => (parts.aliases ?? []).filter((alias) => alias.version === id).map((alias) => alias.alias);

const gate = (verdict) => {
  if (!verdict) return undefined;
  return more(badge(verdict.passed ? 'passed' : 'failed', verdict.passed ? 'good' : 'bad'), anything(verdict, 'Verdict', 1));
};

const versionRest = (version) => {
  const { content, base, recipe, data, attachments, history, files } = version;
  return more('More', anything({ version: version.id, content, base, recipe, data, files, attachments, history }, 'Version', 0));
};

const versionTable = (adapter, parts) => table(`Versions of ${adapter.adapter}`, [
  ['Version', (row) => [hash(row.id), row.problem ? note(row.problem, 'bad') : undefined]],
  ['Aliases', (row) => badges(aliasesAt(row.id, parts).map((alias) => badge(alias, 'mark')))],
  ['Registered', (row) => time(row.registered.at)],
  ['By', (row) => row.registered.by],
  ['Reason', (row) => row.registered.reason, 'text'],
  ['Gate', (row) => gate(row.verdict)],
  ['Tags and holds', (row) => badges([
    ...Object.entries(row.tags ?? {}).map(([key, value]) => badge(`${key} = ${value}`)),
    ...Object.entries(row.holds ?? {}).map(([name, hold]) => badge(`hold ${name}: ${hold.reason}`, 'warn'))])],
  ['Size', (row) => bytes(row.bytes), 'number'],
  ['', versionRest]], [...adapter.versions].reverse());

views.versions = {
  title: 'Versions and lineage',
  tiles: (adapters) => {
    const damaged = adapters.reduce((sum, adapter) => sum + Object.keys(adapter.damaged).length, 0);
    return [
      ['Adapters', count(adapters.length)],
      ['Versions', count(adapters.reduce((sum, adapter) => sum + adapter.versions.length + adapter.earlier, 0))],
      ...(damaged > 0 ? [['Damaged', count(damaged), 'bad']] : [])];
  },
  show: (adapters, parts) => adapters.length === 0 ? [note('Nothing is registered.')] : adapters.map((adapter) => [
    el('h3', {}, adapter.adapter),
    Object.entries(adapter.damaged).map(([id, problem]) => note(`${id} is damaged: ${problem}`, 'bad')),
    lineage(adapter, parts),
    versionTable(adapter, parts),
    adapter.earlier > 0 ? el('p', { class: 'soft' }, `${count(adapter.earlier)} earlier versions are not shown.`) : undefined]),
};
