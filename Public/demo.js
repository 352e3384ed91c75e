// The demo newspaper: everything it knows of the reader comes from nameplate.js.

import { Nameplate } from './nameplate.js';

const nameplate = new Nameplate({ service: location.origin });
const element = id => document.getElementById(id);

// MARK: The reader

nameplate.on('change', (session, previous) => {
  element('sign-in').hidden = session !== null;
  for (const id of ['reader', 'rename', 'facts']) element(id).hidden = session === null;
  element('invitation').hidden = session !== null;
  if (session) showSession(session, previous);
  else forgetReader();
  keepFocus(session);
});

nameplate.on('signed-out', ({ reason }) => {
  const causes = {
    here: 'You signed out.',
    everywhere: 'You signed out everywhere.',
    elsewhere: 'You were signed out from another device.',
    password: 'You were signed out because the password was changed.',
    expired: 'Your session expired. Please sign in again.',
  };
  notify(causes[reason] ?? 'Your session ended. Please sign in again.');
});

nameplate.on('error', ({ message, retry_in }) => {
  if (retry_in === undefined) return notify(message);
  notify(`${message} Trying again in ${Math.ceil(retry_in)} s.`, { seconds: retry_in + 5 });
});

function showSession(session, previous) {
  const { user } = session;
  const isNewReader = previous?.user.id !== user.id;
  if (isNewReader) forgetReader();
  notify('');
  showAvatar(user);
  setText(element('reader-name'), user.display_name);
  setText(element('version'), String(user.version));
  setText(element('claim'), claims(session.token).display_name);
  showStudio(session.network_auth_url);
  const field = element('display-name');
  // What is being typed here stays, whatever another tab has saved.
  if (isNewReader || field.value === previous.user.display_name) field.value = user.display_name;
  if (!isNewReader) setText(element('arrival'), arrival(user));
}

function forgetReader() {
  element('rename').reset();
  element('deliveries').hidden = true;
  for (const id of ['reader-name', 'arrival', 'version', 'claim']) setText(element(id), '');
  for (const id of ['display-name-error', 'rename-error', 'sign-out-error']) setText(element(id), '');
  element('display-name').removeAttribute('aria-invalid');
}

function showAvatar({ display_name, image_url }) {
  const image = element('avatar');
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(display_name);
  setText(element('initial'), first.segment.toLocaleUpperCase());
  image.hidden = true;
  image.onload = () => { image.hidden = false; }; // an address without a picture leaves the initial
  if (/^https:/i.test(image_url)) image.src = image_url; // others the page's policy refuses
  else image.removeAttribute('src');
}

function showStudio(network) {
  element('studio').hidden = !/^https?:\/\//.test(network);
  if (network) element('studio-link').href = `${network.replace(/\/$/, '')}/studio`;
}

/** Whoever used what has just gone goes on from what took its place. */
function keepFocus(session) {
  if (document.activeElement?.closest('[hidden]')) element(session ? 'reader-name' : 'user').focus();
}

// MARK: How long a change took

// The moment of a rename goes to the other tabs of this browser, so that they can tell how long the name took. Another
// device's clock may differ, so there only the version is shown.
const moments = globalThis.BroadcastChannel ? new BroadcastChannel('daily-plate') : undefined;
let moment;
if (moments) moments.onmessage = ({ data }) => { moment = data; };

function announce(next) {
  moment = { ...next, isOurs: true };
  moments?.postMessage(next);
}

function arrival({ id, version }) {
  if (moment?.user !== id || moment.version !== version) return `Version ${version} arrived from another device.`;
  const milliseconds = Date.now() - moment.at;
  const origin = moment.isOurs ? 'you pressed the button' : 'the button was pressed in another tab';
  return `Version ${version} arrived here ${milliseconds} ms after ${origin}.`;
}

// MARK: Forms

