// What all parts of the page use. Whatever comes from outside is shown as text, never as markup.

export const part = id => document.getElementById(id);

export function make(name, className = '', ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

// Names may be written from right to left.
export function makeName(name, text, className = '') {
  const node = make(name, className, text);
  node.dir = 'auto';
  return node;
}

export const userAddress = id => `#user/${encodeURIComponent(id)}`;

export function userLink(id, text = id) {
  const link = makeName('a', text);
  link.href = userAddress(id);
  return link;
}

export async function call(path, options) {
  const answer = await fetch(path, options);
  if (answer.status === 204) return null;
  const body = await answer.json();
  if (!answer.ok) throw new Error((body.errors ?? []).map(error => `${error.field}: ${error.detail}`).join(' ') || body.detail);
  return body;
}

export const clock = milliseconds => new Date(milliseconds).toLocaleTimeString(undefined, { hourCycle: 'h23' });
export const day = seconds => new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
export const number = value => value.toLocaleString();

export function span(milliseconds) {
  if (milliseconds < 10_000) return `${number(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
