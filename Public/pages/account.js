// The account page: profile, password and sessions of whoever is signed in.

import { announce } from '../parts/arrival.js';
import { showAvatar } from '../parts/avatar.js';
import { showDeliveries } from '../parts/deliveries.js';
import { element, make, setText } from '../parts/elements.js';
import { explanation, onSubmit } from '../parts/forms.js';
import { ProfileForm } from '../parts/profile-form.js';
import { nameplate } from '../parts/reader.js';
import { showSessions } from '../parts/sessions.js';

const form = element('profile');
const passwords = element('password');
const profileForm = new ProfileForm(form);
let outcome = ''; // what was last saved, until something is typed
let pause; // in typing, after which the picture is looked at

// MARK: The reader

nameplate.on('change', (session, previous) => {
  if (session?.user.id !== previous?.user.id) passwords.reset();
  if (!session) return setText(element('password-changed'), '');
  element('password-user').value = session.user.id;
  if (!profileForm.isOf(session.user.id)) forget();
  load();
});

// Who was signed out by the clock finds what they typed when they are back; who leaves on purpose leaves nothing.
nameplate.on('signed-out', ({ reason }) => {
  if (reason !== 'expired' && reason !== 'ended') forget();
});

// A change whose news was lost on the way is found out when the page is looked at again.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && nameplate.session) load();
});

function forget() {
  profileForm.forget();
  form.hidden = true;
  setOutcome('');
  for (const place of document.querySelectorAll('[data-member]')) setText(place, '');
}

async function load() {
  try {
    const { profile } = await nameplate.call('GET', '/profile');
    if (profile.id === nameplate.session?.user.id) show(profile);
  } catch (problem) {
    if (form.hidden && nameplate.session) offerAgain(problem);
  }
}

function offerAgain(problem) {
  const again = make('button', 'quiet', 'Try again');
  again.type = 'button';
  again.addEventListener('click', load);
  element('wait').replaceChildren(make('p', '', `Your profile can’t be shown. ${explanation(problem)}`), again);
}

function show(profile) {
  profileForm.show(profile);
  for (const place of document.querySelectorAll('[data-member]')) {
    const value = profile[place.dataset.member];
    setText(place, value?.length > 0 ? [value].flat().join(', ') : 'None');
  }
  element('wait').replaceChildren();
  form.hidden = false;
  follow();
  preview();
}

// MARK: The profile

form.addEventListener('input', () => {
  setOutcome('');
  clearTimeout(pause);
  pause = setTimeout(preview, 400); // half an address is nobody's to ask for
});

function setOutcome(text, deliveries) {
  outcome = text;
  showDeliveries(element('deliveries'), deliveries);
  follow();
}

/** What in the form depends on what is in the form. */
function follow() {
  element('mail').hidden = !form.elements.email_notifications.checked;
  setText(element('saved'), outcome || (profileForm.isChanged ? 'There are changes that aren’t saved yet.' : ''));
}

const states = {
  none: 'Without one, the first letter of your name stands for you.',
  loaded: 'This is how it looks.',
  broken: 'No picture comes from this address. It must be one of a picture, beginning with https.',
};

async function preview() {
  const { display_name, image_url } = form.elements;
  const user = { display_name: display_name.value, image_url: image_url.value.trim() };
  const state = await showAvatar(element('preview'), user);
  if (state) setText(element('image-url-state'), states[state]);
}

onSubmit(form, async () => {
  if (!profileForm.isChanged) return setOutcome('There is nothing to save.');
  setOutcome('');
  const { user } = nameplate.session;
  const withdraw = announce(user);
  try {
    const { profile, deliveries } = await profileForm.save(patch => nameplate.update(patch));
    if (profile.version === user.version) withdraw();
    if (!profileForm.isOf(profile.id)) return;
    show(profile);
    setOutcome(`Saved, as version ${profile.version}.`, deliveries);
  } catch (problem) {
    withdraw();
    throw problem;
  }
});

// MARK: The password

onSubmit(passwords, async () => {
  setText(element('password-changed'), '');
  const { current, new: next } = passwords.elements;
  await nameplate.call('PUT', '/profile/password', { current: current.value, new: next.value });
  passwords.reset();
  element('password-user').value = nameplate.session?.user.id ?? '';
  setText(element('password-changed'), 'Your password is changed, and your other devices are signed out.');
  showSessions();
});
