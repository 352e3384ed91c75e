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

function forget() {
  profileForm.forget();
  form.hidden = true;
  clearOutcome();
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
}

// MARK: The profile

form.addEventListener('input', () => {
  clearOutcome();
  follow();
});

function clearOutcome() {
  setText(element('saved'), '');
  showDeliveries(element('deliveries'));
}

/** What in the form depends on what is in the form. */
function follow() {
  const { display_name, image_url, email_notifications } = form.elements;
  preview({ display_name: display_name.value, image_url: image_url.value.trim() });
  element('mail').hidden = !email_notifications.checked;
  if (profileForm.isChanged) setText(element('saved'), 'There are changes that aren’t saved yet.');
}

const states = {
  none: 'Without one, the first letter of your name stands for you.',
  loaded: 'This is how it looks.',
  broken: 'No picture comes from this address. It must be one of a picture, beginning with https.',
};

async function preview(user) {
  const state = await showAvatar(element('preview'), user);
  if (state) setText(element('image-url-state'), states[state]);
}

onSubmit(form, async () => {
  clearOutcome();
  if (!profileForm.isChanged) return setText(element('saved'), 'Nothing was changed.');
  const { user } = nameplate.session;
  const withdraw = announce(user);
  let outcome;
  try {
    await profileForm.save(async patch => {
      outcome = await nameplate.update(patch);
      return outcome.profile;
    });
  } catch (problem) {
    withdraw();
    throw problem;
  }
  const { profile, deliveries } = outcome;
  const isNew = profile.version > user.version;
  if (!isNew) withdraw();
  show(profile);
  setText(element('saved'), isNew ? `Saved, as version ${profile.version}.` : 'That is how it was: nothing changed.');
  showDeliveries(element('deliveries'), deliveries);
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
