// Nameplate in the browser: keeps the reader's session in every tab at the newest version of their profile, and hands
// Livefyre's `auth` a fresh userAuthToken whenever the name changes.
//
//     const nameplate = new Nameplate({ service: 'https://sso.example.com' });
//     Livefyre.require(['auth'], auth => nameplate.attach(auth));
//     nameplate.on('change', session => …);
//
// What travels between tabs and in the event stream are facts, {user, version}. A fact only makes a tab ask the
// service, with its cookie; tokens are in answers alone. It is one file, so that one integrity value covers it.

const CALL_LIMIT = 20_000;
const SILENCE_LIMIT = 40_000; // the service sends a heartbeat every 15 s
const LONGEST_WAIT = 30_000;
const LONGEST_TIMER = 300_000; // so that a browser that slept looks at the clock soon after
const RENEWAL_GAP = 30_000;
const LIVEFYRE_LIMIT = 10_000; // Livefyre has no event for a refused token (livefyre-protocol.md 3.1.4)

export class Nameplate {
  static #byService = new Map();

  #service;
  #tabs;
  #stream;
  #livefyre;
  #listeners = new Map();

  #session; // undefined: not known yet; null: signed out
  #setKnown;
  #known = new Promise(resolve => { this.#setKnown = resolve; });
  #epoch = 0; // grows with each sign-in, sign-out and switch; answers to older questions are dropped
  #wanted; // the newest fact that this tab hasn't caught up with
  #catchingUp = false;
  #offered; // id of another user whom the page was asked about
  #accepted; // … and said yes to

  #received; // when the token came, by two clocks
  #renewal;
  #renewing;

