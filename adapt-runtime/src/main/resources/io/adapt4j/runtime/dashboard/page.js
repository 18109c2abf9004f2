// Shows the document that is in the page.

const ORDER = ['host', 'watch', 'drift', 'versions', 'aliases', 'rollout', 'loop', 'audit'];

const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** A part by its view; one without a view, or that is not what its view expects, as tables. */
const content = (name, data, parts, generated) => {
  try {
    if (views[name]) return views[name].show(data, parts, generated);
  } catch (error) {
    return [note(`This is not what the page expects (${error.message}); the document itself:`, 'bad'), anything(data, name)];
  }
  return [anything(data, name)];
};

const summary = (name, data) => {
  try {
    return views[name]?.tiles?.(data) ?? [];
  } catch {
    return [];
  }
};

const show = ({ generated, parts, errors }) => {
  const names = [...Object.keys(parts), ...Object.keys(errors)].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  document.getElementById('generated').append('as of ', time(generated), ' UTC');
  document.getElementById('content').append(
    tiles(names.flatMap((name) => (name in errors ? [[views[name]?.title ?? words(name), 'unreadable', 'bad']] : summary(name, parts[name])))),
    ...names.map((name, i) => el('section', { 'aria-labelledby': `part-${i}` },
      el('h2', { id: `part-${i}` }, views[name]?.title ?? words(name)),
      name in errors ? note(`This cannot be read: ${errors[name]}`, 'bad') : content(name, parts[name], parts, Date.parse(generated)))));
  document.getElementById('parts').append(el('ul', {}, names.map((name, i) =>
    el('li', {}, el('a', { href: `#part-${i}` }, views[name]?.title ?? words(name))))));
};

show(JSON.parse(document.getElementById('document').textContent));
