// The reader, as a page's header shows them: who is signed in, signing in and out, and what happened meanwhile.
//
// What is marked data-for="reader" is there for whoever is signed in, data-for="nobody" for everybody else.

import { Nameplate } from '../nameplate.js';
import { showAvatar } from './avatar.js';
import { element, inSeconds, isolated, setText } from './elements.js';
import { explanation } from './forms.js';
import { dismiss, notify } from './notices.js';

export const nameplate = new Nameplate();

nameplate.on('change', session => {
  for (const part of document.querySelectorAll('[data-for]')) {
    part.hidden = (part.dataset.for === 'reader') !== (session !== null);
  }
  dismiss('trouble');
  if (session) show(session.user);
  keepFocus(session, focused => focused.closest('[hidden]'));
});

function show(user) {
  dismiss('reader');
  const name = element('reader-name');
  setText(name, user.display_name);
  name.title = user.display_name;
  showAvatar(element('reader-avatar'), user);
}

/** Whoever used what has just gone goes on from what took its place. */
function keepFocus(session, isLost) {
  if (isLost(document.activeElement ?? document.body)) element(session ? 'reader-account' : 'sign-in').focus();
}

element('sign-in').addEventListener('click', async () => {
  try {
    const session = await nameplate.signIn();
    keepFocus(session, focused => focused === document.body || focused.closest('[hidden]'));
  } catch (problem) {
    if (problem.code !== 'login-cancelled') notify('trouble', explanation(problem));
  }
});

element('sign-out').addEventListener('click', () => signOut('here'));

export function signOut(scope) {
  return nameplate.logout({ scope }).catch(problem => notify('trouble', explanation(problem)));
}

const farewells = {
  here: 'You signed out.',
  everywhere: 'You signed out everywhere.',
  elsewhere: 'You were signed out from another device.',
  ended: 'This session was ended. Please sign in again.',
  expired: 'You were away for long, so your session expired. Please sign in again.',
  password: 'Your password was changed on another device. Please sign in with the new one.',
  disabled: 'Your account is disabled. Please ask the site why.',
  erased: 'Your account was deleted.',
};

nameplate.on('signed-out', ({ reason }) => notify('reader', farewells[reason] ?? farewells.ended));

nameplate.on('switch', ({ from, to, accept, hold }) => {
  const [old, next] = [from, to].map(user => isolated(user.display_name));
  notify('reader', `${next} signed in in another tab. This page still belongs to ${old}.`, {
    actions: [[`Continue as ${next}`, accept], ['Keep this page as it is', hold]],
  });
});

// Trouble that passes is over when the next try came and said nothing more.
nameplate.on('error', ({ message, retry_in }) => {
  if (retry_in === undefined) return notify('trouble', message);
  notify('trouble', `${message} Trying again in ${inSeconds(retry_in)}.`, { seconds: retry_in + 5 });
});
