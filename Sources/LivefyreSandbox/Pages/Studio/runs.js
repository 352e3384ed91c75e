// Runs: the ways from a ping to the profile, put together from the entries of the log.
import { clock, make, makeName, span, userLink } from './page.js';

const stepNames = [
  'Ping received', 'Acknowledged', 'Processed', 'Queued', 'Pull executed', 'Customer answered', 'Profile updated',
];
const mostKept = 200;

class Run {
  constructor(user) {
    this.user = user;
    this.steps = new Map();
    this.pings = 0;
    this.text = '';
    this.isFailed = false;
    this.hasEnded = false;
    this.revision = 0;
  }

  get began() {
    return Math.min(...this.steps.values());
  }

  take(entry) {
    this.revision += 1;
    this.text = entry.detail;
    if (entry.step === 1) this.pings += 1;
    // Of pings that join a run, the first is where it began; of two pulls for one job, the last is how it ended.
    if (entry.step && (entry.step > 4 || !this.steps.has(entry.step))) this.steps.set(entry.step, entry.at);
    if (entry.version !== undefined) this.version = entry.version;
    if (entry.step === 7) this.update = { before: entry.name_before, after: entry.name };
    if (entry.state === 'failed' || entry.state === 'updated') this.end(entry.state === 'failed');
  }

  end(isFailed) {
    this.isFailed = isFailed;
    this.hasEnded = true;
    this.revision += 1;
  }

  merge(ping) {
    this.pings += ping.pings;
    for (const [step, at] of ping.steps) if (!this.steps.has(step)) this.steps.set(step, at);
  }
}

export class Runs {
  constructor() {
    this.clear();
  }

  clear() {
    this.newestFirst = [];
    this._numbered = new Map();
    this._pings = new Map();
  }

  follow(entry) {
    if (entry.detail === 'everything was reset') return this._reset();
    if (!entry.user) return;
    if (entry.detail.startsWith('fault ') && entry.run === undefined) return this._lose(entry);
    const run = entry.run === undefined ? this._ping(entry) : this._run(entry);
    if (run) run.take(entry);
  }

  // A ping has no number before step 3.
  _ping({ user, step }) {
    if (!step) return undefined;
    return this._pings.get(user) || this._new(user, run => this._pings.set(user, run));
  }

  // A fault ends what a ping began.
  _lose(entry) {
    const ping = this._pings.get(entry.user);
    if (!ping) return;
    ping.take(entry);
    ping.end(true);
    this._pings.delete(entry.user);
  }

  _run({ user, step, run: number }) {
    const ping = step === 3 ? this._pings.get(user) : undefined;
    const run = this._numbered.get(number);
    if (!ping) return run || this._new(user, run => this._numbered.set(number, run));
    this._pings.delete(user);
    if (!run) {
      this._numbered.set(number, ping);
      return ping;
    }
    run.merge(ping);
    this.newestFirst.splice(this.newestFirst.indexOf(ping), 1);
    return run;
  }

  _new(user, keep) {
    const run = new Run(user);
    keep(run);
    this.newestFirst.unshift(run);
    for (const old of this.newestFirst.splice(mostKept)) this._forget(old);
    return run;
  }

  _forget(run) {
    for (const map of [this._numbered, this._pings]) {
      for (const [key, value] of map) if (value === run) map.delete(key);
    }
  }

  _reset() {
    for (const run of this.newestFirst) {
      if (run.hasEnded) continue;
      run.text = 'forgotten by a reset';
      run.end(true);
    }
    this._numbered.clear();
    this._pings.clear();
  }
}

// A list of runs that is drawn anew only where something has changed.
export class RunList {
  constructor(runs, list, more, pageSize) {
    this._runs = runs;
    this._list = list;
    this._more = more;
    this._pageSize = pageSize;
    this._drawn = new Map();
    this.startOver();
    more.addEventListener('click', () => {
      this._shown += this._pageSize;
      this.show();
    });
  }

  startOver() {
    this._shown = this._pageSize;
  }

  show() {
    const runs = this._runs.newestFirst.slice(0, this._shown);
    const nodes = runs.map(run => this._node(run));
    this._more.hidden = this._runs.newestFirst.length <= this._shown;
    for (const run of this._drawn.keys()) if (!runs.includes(run)) this._drawn.delete(run);
    for (const node of [...this._list.children]) if (!nodes.includes(node)) node.remove();
    nodes.forEach((node, index) => {
      if (this._list.children[index] !== node) this._list.insertBefore(node, this._list.children[index] || null);
    });
  }

  // The line stays, so that a focus in the list stays too.
  _node(run) {
    const drawn = this._drawn.get(run) || { node: make('li', 'run') };
    if (drawn.revision !== run.revision) {
      const hadFocus = drawn.node.contains(document.activeElement);
      drawn.node.replaceChildren(head(run), steps(run), outcome(run));
      if (hadFocus) drawn.node.querySelector('a').focus();
    }
    drawn.revision = run.revision;
    this._drawn.set(run, drawn);
    return drawn.node;
  }
}

function head(run) {
  const node = make('p', 'run-head', userLink(run.user), ...names(run));
  if (run.version !== undefined) node.append(make('span', 'tag', `version ${run.version}`));
  if (run.pings > 1) node.append(make('span', 'tag', `${run.pings} pings`));
  const time = make('time', '', clock(run.began));
  time.dateTime = new Date(run.began).toISOString();
  node.append(time);
  return node;
}

function names({ update }) {
  if (!update) return [];
  const { before, after } = update;
  if (before === undefined) return [make('span', 'names', makeName('strong', after), ' (new here)')];
  if (before === after) return [make('span', 'names', makeName('strong', after), ' (name unchanged)')];
  const arrow = make('span', '', ' → ');
  arrow.setAttribute('aria-label', 'became');
  arrow.setAttribute('role', 'img');
  return [make('span', 'names', makeName('span', before, 'before'), arrow, makeName('strong', after))];
}

function steps(run) {
  return make('ol', 'steps', ...stepNames.map((name, index) => {
    const at = run.steps.get(index + 1);
    const line = make('li', at === undefined ? '' : 'done', make('span', 'step-name', name), ' ');
    line.append(make('span', 'step-time', at === undefined ? absence(run, index + 1) : sinceBegin(run, at)));
    return line;
  }));
}

function sinceBegin(run, at) {
  return at === run.began ? '0 ms' : `+${span(at - run.began)}`;
}

// A reader who signs in without a profile here is pulled unasked.
function absence(run, step) {
  if (run.pings === 0 && step < 3) return 'no ping';
  return run.hasEnded ? 'did not happen' : 'not yet';
}

function outcome(run) {
  const node = make('p', run.isFailed ? 'run-outcome wrong' : 'run-outcome', run.text);
  const last = run.steps.get(7);
  if (last !== undefined) node.prepend(make('strong', '', `${span(last - run.began)} in all`), ' · ');
  return node;
}
