// The Studio page: follows the log, and shows what it says.
import { call, clock, make, part } from './page.js';
import { RunList, Runs } from './runs.js';
import { shownUser, showUser, startUser } from './shown-user.js';
import { showUsers, startUsers } from './users.js';

const longestLog = 300;
const runs = new Runs();
const list = new RunList(runs, part('runs'), part('more-runs'), 6);
let newest = 0;

function showEntries(entries) {
  const lines = entries.slice(-longestLog).reverse().map(entry => {
    const what = [entry.step, entry.user, entry.detail].filter(Boolean).join(' · ');
    const line = make('li', '', make('time', '', clock(entry.at)), make('span', entry.state === 'failed' ? 'wrong' : '', what));
    line.lastChild.dir = 'auto';
    return line;
  });
  part('log').prepend(...lines);
  while (part('log').childElementCount > longestLog) part('log').lastElementChild.remove();
}

async function showSettings() {
  const [settings, faults] = await Promise.all([call('/studio/pull-url'), call('/studio/faults')]);
  part('network').textContent = settings.network;
  if (document.activeElement !== part('pull-url')) part('pull-url').value = settings.url ?? '';
  const set = settings.url ? `Set by: ${settings.set_by}.` : 'None is registered, so every pull will fail.';
  sayOfPullURL(settings.warning ?? set, settings.warning !== null);
  const active = Object.entries(faults).filter(([, value]) => value);
  part('faults-notice').hidden = active.length === 0;
  part('faults').replaceChildren(...active.map(([name, value]) => make('li', '', `${name}: ${value}`)));
}

function sayOfPullURL(text, isWrong) {
  if (part('pull-note').textContent !== text) part('pull-note').textContent = text;
  part('pull-note').classList.toggle('wrong', isWrong);
  part('pull-url').setAttribute('aria-invalid', isWrong);
}

// However fast entries come, the rest is read a few times in a second; what is asked for meanwhile is done right after.
const restBetween = 300;
let isRefreshing = false;
let again = false;
async function refresh() {
  again = true;
  if (isRefreshing) return;
  isRefreshing = true;
  while (again) {
    again = false;
    await Promise.all([shownUser() === null ? showUsers() : showUser(), showSettings()]).catch(() => {});
    await new Promise(resolve => setTimeout(resolve, restBetween));
  }
  isRefreshing = false;
}

// The first answer comes at once, so that the page can say that there is a sandbox; the others wait for news.
async function watch() {
  let wait = 0;
  for (;;) {
    try {
      const { entries, last } = await call(`/studio/log?after=${newest}&wait=${wait}`);
      say('live', false);
      wait = 25;
      // A lower number than ours is a sandbox that was started anew.
      if (last < newest) runs.clear();
      newest = last;
      if (entries.length > 0) show(entries);
    } catch {
      say('not reachable, trying again', true);
      wait = 0;
      await new Promise(resolve => setTimeout(resolve, 2000));
    }
  }
}

function show(entries) {
  entries.forEach(entry => runs.follow(entry));
  showEntries(entries);
  part('no-runs').hidden = runs.newestFirst.length > 0;
  list.show();
  refresh();
}

function say(text, isWrong) {
  if (part('connection').textContent !== text) part('connection').textContent = text;
  part('connection').classList.toggle('wrong', isWrong);
}

part('clear-faults').addEventListener('click', async () => {
  await call('/studio/faults', { method: 'DELETE' });
  refresh();
});
part('pull-form').addEventListener('submit', async event => {
  event.preventDefault();
  const url = part('pull-url').value.trim() || null;
  try {
    await call('/studio/pull-url', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ url }) });
    await showSettings();
  } catch (error) {
    sayOfPullURL(error.message, true);
  }
});
addEventListener('hashchange', refresh);

startUsers();
startUser().catch(() => {});
refresh();
watch();
