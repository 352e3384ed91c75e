// One user: what the network knows, and that user's runs. Shown while the address says `#user/ID`.
import { call, day, make, makeName, part, userAddress } from './page.js';
import { RunList, Runs } from './runs.js';

const runs = new Runs();
let list;
let shown = null;
let newest = 0;

export const shownUser = () => shown;

export function startUser() {
  list = new RunList(runs, part('user-runs'), part('more-user-runs'), 8);
  addEventListener('hashchange', route);
  return route();
}

async function route() {
  const id = idInAddress();
  if (id === shown) return;
  const previous = shown;
  shown = id;
  part('user').hidden = id === null;
  part('overview').hidden = id !== null;
  document.title = id === null ? 'Studio' : `${id} · Studio`;
  runs.clear();
  list.startOver();
  newest = 0;
  if (id === null) return focusLink(previous);
  part('user-name').textContent = id;
  part('user-name').focus();
  scrollTo(0, 0);
  await showUser();
}

function idInAddress() {
  const match = /^#user\/(.+)$/.exec(location.hash);
  try {
    return match && decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}

// Back to where the reader came from.
function focusLink(id) {
  const link = id && part('overview').querySelector(`a[href="${CSS.escape(userAddress(id))}"]`);
  if (link) link.focus();
}

export async function showUser() {
  const id = shown;
  if (id === null) return;
  const isKnown = await readRuns(id);
  const user = isKnown ? await call(`/studio/users/${encodeURIComponent(id)}`) : null;
  if (id !== shown) return;
  part('user-unknown').hidden = user !== null;
  part('user-known').hidden = user === null;
  if (user) showFacts(user);
}

// Returns whether the network knows the user.
async function readRuns(id) {
  let isKnown = false;
  for (;;) {
    const { entries, last, known } = await call(`/studio/users/${encodeURIComponent(id)}/log?after=${newest}`);
    if (id !== shown) return false;
    isKnown = known;
    // A lower number than ours is a sandbox that was started anew.
    if (last < newest) runs.clear();
    newest = last;
    entries.forEach(entry => runs.follow(entry));
    if (entries.length === 0) break;
  }
  part('no-user-runs').hidden = runs.newestFirst.length > 0;
  list.show();
  return isKnown;
}

function showFacts(user) {
  part('user-name').textContent = user.display_name;
  const facts = [
    ['Id', user.jid],
    ['Name from', user.source === 'pulled' ? 'the last pull' : 'a token, since nothing was pulled yet'],
    ['Name in the last token', user.claimed_name ?? 'never signed in'],
    ['Version', user.version ?? 'the publisher’s answers don’t tell'],
    ['Role', user.affiliation],
    ['E-mail', user.email ?? 'not known'],
    ['Joined', day(user.joined_at)],
    ['Updated', day(user.updated_at)],
    ['Last pull', user.last_pull ? `${user.last_pull.reason ?? 'updated'}, ${day(user.last_pull.at)}` : 'never'],
  ];
  part('user-facts').replaceChildren(...facts.map(([name, value]) =>
    make('div', '', make('dt', '', name), makeName('dd', String(value)))));
  part('findings').replaceChildren(...user.findings.map(({ field, detail }) => make('li', '', `${field}: ${detail}`)));
  part('findings-part').hidden = user.findings.length === 0;
  part('user-profile').textContent = user.profile ? JSON.stringify(user.profile, null, 2) : 'No profile was pulled yet.';
}