  /** `cycle: 'full'` is for generations of Livefyre that keep the old name unless logged out first. */
  constructor({ service = location.origin, cycle = 'quiet' } = {}) {
    const base = new URL(service, location.href).href.replace(/\/+$/, '');
    const first = Nameplate.#byService.get(base);
    if (first) return first;
    Nameplate.#byService.set(base, this);
    this.#service = new Service(base);
    this.#tabs = new Tabs(`nameplate ${base}`, { hear: fact => this.#hear(fact), lead: () => this.#tune() });
    this.#stream = new EventStream({
      open: signal => this.#openEvents(signal),
      read: event => this.#read(event),
      fail: (problem, wait) => this.#streamFailed(problem, wait),
    });
    this.#livefyre = new LivefyreUser(cycle, {
      session: () => this.#session,
      report: problem => this.#report(problem),
    });
    this.#watchPage();
    this.#join();
  }

  // MARK: What pages call

  /** The session as the service answered it; null when signed out; undefined until that is known. */
  get session() {
    return this.#session;
  }

  /** A userAuthToken that is still good, or null when signed out. */
  async token() {
    await this.#known;
    if (this.#session && this.#age() > 0.9) {
      await this.#renew().catch(problem => {
        if (this.#session && this.#age() >= 1) throw problem;
      });
    }
    return this.#session && this.#age() < 1 ? this.#session.token : null;
  }

  /** Events: change, signed-out, switch, error. Returns a function that stops listening. */
  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    const listeners = this.#listeners.get(event).add(listener);
    if (event === 'change' && this.#session !== undefined) call(listener, this.#session, undefined);
    return () => listeners.delete(listener);
  }

  login({ user, password }) {
    return this.#signIn('/auth/login', { user, password });
  }

  /** Signs in with a code that the site's own backend got from `POST /users/{id}/handoff`. */
  handoff(code) {
    return this.#signIn('/auth/handoff', { code });
  }

  /** `scope`: here, elsewhere (all other sessions end, this one stays) or everywhere. */
  async logout({ scope = 'here' } = {}) {
    await this.#call('POST', '/auth/logout', { body: { scope } });
    if (scope === 'elsewhere') return;
    this.#signOut(scope);
    this.#tabs.tell({ reason: scope });
  }

  /** Changes the profile by a merge patch; answers with the new profile and each network's delivery. */
  async update(patch) {
    const epoch = this.#epoch;
    const answer = await this.#call('PATCH', '/profile', { body: patch, type: 'application/merge-patch+json' });
    if (epoch !== this.#epoch || !this.#session) return answer;
    const { profile, token, token_expires, expires_in } = answer;
    const { id, display_name, image_url, profile_url, version } = profile;
    const user = { id, display_name, image_url, profile_url, version };
    this.#adopt({ ...this.#session, user, token, token_expires, expires_in });
    this.#tabs.tell({ user: id, version });
    return answer;
  }

  /** Gives `auth` our delegate, and from now on each new name by a silent cycle. */
  attach(auth) {
    const { forEachAuthentication, ...delegate } = this.delegate(); // here, LivefyreUser takes its place
    this.#livefyre.attach(auth, delegate);
  }

  /** A plain delegate, for pages that call `auth.delegate` themselves. */
  delegate() {
    return {
      login: finishLogin => {
        const nobody = new Error('Nobody is signed in, and this page signs readers in by itself.');
        const answer = token => (token ? finishLogin(null, credentials(this.#session)) : finishLogin(nobody));
        this.token().then(answer, finishLogin);
      },
      logout: finishLogout => this.#livefyre.logout(finishLogout, () => this.logout()),
      viewProfile: user => openPage(user?.get?.('profileUrl') ?? user?.profileUrl),
      editProfile: user => {
        openPage(user?.get?.('settingsUrl') ?? user?.settingsUrl ?? this.#service.url('/#your-name'));
      },
      forEachAuthentication: authenticate => {
        this.on('change', session => session && authenticate(credentials(session)));
      },
    };
  }

  // MARK: State: the ways in and the way out

  async #signIn(path, body) {
    const session = await this.#tabs.signIn(() => this.#call('POST', path, { body }));
    this.#epoch += 1;
    this.#stream.stop(); // it is of the session before this one, here or in the tab that leads
    this.#enter(session);
    this.#tune();
    this.#tabs.tell({ user: session.user.id, version: session.user.version, signedIn: true });
    return session;
  }

  /** Never goes back to an older version of a user, and to another user only if the page agrees. */
  #adopt(session) {
    const held = this.#session;
    const { id, version } = session.user;
    if (held && held.user.id !== id) {
      if (this.#listeners.get('switch')?.size > 0 && this.#accepted !== id) return this.#offer(session.user);
    } else if (held) {
      if (version < held.user.version) return;
      if (version === held.user.version && session.token_expires < held.token_expires) return;
    }
    this.#enter(session);
  }

  #offer(to) {
    if (this.#offered === to.id) return;
    this.#offered = to.id;
    const accept = () => {
      this.#accepted = to.id;
      this.#learn({ user: to.id }); // asked afresh: the reader may have taken an hour to answer
    };
    const hold = () => {}; // nothing to do: until accepted, this tab stays as it is and doesn't ask again
    this.#emit('switch', { from: this.#session.user, to, accept, hold });
  }

  #enter(session) {
    const previous = this.#session;
    this.#session = Object.freeze(session);
    this.#offered = this.#accepted = undefined;
    this.#received = { date: Date.now(), monotonic: performance.now() };
    this.#scheduleRenewal();
    this.#setKnown();
    const isSameUser = previous?.user.id === session.user.id;
    if (previous && !isSameUser) this.#epoch += 1;
    if (isSameUser && previous.user.version === session.user.version) return;
    this.#tune();
    this.#livefyre.sync();
    this.#emit('change', session, previous);
  }

  #signOut(reason) {
    const previous = this.#session;
    if (previous === null) return;
    this.#epoch += 1;
    this.#session = null;
    this.#offered = this.#accepted = undefined;
    clearTimeout(this.#renewal);
    this.#setKnown();
    this.#tune();
    this.#livefyre.leave();
    if (previous) this.#livefyre.forget();
    if (previous) this.#emit('signed-out', { reason });
    this.#emit('change', null, previous);
  }

  // MARK: Catching up with facts

  #learn(fact) {
    if (this.#holds(fact)) return;
    this.#wanted = newest(this.#wanted, fact);
    this.#catchUp();
  }

  #holds({ user, version }) {
    return user !== undefined && user === this.#session?.user.id && version <= this.#session.user.version;
  }

  async #catchUp() {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    for (let failures = 0; this.#wanted;) {
      const fact = this.#wanted;
      const epoch = this.#epoch;
      this.#wanted = undefined;
      if (this.#holds(fact)) continue;
      try {
        const session = await this.#ask(fact);
        failures = 0;
        if (epoch !== this.#epoch) continue;
        if (session.user) this.#adopt(session);
        else this.#signOut(fact.reason ?? 'ended');
      } catch (problem) {
        if (epoch !== this.#epoch) continue;
        const wait = problem.passes ? waitAfter(problem, failures++) : undefined;
        this.#report(problem, wait);
        if (wait === undefined) continue;
        this.#wanted = newest(fact, this.#wanted);
        await pause(wait);
      }
    }
    this.#catchingUp = false;
  }

  /** The leader cycles, so that each browser replaces its cookie once; the other tabs only read. */
  async #ask({ user, version = this.#session?.user.version }) {
    if (this.#tabs.isLeading && user !== undefined && user === this.#session?.user.id) {
      try {
        return await this.#call('POST', '/auth/cycle');
      } catch (problem) {
        // Neither means signed out. Who is signed in, if anybody, only /auth/session says.
        if (problem.status !== 401 && problem.status !== 409) throw problem;
      }
    }
    const path = version ? `/auth/session?version=${version}` : '/auth/session';
    const session = await this.#call('GET', path);
    if (session.user || !this.#session) return session;
    // A login in another tab replaces the session, and its answer with the new cookie may be on its way.
    await this.#tabs.whenNobodySignsIn();
    return this.#call('GET', path);
  }

  /** Unsafe calls name the user they are meant for, so that nothing typed as one reader is ever sent as another. */
  async #call(method, path, options) {
    const isSigningIn = path === '/auth/login' || path === '/auth/handoff';
    const user = method === 'GET' || isSigningIn ? undefined : this.#session?.user.id;
    try {
      return await this.#service.call(method, path, { user, ...options });
    } catch (problem) {
      const isNews = problem.status === 401 || problem.code === 'user-changed';
      if (isNews && !isSigningIn && path !== '/auth/cycle') this.#learn({});
      throw problem;
    }
  }

  // MARK: Tabs, stream and page

  #join() {
    this.#tabs.join();
    this.#tune();
    this.#learn({});
  }

  #watchPage() {
    // A page in the back/forward cache may hold neither lock nor stream nor channel.
    addEventListener('pagehide', () => {
      this.#tabs.leave();
      this.#tune();
    });
    addEventListener('pageshow', event => event.persisted && this.#join());
    addEventListener('online', () => this.#wake({ isCutOff: true }));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#wake());
  }

  #wake({ isCutOff = false } = {}) {
    const heardAt = Math.max(this.#stream.heardAt, this.#service.heardAt);
    for (const wake of [...sleepers]) wake();
    if (!isCutOff && Date.now() - heardAt < SILENCE_LIMIT) return;
    this.#stream.stop();
    this.#tune();
    this.#learn({}); // a tab that was frozen may have missed facts
  }

  #hear({ signedIn, ...fact }) {
    if (signedIn) this.#stream.stop();
    this.#tune();
    this.#learn(fact);
  }

  /** The stream is open if this tab leads and somebody is signed in. */
  #tune() {
    this.#stream.follow(this.#tabs.isLeading ? this.#session?.user.id : undefined);
  }

  #openEvents(signal) {
    const path = `/auth/events?since=${this.#session.user.version}`;
    return this.#service.fetch('GET', path, { accept: 'text/event-stream', signal });
  }

  #read({ name, data }) {
    if (!['hello', 'profile', 'signed-out'].includes(name)) return;
    const { user, version, reason } = JSON.parse(data);
    const fact = name === 'signed-out' ? { reason } : { user, version };
    this.#tabs.tell(fact); // first, so that the other tabs ask while this one cycles
    this.#learn(fact);
  }

  #streamFailed(problem, wait) {
    if (problem.status === 401) this.#learn({});
    else this.#report(problem, wait);
  }

  // MARK: Token

  /** The share of the token's life that is over, counted from receipt: the browser's clock may be a day off. */
  #age() {
    const { date, monotonic } = this.#received;
    const elapsed = Math.max(Date.now() - date, performance.now() - monotonic); // the second may stop in sleep
    return elapsed / (this.#session.expires_in * 1000);
  }

  #scheduleRenewal(at = 0.75 + Math.random() * 0.15, least = RENEWAL_GAP) {
    clearTimeout(this.#renewal);
    const left = Math.max(least, (at - this.#age()) * this.#session.expires_in * 1000);
    this.#renewal = setTimeout(() => this.#renewWhenDue(at), Math.min(LONGEST_TIMER, left));
  }

  #renewWhenDue(at) {
    if (this.#age() < at) return this.#scheduleRenewal(at, 0);
    this.#renew().catch(problem => {
      if (!this.#session) return;
      const wait = RENEWAL_GAP * (1 + Math.random());
      this.#report(problem, wait);
      this.#scheduleRenewal(0, wait);
    });
  }

  #renew() {
    this.#renewing ??= this.#fetchToken().finally(() => { this.#renewing = undefined; });
    return this.#renewing;
  }

  async #fetchToken() {
    const epoch = this.#epoch;
    const answer = await this.#call('GET', `/auth/token?version=${this.#session.user.version}`);
    if (epoch !== this.#epoch) return;
    const { user, version, token, token_expires, expires_in } = answer;
    if (user === this.#session.user.id && version === this.#session.user.version) {
      this.#enter({ ...this.#session, token, token_expires, expires_in });
    } else {
      this.#scheduleRenewal();
      this.#learn({ user, version });
    }
  }

  // MARK: Listeners

  #emit(event, ...values) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) call(listener, ...values);
  }

  #report({ code, message }, wait) {
    this.#emit('error', { code, message, retry_in: wait === undefined ? undefined : wait / 1000 });
  }
}