onSubmit('sign-in', async form => {
  const fields = Object.fromEntries(new FormData(form));
  await nameplate.login({ user: fields.user.trim(), password: fields.password });
  form.reset();
}, {
  fields: { user: 'user', password: 'password' },
  rest: 'sign-in-error',
});

onSubmit('rename', async () => {
  const { user } = nameplate.session;
  announce({ user: user.id, version: user.version + 1, at: Date.now() });
  let changed;
  try {
    const { profile, deliveries } = await nameplate.update({ display_name: element('display-name').value });
    changed = profile.version !== user.version;
    element('display-name').value = profile.display_name; // the stored form, without spaces at its ends
    if (!changed) setText(element('arrival'), 'That is your name already: nothing changed.');
    showDeliveries(deliveries ?? []);
  } finally {
    // Or the next change, made on another device, would be measured from here.
    if (!changed) announce({});
  }
}, {
  fields: { display_name: 'display-name' },
  rest: 'rename-error',
});

for (const [id, scope] of [['sign-out', 'here'], ['sign-out-everywhere', 'everywhere']]) {
  element(id).addEventListener('click', async () => {
    setText(element('sign-out-error'), '');
    await nameplate.logout({ scope }).catch(problem => setText(element('sign-out-error'), problem.message));
  });
}

/** Runs `work` for a form, once at a time, and shows what was wrong beside the field that it was wrong with. */
function onSubmit(id, work, places) {
  const form = element(id);
  const button = form.querySelector('[type=submit]');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    // Not `disabled`, which would take the focus away.
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    clearErrors(places);
    try {
      await work(form);
    } catch (problem) {
      showErrors(problem, places);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
}

function clearErrors({ fields, rest }) {
  setText(element(rest), '');
  for (const id of Object.values(fields)) {
    element(id).removeAttribute('aria-invalid');
    if (element(`${id}-error`)) setText(element(`${id}-error`), '');
  }
}

function showErrors({ status, message, errors = [], retryAfter }, { fields, rest }) {
  const ofFields = errors.filter(({ field }) => fields[field]);
  for (const { field, detail } of ofFields) {
    element(fields[field]).setAttribute('aria-invalid', 'true');
    setText(element(`${fields[field]}-error`) ?? element(rest), detail);
  }
  if (ofFields.length > 0) return element(fields[ofFields[0].field]).focus();
  const wait = status === 429 && retryAfter ? ` Try again in ${Math.ceil(retryAfter / 1000)} s.` : '';
  setText(element(rest), message + wait);
}

// MARK: What networks were told

const meanings = {
  confirmed: 'the network has read the new profile',
  acknowledged: 'the network knows, and reads the profile when it is ready',
  sending: 'the network is being told',
  pending: 'owed: it is told again until it answers',
  discarded: 'given up after days without an answer',
};

function showDeliveries(deliveries) {
  element('deliveries').hidden = deliveries.length === 0;
  element('delivery-list').replaceChildren(...deliveries.map(delivery => {
    const { network, version, state, status, attempts, milliseconds } = delivery;
    const item = document.createElement('li');
    const name = document.createElement('strong');
    name.textContent = network;
    const details = [
      `version ${version}`,
      status && `answered ${status}`,
      milliseconds !== undefined && milliseconds !== null && `in ${milliseconds} ms`,
      attempts > 1 && `${attempts} attempts`,
    ];
    const text = `${state}: ${meanings[state] ?? ''} (${details.filter(Boolean).join(', ')})`;
    item.append(name, text);
    return item;
  }));
}

// MARK: Small things

/** The claims of a token. They are signed, not secret: whoever holds a token can read them. */
function claims(token) {
  const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(payload), character => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Writes only what differs, so that screen readers aren't told twice. */
function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

let noticeTimer;

function notify(text, { seconds } = {}) {
  clearTimeout(noticeTimer);
  setText(element('notice'), text);
  if (seconds) noticeTimer = setTimeout(setText, seconds * 1000, element('notice'), '');
}
