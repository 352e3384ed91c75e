// The front page: the panel "Your name", where a reader renames and sees how long the change took to get here.

import { announce, arrival } from '../parts/arrival.js';
import { showDeliveries } from '../parts/deliveries.js';
import { element, setText } from '../parts/elements.js';
import { onSubmit } from '../parts/forms.js';
import { newspaper } from '../parts/newspaper.js';
import { nameplate } from '../parts/reader.js';

const form = element('rename');
const field = element('display-name');

nameplate.on('change', (session, previous) => {
  const isNewReader = session?.user.id !== previous?.user.id;
  if (isNewReader) {
    form.reset();
    showDeliveries(element('deliveries'));
  }
  setText(element('arrival'), arrival(session, previous));
  setText(element('version'), session ? String(session.user.version) : '');
  setText(element('claim'), session ? claims(session.token).display_name : '');
  // What is being typed here stays, whatever another tab has saved.
  if (session && (isNewReader || field.value === previous.user.display_name)) field.value = session.user.display_name;
});

onSubmit(form, async () => {
  const { user } = nameplate.session;
  const typed = field.value;
  const withdraw = announce(user);
  try {
    const { profile, deliveries } = await nameplate.update({ display_name: typed });
    if (field.value === typed) field.value = profile.display_name; // the stored form, without spaces at its ends
    showDeliveries(element('deliveries'), deliveries);
    if (profile.version > user.version) return;
    setText(element('arrival'), 'That is your name already: nothing changed.');
    withdraw();
  } catch (problem) {
    withdraw(); // or the next change, made elsewhere, would be measured from here
    throw problem;
  }
});

newspaper().then(({ livefyre }) => {
  element('studio').href = `${livefyre}/studio`;
  element('studio').hidden = false;
}, () => {}); // without it the page only lacks the link

/** The claims of a token. They are signed, not secret: whoever holds a token can read them. */
function claims(token) {
  const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(payload), character => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
