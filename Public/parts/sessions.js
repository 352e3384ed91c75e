// The list of the reader's own sessions, each with a button that ends it.

import { browserName } from './browser-name.js';
import { element, make, setText } from './elements.js';
import { explanation, onPress } from './forms.js';
import { nameplate, signOut } from './reader.js';

const list = element('sessions');
const status = element('sessions-status');
const others = element('end-others');
const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

// Whether whoever is signed in is whom this page is for: the list isn't another reader's to show.
let isOurs = false;

nameplate.on('change', (session, previous) => {
  isOurs = session !== null;
  if (session?.user.id === previous?.user.id) return;
  list.replaceChildren();
  setText(status, '');
  if (session) showSessions();
});
nameplate.on('switch', () => { isOurs = false; });
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && showSessions());

export async function showSessions() {
  if (!isOurs) return;
  try {
    const { sessions } = await nameplate.call('GET', '/auth/sessions');
    if (!isOurs) return;
    sessions.sort((a, b) => b.current - a.current || b.last_seen_at - a.last_seen_at);
    list.replaceChildren(...sessions.map(row));
    others.hidden = sessions.length < 2;
  } catch (problem) {
    setText(status, explanation(problem));
  }
}

function row(session) {
  const { user_agent, address, signed_in_at, last_seen_at, current } = session;
  const name = make('strong', '', browserName(user_agent));
  name.title = user_agent;
  const title = make('p', '', name);
  if (current) title.append(' ', make('span', 'badge', 'This device'));
  const seen = current ? 'in use now' : ['last seen ', moment(last_seen_at)];
  const details = make('p', 'hint', `From ${address}, `, ...[seen].flat(), '. Signed in ', moment(signed_in_at), '.');
  const end = make('button', 'quiet', 'End');
  end.type = 'button';
  end.ariaLabel = `End: ${browserName(user_agent)}${current ? ', this device' : ''}`;
  onPress(end, () => (current ? signOut('here') : endSession(session)));
  return make('li', '', make('div', '', title, details), end);
}

function moment(seconds) {
  const made = make('time', '', time.format(seconds * 1000));
  made.dateTime = new Date(seconds * 1000).toISOString();
  return made;
}

function endSession({ id, user_agent }) {
  return ending(`${browserName(user_agent)} is signed out.`, async () => {
    await nameplate.call('DELETE', `/auth/sessions/${encodeURIComponent(id)}`).catch(problem => {
      if (problem.code !== 'unknown-session') throw problem; // it has ended already
    });
  });
}

async function ending(outcome, work) {
  try {
    await work();
    setText(status, outcome);
    element('sessions-title').focus(); // its button goes
    await showSessions();
  } catch (problem) {
    setText(status, explanation(problem));
  }
}

onPress(others, () => ending('All other devices are signed out.', () => nameplate.logout({ scope: 'elsewhere' })));
onPress(element('end-all'), () => signOut('everywhere'));
