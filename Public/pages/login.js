// The sign-in page, in a window that another site's page opened, or by itself.
//
// Its query says `for` which origin. That page is told that somebody signed in and nothing else; what it may know of
// them it asks the service, which answers to listed origins alone.

import { Nameplate } from '../nameplate.js';
import { showAvatar } from '../parts/avatar.js';
import { element, isolated, setText } from '../parts/elements.js';
import { onSubmit } from '../parts/forms.js';

const nameplate = new Nameplate();
const form = element('login');
const origin = askingOrigin();
const isPopup = window.opener !== null && origin !== undefined;
let wantsAnother = false;

if (origin) {
  const { host } = new URL(origin);
  setText(element('purpose'), `Sign in to take part at ${host}. That site doesn’t see your password.`);
}
element('cancel').hidden = !isPopup;
element('cancel').addEventListener('click', () => window.close());

nameplate.on('change', (session, previous) => {
  // Whoever is typing goes on with it, whatever happens in another tab.
  const isTyping = [form.elements.user, form.elements.password].some(({ value }) => value);
  const isBusy = wantsAnother || (previous !== undefined && isTyping);
  offer(isBusy ? null : session);
});

function offer(session) {
  const hadFocus = form.contains(document.activeElement);
  element('known').hidden = session === null;
  form.hidden = session !== null;
  if (!session) return;
  if (hadFocus) element('continue').focus();
  const { user } = session;
  setText(element('known-name'), user.display_name);
  setText(element('continue'), `Continue as ${isolated(user.display_name)}`);
  showAvatar(element('known-avatar'), user);
}

element('continue').addEventListener('click', finish);

element('another').addEventListener('click', () => {
  wantsAnother = true;
  offer(null);
  element('user').focus();
});

onSubmit(form, async () => {
  const { user, password } = form.elements;
  try {
    await nameplate.login({ user: user.value.trim(), password: password.value });
  } catch (problem) {
    password.select();
    throw problem;
  }
  finish();
});

function finish() {
  if (!isPopup || !window.opener) return location.replace('/account'); // whose page may be gone by now
  window.opener.postMessage({ nameplate: 'signed-in' }, origin);
  window.close();
}

/** The origin of the page that asks, or undefined where the query names none. */
function askingOrigin() {
  const named = new URLSearchParams(location.search).get('for');
  try {
    const { origin, protocol } = new URL(named);
    return origin === named && ['http:', 'https:'].includes(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}
