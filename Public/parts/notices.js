// Lines that say what happened to the reader's session, over the page: one of each kind at most.

import { make } from './elements.js';

const region = make('aside', 'notices');
region.ariaLabel = 'Notices';
const notices = new Map();
// A live region has to be there before its text. It follows the link that skips to the content, so that whoever uses
// the keyboard meets its buttons first.
for (const kind of ['reader', 'trouble']) notices.set(kind, add(kind));
document.querySelector('.skip').after(region);

function add(kind) {
  const text = make('p');
  text.role = 'status';
  const actions = make('div', 'actions');
  const box = make('div', 'notice', text, actions);
  box.dataset.kind = kind;
  region.append(box);
  return { box, text, actions, timer: undefined };
}

/** Shows `text` until the reader dismisses it or chooses one of `actions` ([label, work]), or `seconds` are over. */
export function notify(kind, text, { actions = [['Dismiss', () => {}]], seconds } = {}) {
  const notice = notices.get(kind);
  clearTimeout(notice.timer);
  if (notice.text.textContent !== text) notice.text.textContent = text;
  notice.actions.replaceChildren(...actions.map(([label, work]) => button(label, () => {
    dismiss(kind);
    work();
  })));
  notice.box.classList.add('is-shown');
  document.documentElement.classList.add('has-notice');
  if (seconds !== undefined) notice.timer = setTimeout(dismiss, seconds * 1000, kind);
}

export function dismiss(kind) {
  const notice = notices.get(kind);
  clearTimeout(notice.timer);
  notice.box.classList.remove('is-shown');
  notice.text.textContent = '';
  notice.actions.replaceChildren();
  document.documentElement.classList.toggle('has-notice', region.querySelector('.is-shown') !== null);
}

function button(label, work) {
  const made = make('button', 'quiet', label);
  made.type = 'button';
  made.addEventListener('click', work);
  return made;
}
