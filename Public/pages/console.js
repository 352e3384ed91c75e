// The console: networks, users and what is owed, with an API key.

import { Refusal, call, key } from '../parts/backend.js';
import { showFigures } from '../parts/console-figures.js';
import { clearNetworks, showNetworks } from '../parts/console-networks.js';
import { ask } from '../parts/confirm.js';
import { element, make, setText } from '../parts/elements.js';
import { onPress, onSubmit } from '../parts/forms.js';
import { sentence } from '../parts/timeline.js';

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const refresh = 2000; // ms
let timer;
let shown; // the user whose timeline is open
let earlier; // where it goes on
let turn = 0; // raised with each user that is opened, and when the console is locked: older answers come too late

// MARK: The key

onSubmit(element('unlock'), async form => {
  key.value = form.elements.key.value.trim();
  try {
    await call('GET', '/networks');
  } catch (problem) {
    key.value = null;
    throw problem.status === 401 ? new Refusal(401, { title: 'That is none of the service’s API keys' }) : problem;
  }
  form.reset();
  open();
});

element('lock').addEventListener('click', lock);

function open() {
  toggle(true);
  tick();
}

function lock() {
  key.value = null;
  turn += 1;
  clearTimeout(timer);
  clearNetworks();
  for (const id of ['found', 'entries', 'states', 'deliveries']) element(id).replaceChildren();
  element('timeline').hidden = true;
  toggle(false);
  element('key').focus();
}

function toggle(isOpen) {
  element('unlock').hidden = isOpen;
  element('unlocked').hidden = !isOpen;
  element('lock').hidden = !isOpen;
}

/** Shows how things stand, and again soon, as long as somebody looks. */
async function tick() {
  clearTimeout(timer);
  if (key.value === null || document.visibilityState !== 'visible') return;
  try {
    await Promise.all([showFigures(), showNetworks()]);
    setText(element('trouble'), '');
  } catch (problem) {
    if (problem.status === 401 || problem.status === 403) return lock();
    setText(element('trouble'), problem.message);
  }
  if (key.value !== null) timer = setTimeout(tick, refresh);
}

document.addEventListener('visibilitychange', tick);

// MARK: Users

onSubmit(element('search'), async form => {
  const text = form.elements.user.value.trim();
  const search = text && `&search=${encodeURIComponent(text)}`;
  const [exact, { users, next }] = await Promise.all([find(text), call('GET', `/users?limit=50${search}`)]);
  if (key.value === null) return;
  const found = [exact, ...users.filter(({ id }) => id !== exact?.id)].filter(Boolean);
  const status = next ? 'There are more; look for a longer beginning.' : '';
  setText(element('found-status'), found.length === 0 ? `No user’s id or name begins with “${text}”.` : status);
  element('found').replaceChildren(...found.map(({ id, display_name }) => {
    const button = make('button', 'quiet', id);
    button.type = 'button';
    onPress(button, () => showTimeline(id, true));
    return make('li', '', button, ' ', make('bdi', '', display_name));
  }));
  if (exact) await showTimeline(text, false);
});

/** The user of that id, an erased one too, or nobody. */
async function find(id) {
  if (id === '') return undefined;
  const path = `/users/${encodeURIComponent(id)}`;
  return await known(path, ({ profile }) => profile)
    ?? await known(`${path}/timeline?limit=1`, () => ({ id, display_name: 'erased' }));
}

async function known(path, read) {
  try {
    return read(await call('GET', path));
  } catch (problem) {
    if (problem.status === 404 || problem.status === 422) return undefined;
    throw problem;
  }
}

async function showTimeline(id, takesFocus) {
  turn += 1;
  const mine = turn;
  try {
    const [{ entries, next }, deliveries] = await Promise.all([
      call('GET', `/users/${encodeURIComponent(id)}/timeline?limit=50`), deliveriesOf(id),
    ]);
    if (mine !== turn) return;
    shown = id;
    element('timeline').hidden = false;
    setText(element('timeline-title'), id);
    setText(element('timeline-status'), '');
    element('entries').replaceChildren(...entries.map(entry));
    goOn(next);
    element('states').replaceChildren(...deliveries.map(delivery => make('li', '', describe(delivery))));
    if (takesFocus) element('timeline-title').focus();
  } catch (problem) {
    setText(element('found-status'), problem.message);
  }
}

async function deliveriesOf(id) {
  const { deliveries } = await call('GET', `/users/${encodeURIComponent(id)}`).catch(problem => {
    if (problem.status === 404) return { deliveries: [] }; // erased
    throw problem;
  });
  return deliveries;
}

function describe({ network, version, state, pulled_version, attempts, error, due_at }) {
  const facts = [
    `version ${version} is ${state}`,
    pulled_version > 0 && `${pulled_version} was read`,
    error && `last error ${error}`,
    attempts > 1 && `${attempts} attempts`,
    due_at && `next at ${time.format(due_at * 1000)}`,
  ];
  return `${network}: ${facts.filter(Boolean).join(', ')}.`;
}

function entry(each) {
  const moment = make('time', '', time.format(each.at * 1000));
  moment.dateTime = new Date(each.at * 1000).toISOString();
  return make('li', each.error ? 'is-wrong' : '', moment, sentence(each));
}

function goOn(next) {
  earlier = next;
  element('earlier').hidden = !next;
}

onPress(element('earlier'), async () => {
  try {
    const path = `/users/${encodeURIComponent(shown)}/timeline?limit=50&after=${encodeURIComponent(earlier)}`;
    const { entries, next } = await call('GET', path);
    element('entries').append(...entries.map(entry));
    goOn(next);
  } catch (problem) {
    setText(element('timeline-status'), problem.message);
  }
});

onPress(element('replay-user'), () => replay(
  { user: shown },
  `Tell the networks of ${shown} again?`,
  element('timeline-status'),
));

// MARK: Deliveries

onSubmit(element('filter'), async form => {
  const state = form.elements.state.value;
  const { deliveries, next } = await call('GET', `/deliveries?limit=100&state=${state}`);
  if (key.value === null) return;
  const count = next ? `The first ${deliveries.length}` : `All ${deliveries.length}`;
  setText(element('deliveries-status'), deliveries.length === 0 ? `None is ${state}.` : `${count} that are ${state}:`);
  element('deliveries').replaceChildren(...deliveries.map(delivery => {
    const button = make('button', 'quiet', delivery.user);
    button.type = 'button';
    onPress(button, () => showTimeline(delivery.user, true));
    return make('li', '', button, ' ', describe(delivery));
  }));
});

onPress(element('replay-state'), () => {
  const state = element('state').value;
  return replay({ state }, `Tell the networks again of every user whose delivery is ${state}?`, element('deliveries-status'));
});

async function replay(selection, question, status) {
  if (!(await ask(question, 'Tell again'))) return;
  try {
    const { count } = await call('POST', '/deliveries/replay', selection);
    setText(status, count === 1 ? '1 delivery is owed again.' : `${count} deliveries are owed again.`);
  } catch (problem) {
    setText(status, problem.message);
  }
}

if (key.value !== null) open();
