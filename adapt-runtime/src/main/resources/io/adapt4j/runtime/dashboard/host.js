// The host, its deployments and what it follows.

/** The registered versions whose adapter is the one of a hash. */
const versionsOf = (content, parts) =>
  (parts.versions ?? []).flatMap((adapter) => adapter.versions).filter((version) => content !== undefined && version.content === content);

views.host = {
  title: 'Host',
  tiles: (host) => [
    ['Host', host.status.open ? 'open' : 'closed', host.status.open ? 'good' : 'bad'],
    ['Deployments', count(host.status.deployments)],
    ['Requests', count(host.status.requests)],
    ['Failures', count(host.status.failures), host.status.failures > 0 ? 'warn' : '']],
  show: ({ status, deployments }, parts) => [
    tiles([
      ['In memory', `${count(status.resident)} of ${count(status.deployments)}`],
      ['Resident bytes', `${bytes(status.residentBytes)} of ${bytes(status.maxResidentBytes)}`],
      ['Queued', count(status.queued)],
      ['Swaps', count(status.swaps)],
      ['Loads', count(status.loads)],
      ['Evictions', count(status.evictions)]]),
    deployments.length === 0 ? note('Nothing is deployed.') : table('Deployments', [
      ['Deployment', (row) => row.name, 'text'],
      ['Deployed', (row) => count(row.version), 'number'],
      ['Adapter', (row) => hash(row.adapter)],
      ['Registered as', (row) => badges(versionsOf(row.adapter, parts).map((version) => badge(hash(version.id))))],
      ['State', (row) => row.state.toLowerCase()],
      ['Resident', (row) => bytes(row.residentBytes), 'number'],
      ['Answered', (row) => count(row.latency?.answered), 'number'],
      ['Failed', (row) => count(row.latency?.failed), 'number'],
      ['p50 ms', (row) => figure(row.latency?.p50), 'number'],
      ['p95 ms', (row) => figure(row.latency?.p95), 'number'],
      ['p99 ms', (row) => figure(row.latency?.p99), 'number']], deployments)],
};

views.watch = {
  title: 'Followed aliases',
  tiles: (watch) => [['Watch', watch.current ? 'current' : 'behind', watch.current ? 'good' : 'warn']],
  show: (watch) => [
    watch.failure ? note(`The registry cannot be used since ${moment(watch.failure.since)}: ${watch.failure.error}`, 'bad') : undefined,
    table('Followed aliases', [
      ['Deployment', (row) => row.deployment, 'text'],
      ['Follows', (row) => `${row.adapter}/${row.alias}`],
      ['Revision', (row) => count(row.revision), 'number'],
      ['Wanted', (row) => hash(row.wanted)],
      ['Serving', (row) => hash(row.serving)],
      ['State', (row) => badge(row.current ? 'current' : 'behind', row.current ? 'good' : 'warn')],
      ['Failure', (row) => row.failure?.error, 'text']], watch.deployments),
    el('p', { class: 'soft' }, 'The registry answered last at ', time(watch.lastContact) ?? 'no time', '.')],
};