/** An answer that wasn't a success, read from its problem+json, or no answer at all (`status` 0). */
export class Problem extends Error {
  constructor({ status = 0, code, message, errors = [], retryAfter = 0 }) {
    super(message);
    Object.assign(this, { name: 'Problem', status, code, errors, retryAfter });
  }

  static unreachable(cause) {
    return new Problem({ code: 'unreachable', message: `The service can't be reached (${cause.message}).` });
  }

  static async from(response) {
    const { status, headers } = response;
    const { type, title, detail, errors } = (await response.json().catch(() => null)) ?? {};
    const code = type && type !== 'about:blank' ? type.split(/[/:#]/).pop() : `http-${status}`;
    const message = detail ?? title ?? `The service answered ${status}.`;
    return new Problem({ status, code, message, errors, retryAfter: Number(headers.get('retry-after')) * 1000 || 0 });
  }

  /** Whether asking again later may help. */
  get passes() {
    return this.status < 400 || this.status >= 500 || [401, 408, 429].includes(this.status);
  }
}

/** The calls themselves. */
class Service {
  heardAt = 0;
  #base;

  constructor(base) {
    this.#base = base;
  }

  url(path) {
    return this.#base + path;
  }

  async call(method, path, { user, body, type = 'application/json' } = {}) {
    const headers = { ...(body && { 'content-type': type }), ...(user !== undefined && { 'nameplate-user': user }) };
    const signal = AbortSignal.timeout(CALL_LIMIT);
    const response = await this.fetch(method, path, { headers, body: body && JSON.stringify(body), signal });
    this.heardAt = Date.now();
    if (response.status === 204) return undefined;
    return response.json().catch(error => { throw Problem.unreachable(error); });
  }

  async fetch(method, path, { accept = 'application/json', headers, ...rest }) {
    const options = { method, credentials: 'include', cache: 'no-store', headers: { accept, ...headers }, ...rest };
    const response = await fetch(this.url(path), options).catch(error => { throw Problem.unreachable(error); });
    if (!response.ok) throw await Problem.from(response);
    return response;
  }
}

/** The tabs of this browser: one of them leads, and they tell each other facts. Without Web Locks each tab leads. */
class Tabs {
  isLeading = false;
  #name;
  #ours;
  #channel;
  #candidacy;

  constructor(name, { hear, lead }) {
    this.#name = name;
    this.#ours = { hear, lead };
  }

  join() {
    if (!navigator.locks || !globalThis.BroadcastChannel) {
      this.isLeading = true;
      return;
    }
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => this.#ours.hear(data);
    const { signal } = (this.#candidacy = new AbortController());
    navigator.locks.request(this.#name, { signal }, () => this.#lead(signal)).catch(() => {}); // left before its turn
  }

  /** Holds the lock until the page leaves; when a tab closes, the browser hands its lock to the next. */
  #lead(signal) {
    if (signal.aborted) return undefined;
    this.isLeading = true;
    this.#ours.lead();
    return new Promise(resolve => signal.addEventListener('abort', resolve));
  }

  leave() {
    this.isLeading = false;
    this.#candidacy?.abort();
    this.#channel?.close();
    this.#channel = undefined;
  }

  tell(fact) {
    this.#channel?.postMessage(fact);
  }

  signIn(work) {
    return navigator.locks ? navigator.locks.request(`${this.#name} sign-in`, work) : work();
  }

  async whenNobodySignsIn() {
    await navigator.locks?.request(`${this.#name} sign-in`, { mode: 'shared' }, () => {});
  }
}

/** The event stream of one user, opened again whenever it breaks. */
class EventStream {
  heardAt = 0;
  #ours;
  #user;
  #following;
  #retry = 1000;

  constructor({ open, read, fail }) {
    this.#ours = { open, read, fail };
  }

  /** Follows this user from now on, or nobody. */
  follow(user) {
    if (user === this.#user) return;
    this.stop();
    if (user === undefined) return;
    this.#user = user;
    this.#following = new AbortController();
    this.#run(this.#following.signal);
  }

  stop() {
    this.#following?.abort();
    this.#user = undefined;
  }

  async #run(signal) {
    for (let failures = 0; !signal.aborted;) {
      let wait;
      try {
        for await (const event of this.#events(signal)) {
          if (signal.aborted) return;
          failures = 0;
          this.#ours.read(event);
        }
        wait = Math.random() * this.#retry; // a closed stream says nothing yet: the next hello does, or a 401
      } catch (error) {
        if (signal.aborted) return;
        const problem = error instanceof Problem ? error : Problem.unreachable(error);
        wait = waitAfter(problem, failures++, this.#retry);
        this.#ours.fail(problem, wait);
      }
      await pause(wait, signal);
    }
  }

  async *#events(signal) {
    const connection = new AbortController();
    const abort = () => connection.abort();
    let watchdog = setTimeout(abort, SILENCE_LIMIT);
    signal.addEventListener('abort', abort);
    try {
      const response = await this.#ours.open(connection.signal);
      // A captive portal's page is also a 200.
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) throw await Problem.from(response);
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const parser = new EventParser();
      for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
        clearTimeout(watchdog);
        watchdog = setTimeout(abort, SILENCE_LIMIT);
        this.heardAt = Date.now();
        const events = parser.push(decoder.decode(value, { stream: true }));
        this.#retry = parser.retry ?? this.#retry;
        yield* events;
      }
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }
}

/** Server-sent events out of pieces of text. EventSource can't be used: it ends for ever at the first 502. */
export class EventParser {
  retry;
  #rest = '';

  /** The events that this piece completes. */
  push(text) {
    // A CR at the very end may be half of a CRLF, so it waits for the next piece.
    const blocks = (this.#rest + text).replace(/\r\n|\r(?!$)/g, '\n').split('\n\n');
    this.#rest = blocks.pop();
    return blocks.map(block => this.#event(block)).filter(event => event.data !== undefined);
  }

  #event(block) {
    const event = { name: 'message', data: undefined };
    for (const line of block.split('\n')) {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
      if (field === 'event') event.name = value;
      if (field === 'data') event.data = event.data === undefined ? value : `${event.data}\n${value}`;
      if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
    }
    return event;
  }
}

/** Makes the user whom Livefyre's `auth` shows agree with our session, whichever of the two changed. */
class LivefyreUser {
  #cycle;
  #ours;
  #auth;
  #isDelegate = false; // whether `auth` still has our delegate
  #applied; // the user and version that `auth` was last given
  #awaited;
  #syncing = false;
  #quiet = false; // set only around the synchronous logout of a silent cycle
  #leaving = false; // a logout that began in Livefyre is on its way

  constructor(cycle, { session, report }) {
    this.#cycle = cycle;
    this.#ours = { session, report };
  }

  attach(auth, delegate) {
    if (this.#auth === auth) return;
    this.#auth = auth;
    auth.delegate(delegate);
    this.#isDelegate = true;
    // Whoever delegates after us replaces ours, and their logout isn't for us to call.
    auth.on('delegate', () => { this.#isDelegate = false; });
    auth.on('login.livefyre', user => (this.#awaited ? this.#awaited(user) : this.sync()));
    this.sync();
  }

  /** Tries each session once, so that a network that shows something else doesn't keep us busy. */
  async sync() {
    if (!this.#auth || this.#syncing || this.#leaving) return;
    this.#syncing = true;
    let tried;
    while (this.#ours.session() !== tried && !this.#agrees()) {
      tried = this.#ours.session();
      if (tried) await oneTabAtATime(() => this.#enter());
      else this.leave();
    }
    this.#syncing = false;
  }

  /** The silent logout. Livefyre always asks its delegate; the flag tells ours that nothing ends at the service. */
  leave() {
    if (!this.#isDelegate || this.#leaving || !this.#auth.get('livefyre')) return;
    this.#quiet = true;
    try {
      this.#auth.logout();
    } finally {
      this.#quiet = false;
    }
  }

  /** The delegate's logout. `finishLogout` causes Livefyre's `logout` event, so nothing else may cause a second. */
  async logout(finishLogout, endSession) {
    if (this.#quiet) return finishLogout(null);
    this.#leaving = true;
    const problem = await endSession().catch(problem => problem);
    this.#leaving = false;
    finishLogout(this.#ours.session() ? problem : null);
  }

  /** Livefyre restores a session from these for up to 30 days. Storage may be forbidden, and then holds none. */
  forget() {
    try {
      localStorage.removeItem('fyre-auth');
      localStorage.removeItem('fyre-authentication-creds');
    } catch {}
  }

  #agrees() {
    const session = this.#ours.session();
    const user = this.#auth.get('livefyre');
    if (!session) return session === undefined || !user;
    // Before anything was applied here, `auth` may have restored from storage what we would say.
    return isSame(user, session.user) && (this.#applied ?? mark(session)) === mark(session);
  }

  async #enter() {
    const isDone = () => !this.#ours.session() || this.#agrees();
    if (isDone()) return; // all may have changed while other tabs had their turn
    if (this.#cycle !== 'full' && (await this.#present())) return;
    if (isDone()) return;
    this.leave();
    if (await this.#present()) return;
    this.#ours.report({ code: 'livefyre-silent', message: "Livefyre didn't take the new token." });
  }

  /** Presents the newest token, and tells whether the login that it should cause came. */
  #present() {
    const session = this.#ours.session();
    return new Promise(resolve => {
      const finish = isIn => {
        clearTimeout(timer);
        this.#awaited = undefined;
        if (isIn) this.#applied = mark(session);
        resolve(isIn);
      };
      const timer = setTimeout(finish, LIVEFYRE_LIMIT, false);
      this.#awaited = user => isSame(user, session.user) && finish(true); // not a late login with an older name
      try {
        this.#auth.authenticate(credentials(session));
      } catch (error) {
        console.error(error);
        finish(false);
      }
    });
  }
}

/** Facts come in any order. One without a user means "whoever is signed in now", and outweighs the rest. */
function newest(old, fact) {
  if (!old || !fact) return old ?? fact;
  if (old.user !== undefined && fact.user !== undefined && old.user !== fact.user) return fact;
  return {
    user: fact.user && old.user,
    version: Math.max(old.version ?? 0, fact.version ?? 0) || undefined,
    reason: fact.reason ?? old.reason,
  };
}

const mark = ({ user }) => `${user.id} ${user.version}`;

/** Whether Livefyre's user (its id is `user@network`) shows what our user says. */
function isSame(livefyreUser, user) {
  return livefyreUser?.get('id')?.split('@')[0] === user.id && livefyreUser.get('displayName') === user.display_name;
}

function credentials({ token, network_auth_url: serverUrl }) {
  return { livefyre: serverUrl ? { token, serverUrl } : token };
}

/** Tabs share Livefyre's storage, so they authenticate in turn. */
function oneTabAtATime(work) {
  return navigator.locks ? navigator.locks.request('nameplate livefyre', work) : work();
}

/** A random wait, so that readers who lost the service together don't come back together. */
function waitAfter({ retryAfter = 0 }, failures, unit = 1000) {
  return retryAfter + Math.random() * Math.min(LONGEST_WAIT, unit * 2 ** failures);
}

const sleepers = new Set();

/** Ends after this time, on abort, or when the page wakes. */
function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      sleepers.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener('abort', wake);
    sleepers.add(wake);
  });
}

/** A listener's mistake is the page's to see, and not ours to stumble over. */
function call(listener, ...values) {
  try {
    listener(...values);
  } catch (error) {
    console.error(error);
  }
}

function openPage(address) {
  if (/^https?:\/\//i.test(address)) open(address, '_blank', 'noopener');
}

if (typeof window !== 'undefined') window.Nameplate = Nameplate;
