// Everything that comes from outside is shown as text, never as markup.
const $ = id => document.getElementById(id);
const runs = [];
let newest = 0;
let selected = null;

function element(name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

async function call(path, options) {
  const answer = await fetch(path, options);
  if (answer.status === 204) return null;
  const body = await answer.json();
  if (!answer.ok) throw new Error((body.errors ?? []).map(error => `${error.field}: ${error.detail}`).join(' ') || body.detail);
  return body;
}

const clock = milliseconds => new Date(milliseconds).toLocaleTimeString(undefined, { hourCycle: 'h23' });
const day = seconds => new Date(seconds * 1000).toLocaleString();

// A run is one way from the ping to the profile; pings that join a queued pull belong to its run.
function follow(entry) {
  if (!entry.user || !(entry.step || entry.state)) return;
  let run = runs.find(run => run.user === entry.user && !run.ended);
  if (!run) {
    run = { user: entry.user, steps: new Set(), text: '' };
    runs.unshift(run);
    runs.splice(12);
  }
  if (entry.step) run.steps.add(entry.step);
  run.text = entry.detail;
  run.failed = entry.state === 'failed';
  run.ended = run.failed || entry.state === 'updated';
}

function showRuns() {
  $('no-runs').hidden = runs.length > 0;
  $('runs').replaceChildren(...runs.map(run => {
    const line = element('li');
    const steps = element('span', undefined, 'steps');
    steps.setAttribute('role', 'img');
    steps.setAttribute('aria-label', `step ${Math.max(0, ...run.steps)} of 7`);
    for (let step = 1; step <= 7; step += 1) steps.append(element('span', step, run.steps.has(step) ? 'done' : ''));
    line.append(element('span', run.user, 'user'), steps, element('span', run.text, run.failed ? 'outcome failed' : 'outcome'));
    return line;
  }));
}

function showEntries(entries) {
  const lines = entries.slice(-300).reverse().map(entry => {
    const line = element('li');
    const what = [entry.step, entry.user, entry.detail].filter(Boolean).join(' · ');
    line.append(element('time', clock(entry.at)), element('span', what, entry.state === 'failed' ? 'failed' : ''));
    return line;
  });
  $('log').prepend(...lines);
  while ($('log').childElementCount > 300) $('log').lastElementChild.remove();
}

async function showUsers() {
  const { users, count } = await call(`/studio/users?q=${encodeURIComponent($('search').value)}`);
  $('users').replaceChildren(...users.map(user => {
    const line = element('tr');
    const name = element('td');
    const open = element('button', user.display_name);
    open.type = 'button';
    open.addEventListener('click', () => { selected = user.id; refresh(); });
    name.append(open);
    const pull = element('td', user.last_pull ? user.last_pull.reason ?? 'updated' : 'never', user.last_pull?.reason ? 'failed' : '');
    line.append(name, element('td', user.id), element('td', user.affiliation), element('td', user.source), pull, element('td', day(user.updated_at)));
    return line;
  }));
  $('users-count').textContent = count === 0 ? 'No users.' : count > users.length ? `${users.length} of ${count} users` : count === 1 ? '1 user' : `${count} users`;
}

async function showDetail() {
  $('detail').hidden = selected === null;
  if (selected === null) return;
  try {
    const user = await call(`/studio/users/${encodeURIComponent(selected)}`);
    $('detail-name').textContent = `${user.display_name} (${user.jid})`;
    $('findings').replaceChildren(...user.findings.map(finding => element('li', `${finding.field}: ${finding.detail}`)));
    $('detail-profile').textContent = user.profile ? JSON.stringify(user.profile, null, 2) : 'No profile was pulled yet.';
  } catch {
    selected = null;
    $('detail').hidden = true;
  }
}

async function showSettings() {
  const [settings, faults] = await Promise.all([call('/studio/pull-url'), call('/studio/faults')]);
  $('network').textContent = settings.network;
  if (document.activeElement !== $('pull-url')) $('pull-url').value = settings.url ?? '';
  $('pull-note').textContent = settings.warning ?? (settings.url ? `Set by: ${settings.set_by}.` : 'None is registered, so every pull will fail.');
  const active = Object.entries(faults).filter(([, value]) => value);
  $('faults-notice').hidden = active.length === 0;
  $('faults').replaceChildren(...active.map(([name, value]) => element('li', `${name}: ${value}`)));
}

// What is asked for while a refresh runs is done right after it.
let refreshing = false;
let again = false;
async function refresh() {
  again = true;
  if (refreshing) return;
  refreshing = true;
  while (again) {
    again = false;
    await Promise.all([showUsers(), showDetail(), showSettings()]).catch(() => {});
  }
  refreshing = false;
}

async function watch() {
  for (;;) {
    try {
      const { entries, last } = await call(`/studio/log?after=${newest}&wait=25`);
      $('connection').textContent = 'live';
      // A lower number than ours is a sandbox that was started anew.
      newest = last;
      entries.forEach(follow);
      if (entries.length > 0) {
        showEntries(entries);
        showRuns();
        await refresh();
      }
    } catch {
      $('connection').textContent = 'not reachable, trying again';
      await new Promise(resolve => setTimeout(resolve, 2000));
    }
  }
}

$('search').addEventListener('input', refresh);
$('clear-faults').addEventListener('click', async () => { await call('/studio/faults', { method: 'DELETE' }); await refresh(); });
$('pull-form').addEventListener('submit', async event => {
  event.preventDefault();
  const url = $('pull-url').value.trim() || null;
  try {
    await call('/studio/pull-url', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ url }) });
    await showSettings();
  } catch (error) {
    $('pull-note').textContent = error.message;
  }
});

refresh();
watch();
