// Rollouts and the runs of adaptation loops: documents of other parts of the system, each in its own words.

const run = (loop) => [...(loop.content?.history ?? []), ...(loop.content?.current ? [loop.content.current] : [])];

const outcomeTone = (outcome) => (outcome === 'PROMOTED' ? 'good' : 'warn');

const runTable = (loop) => table(`Runs of ${loop.name}`, [
  ['Run', (row) => count(row.number), 'number'],
  ['Started', (row) => time(row.started)],
  ['Because', (row) => row.triggers.map((trigger) => `${words(trigger.kind)}: ${trigger.reason}`).join('; '), 'text'],
  ['Stage', (row) => row.stage.toLowerCase()],
  ['Candidate', (row) => hash(row.candidate)],
  ['Gate', (row) => row.judged && more(badge(row.judged.passed ? 'passed' : 'failed', row.judged.passed ? 'good' : 'bad'),
    el('ul', {}, row.judged.findings.map((finding) => el('li', {}, finding))))],
  ['CPU s', (row) => figure(row.spent?.cpuSeconds), 'number'],
  ['Decision', (row) => row.decision && `${row.decision.approved ? 'approved' : 'rejected'} by ${row.decision.by}: ${row.decision.reason}`, 'text'],
  ['End', (row) => row.end ? [badge(words(row.end.outcome), outcomeTone(row.end.outcome)), ' ', row.end.reason] : badge(row.waiting || 'under way'), 'text'],
], run(loop).reverse());

views.loop = {
  title: 'Adaptation loops',
  show: (loops) => loops.length === 0 ? [note('No loop has run.')] : loops.map((loop) => [
    el('h3', {}, loop.name),
    loop.content.waiting ? note(`Waits: ${loop.content.waiting}`) : undefined,
    runTable(loop),
    more('Document', anything(loop.content, loop.name))]),
};

views.rollout = {
  title: 'Rollouts',
  show: (rollouts) => rollouts.length === 0 ? [note('There is no rollout.')] : rollouts.map((rollout) => [
    el('h3', {}, rollout.name),
    anything(rollout.content, rollout.name)]),
};
