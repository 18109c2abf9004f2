// The audit trail.

views.audit = {
  title: 'Audit trail',
  tiles: (audit) => [['Audit trail', audit.verified ? 'verified' : 'ALTERED', audit.verified ? 'good' : 'bad']],
  show: (audit) => [
    audit.verified
      ? note(['Verified: all ', count(audit.size), ' entries are as they were written',
        audit.anchored > 0 ? `, and all ${count(audit.anchored)} of the anchor are there` : '', '. Head ', hash(audit.head), '.'], 'good')
      : note(`Not verified: ${audit.problem}. Entries up to ${count(audit.size)} could be read.`, 'bad'),
    audit.entries.length === 0 ? note('There are no entries.') : table('Audit trail', [
      ['Entry', (row) => count(row.sequence), 'number'],
      ['When', (row) => time(row.time)],
      ['Who', (row) => row.actor, 'text'],
      ['Action', (row) => badge(row.action)],
      ['What', (row) => (HASH.test(row.subject) ? [row.subject.split('@')[0], ' ', hash(row.subject)] : row.subject), 'text'],
      ['Why', (row) => row.reason, 'text'],
      ['Details', (row) => Object.keys(row.details).length > 0 ? more('Details', anything(row.details, 'Details')) : undefined]],
    [...audit.entries].reverse())],
};
