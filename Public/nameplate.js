// Nameplate in the browser: keeps the reader's session in every tab at the newest version of their profile, and hands
// Livefyre's `auth` a fresh userAuthToken whenever the name changes.
// Between tabs and in the event stream travel facts, {user, version}; a fact makes a tab ask the service. One file, so
// that one integrity value covers it. Its options, calls and events stand in the README.

const CALL_LIMIT = 20_000;
const SILENCE_LIMIT = 40_000; // the service sends a heartbeat every 15 s
const LONGEST_WAIT = 30_000;
const LONGEST_TIMER = 300_000; // a browser that slept looks at the clock soon after
const RETRY_GAP = 30_000;
const LIVEFYRE_LIMIT = 10_000; // Livefyre has no event for a refused token (livefyre-protocol.md 3.1.4)
const LIVEFYRE_TURN = 5_000; // a frozen tab keeps its turn
const COOKIE_TURN = 25_000; // longer than a call
const LOGOUT_TURN = 1_000; // it ends the session whatever comes late
const LASTING = 2_000; // streams that end sooner are tried less often
const ASK_LEADER = 400;
const UNSEEN_LIMIT = 300_000;
const DAY = 86_400_000;

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
  #epoch = 0; // grows with each sign-in, sign-out and switch, and drops older answers
  #wanted; // the newest fact that this tab hasn't caught up with
  #catchingUp = false;
  #nap;
  #offered; // id of another user whom the page was asked about
  #accepted; // … and said yes to

  #received; // when the token came, by two clocks
  #renewal;
  #renewing;

  #login;
  #loginUI;
  #signingIn;

  constructor({ service = location.origin, cycle = 'quiet', login } = {}) {
    const { origin } = new URL(service, location.href);
    const first = Nameplate.#byService.get(origin);
    if (first) return first;
    Nameplate.#byService.set(origin, this);
    this.#service = new Service(origin);
    this.#login = login ?? (origin === location.origin ? 'dialog' : 'popup');
    this.#tabs = new Tabs(`nameplate ${origin}`, { hear: fact => this.#hear(fact), lead: () => this.#tune() });
    this.#stream = new EventStream({
      open: signal => this.#openEvents(signal),
      read: event => this.#read(event),
      fail: (problem, wait) => this.#streamFailed(problem, wait),
    });
    this.#livefyre = new LivefyreUser(cycle, {
      session: () => this.#session,
      report: (problem, wait) => this.#report(problem, wait),
    });
    this.#watchPage();
  }

  get session() {
    return this.#session;
  }

  async token() {
    await this.#known;
    if (this.#session && this.#age() > 0.9) {
      await this.#renew().catch(problem => {
        if (this.#session && this.#age() >= 1) throw problem;
      });
    }
    return this.#session && this.#age() < 1 ? this.#session.token : null;
  }

  /** Returns what stops listening. */
  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    const listeners = this.#listeners.get(event).add(listener);
    if (event === 'change' && this.#session !== undefined) call(listener, this.#session, undefined);
    return () => listeners.delete(listener);
  }

  /** Asks the reader to sign in, unless somebody is; answers with the session. Call it in a click: windows need one. */
  async signIn() {
    if (this.#session) return this.#session;
    this.#loginUI?.focus?.();
    this.#signingIn ??= this.#askReader().finally(() => { this.#signingIn = this.#loginUI = undefined; });
    return this.#signingIn;
  }

  login({ user, password }) {
    return this.#signInBy('/auth/login', { user, password });
  }

  handoff(code) {
    return this.#signInBy('/auth/handoff', { code });
  }

  async logout({ scope = 'here' } = {}) {
    await this.#tabs.inTurn(() => this.#call('POST', '/auth/logout', { body: { scope } }), LOGOUT_TURN);
    if (scope === 'elsewhere') return;
    this.#signOut(scope);
    this.#tabs.tell({ reason: scope });
  }

  /** Changes the profile by a merge patch; answers with it and each network's delivery. */
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

  /** Any other call of the service, such as `('GET', '/auth/sessions')`. */
  call(method, path, body) {
    return this.#call(method, path, { body, user: this.#session?.user.id });
  }

  /** Gives `auth` our delegate, and from now on each new name by a silent cycle. */
  attach(auth) {
    this.#livefyre.attach(auth, { ...this.delegate(), forEachAuthentication: undefined });
  }

  /** A plain delegate, for pages that call `auth.delegate` themselves. */
  delegate() {
    const open = address => openPage(address || this.#service.url('/account'));
    let given;
    return {
      login: finishLogin => this.#livefyre.login(finishLogin, this.signIn()),
      logout: finishLogout => this.#livefyre.logout(finishLogout, () => this.logout()),
      viewProfile: user => {
        const isOwn = idOf(user) === this.#session?.user.id;
        if (isOwn || valueOf(user, 'profileUrl')) open(valueOf(user, 'profileUrl'));
      },
      editProfile: user => open(valueOf(user, 'settingsUrl')),
      forEachAuthentication: authenticate => {
        this.on('change', session => {
          // What is being written as one reader must not be sent as another, and here nobody can log out.
          given = session && (given ?? session.user.id);
          if (session && session.user.id === given) authenticate(credentials(session));
        });
      },
    };
  }

  async #signInBy(path, body) {
    const session = await this.#tabs.inTurn(async () => {
      const answer = await this.#call('POST', path, { body });
      const kept = await this.#look().catch(() => answer);
      if (!kept.user) throw this.#cookieRefused();
      return kept;
    });
    return this.#signedIn(session);
  }

  #signedIn(session) {
    this.#epoch += 1;
    this.#stream.stop(); // it is of the session before this one, here or in the tab that leads
    if (this.#session?.user.id === session.user.id) this.#adopt(session);
    else this.#enter(session);
    this.#tune();
    this.#tabs.tell({ user: session.user.id, version: session.user.version, signedIn: true });
    return this.#session;
  }

  /** Browsers drop cookies of sites that aren't the page's own, and tell nobody. */
  #cookieRefused() {
    const problem = new Problem({
      code: 'cookie-refused',
      message: "The browser didn't keep the session's cookie. Serve Nameplate from a subdomain of this page's site.",
    });
    this.#report(problem);
    return problem;
  }

  /** Ends when somebody is signed in, in whatever way, or when the window or dialog does. */
  async #askReader() {
    let stop;
    const entered = new Promise(resolve => { stop = this.on('change', session => session && resolve(session)); });
    try {
      this.#loginUI = this.#openLogin(); // at once: browsers let windows open in a click alone
      return await Promise.race([entered, this.#loginUI.ended]);
    } catch (problem) {
      throw problem ?? Problem.cancelled(); // a site's own login may say nothing
    } finally {
      stop();
      this.#loginUI?.close?.();
    }
  }

  #openLogin() {
    if (this.#login === 'dialog') return loginDialog(fields => this.login(fields));
    if (this.#login !== 'popup') return { ended: this.#hostLogin() };
    const popup = loginWindow(this.#service);
    return { ...popup, ended: popup.ended.then(isDone => this.#lookAfter(isDone)) };
  }

  async #hostLogin() {
    const code = await this.#login();
    return code ? this.handoff(code) : this.#lookAfter(false);
  }

  async #lookAfter(isDone) {
    const epoch = this.#epoch;
    const session = await this.#look();
    if (epoch !== this.#epoch && this.#session) return this.#session;
    if (epoch !== this.#epoch || (!session.user && !isDone)) throw Problem.cancelled();
    if (!session.user) throw this.#cookieRefused();
    return this.#signedIn(session);
  }

  /** Never goes back to an older version, and to another user only if the page agrees. */
  #adopt(session) {
    const held = this.#session;
    const { id, version } = session.user;
    if (held && held.user.id !== id) {
      if (this.#listeners.get('switch')?.size > 0 && this.#accepted !== id) return this.#offer(session.user);
    } else if (held) {
      this.#offered = undefined;
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
      this.#learn({ user: to.id }); // anew: the reader may have taken an hour to answer
    };
    const hold = () => {}; // until accepted, this tab stays as it is
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
    if (!isSameUser) this.#tabs.tell({ user: session.user.id, version: session.user.version });
    this.#livefyre.sync();
    if (isSameUser && previous.user.version === session.user.version) return;
    this.#tune();
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
    this.#livefyre.sync();
    this.#livefyre.forget();
    if (previous) this.#emit('signed-out', { reason });
    this.#emit('change', null, previous);
  }

  #learn(fact) {
    if (this.#holds(fact)) return;
    this.#wanted = newest(this.#wanted, fact);
    this.#nap?.abort();
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
        const wait = waitAfter(problem, failures++);
        this.#report(problem, wait);
        this.#wanted = newest(fact, this.#wanted);
        this.#nap = new AbortController(); // which a newer fact ends
        await pause(wait, this.#nap.signal);
      }
    }
    this.#catchingUp = false;
  }

  /** The leader cycles, so that each browser replaces its cookie once; the other tabs only read. */
  async #ask({ user, version = this.#session?.user.version }) {
    const look = () => this.#look(version ? `?version=${version}` : '');
    const held = this.#session?.user.id;
    const isCycle = this.#tabs.isLeading && user !== undefined && user === held;
    if (!isCycle) {
      const session = await look();
      if (held === undefined || session.user?.id === held) return session;
    }
    // One after another, or the cookie of a late answer would undo a newer. Neither a refused cycle nor nobody beside
    // a login that is under way means signed out.
    return this.#tabs.inTurn(async () => {
      try {
        if (isCycle) return told(await this.#call('POST', '/auth/cycle'));
      } catch (problem) {
        if (problem.status < 400 || problem.status >= 500) throw problem;
      }
      return look();
    });
  }

  async #look(query = '') {
    return told(await this.#call('GET', `/auth/session${query}`));
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

  #join() {
    this.#tabs.join();
    this.#tune();
    this.#learn({});
  }

  #leave() {
    this.#tabs.leave();
    this.#tune();
  }

  #watchPage() {
    // A frozen page, or one kept for Back, may hold neither lock nor stream nor channel.
    addEventListener('pagehide', () => this.#leave());
    document.addEventListener('freeze', () => this.#leave());
    addEventListener('pageshow', event => event.persisted && this.#join());
    document.addEventListener('resume', () => this.#join());
    addEventListener('online', () => this.#wake({ isCutOff: true }));
    addEventListener('focus', () => this.#session === null && this.#wake());
    document.addEventListener('visibilitychange', () => {
      this.#tabs.see();
      this.#tune();
      if (isVisible()) this.#wake();
    });
    // A page that is rendered ahead may never be seen.
    if (document.prerendering) document.addEventListener('prerenderingchange', () => this.#join(), { once: true });
    else this.#join();
  }

  #wake({ isCutOff = false } = {}) {
    const heardAt = Math.max(this.#stream.heardAt, this.#service.heardAt);
    for (const wake of [...sleepers]) wake();
    // While nobody is signed in, no stream tells of a login at another origin.
    if (this.#session !== null && !isCutOff && Date.now() - heardAt < SILENCE_LIMIT) return;
    this.#stream.stop();
    this.#tune();
    this.#learn({}); // a tab that was frozen may have missed facts
  }

  #hear({ signedIn, ...fact }) {
    if (signedIn) this.#stream.stop();
    this.#tune();
    this.#learn(fact);
  }

  /** The stream is open if this tab leads, some tab is seen, and somebody is signed in. */
  #tune() {
    this.#stream.follow(this.#tabs.isLeading && this.#tabs.isSeen ? this.#session?.user.id : undefined);
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

  /** The share of the token's life that is over, counted from receipt: the browser's clock may be a day off. */
  #age() {
    const { date, monotonic } = this.#received;
    const elapsed = Math.max(Date.now() - date, performance.now() - monotonic); // the second may stop in sleep
    return elapsed / Math.max(1, this.#session.expires_in * 1000);
  }

  #scheduleRenewal(at = 0.75 + Math.random() * 0.15, least = RETRY_GAP) {
    clearTimeout(this.#renewal);
    const left = Math.max(least, (at - this.#age()) * this.#session.expires_in * 1000);
    this.#renewal = setTimeout(() => this.#renewWhenDue(at), Math.min(LONGEST_TIMER, left));
  }

  #renewWhenDue(at) {
    if (this.#age() < at) return this.#scheduleRenewal(at, 0);
    this.#renew().catch(problem => {
      if (!this.#session) return;
      const wait = RETRY_GAP * (1 + Math.random());
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

  #emit(event, ...values) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) call(listener, ...values);
  }

  #report({ code, message }, wait) {
    if (code === 'cookie-refused' || code === 'foreign-origin') console.error(`Nameplate: ${message}`);
    this.#emit('error', { code, message, retry_in: wait === undefined ? undefined : wait / 1000 });
  }
}

/** An answer that wasn't a success, or no answer at all (`status` 0). */
export class Problem extends Error {
  constructor({ status = 0, code, message, errors = [], retryAfter = 0 }) {
    super(message);
    Object.assign(this, { name: 'Problem', status, code, errors, retryAfter });
  }

  static unreachable(cause) {
    return new Problem({ code: 'unreachable', message: `The service can't be reached (${cause.message}).` });
  }

  static cancelled() {
    return new Problem({ code: 'login-cancelled', message: 'The login was cancelled.' });
  }

  static async from(response) {
    const { status, headers } = response;
    const { type, title, detail, errors } = (await response.json().catch(() => null)) ?? {};
    const message = detail ?? title ?? `The service answered ${status}.`;
    const retryAfter = Number(headers.get('retry-after')) * 1000 || 0;
    return new Problem({ status, code: type ?? `http-${status}`, message, errors, retryAfter });
  }
}

class Service {
  heardAt = 0;

  constructor(origin) {
    this.origin = origin;
  }

  url(path) {
    return this.origin + path;
  }

  async call(method, path, { user, body, type = 'application/json' } = {}) {
    const headers = { ...(body && { 'content-type': type }), ...(user !== undefined && { 'nameplate-user': user }) };
    const signal = AbortSignal.timeout(CALL_LIMIT);
    const response = await this.fetch(method, path, { headers, body: body && JSON.stringify(body), signal });
    if (response.status === 204) return undefined;
    return response.json().catch(error => { throw Problem.unreachable(error); });
  }

  async fetch(method, path, { accept = 'application/json', headers, ...rest }) {
    const options = { method, credentials: 'include', cache: 'no-store', headers: { accept, ...headers }, ...rest };
    const response = await fetch(this.url(path), options).catch(error => this.#explain(error));
    this.heardAt = Date.now();
    if (!response.ok) throw await Problem.from(response);
    return response;
  }

  /** A browser doesn't say why it withholds an answer. If this module is let through, our origin is foreign. */
  async #explain(error) {
    const options = { method: 'HEAD', signal: AbortSignal.timeout(CALL_LIMIT) };
    const isForeign = error.name === 'TypeError' && !this.heardAt && this.origin !== location.origin
      && (await fetch(this.url('/nameplate.js'), options).then(({ ok }) => ok, () => false));
    if (!isForeign) throw Problem.unreachable(error);
    throw new Problem({
      code: 'foreign-origin',
      message: `The service refuses pages of ${location.origin}: it isn't in its ALLOWED_ORIGINS.`,
    });
  }
}

/** The tabs of this origin. One leads, who holds a lock; where there are none, each does while it is visible. */
class Tabs {
  isLeading = false;
  #name;
  #ours;
  #channel;
  #candidacy;
  #seenAt = 0;
  #unseen;
  #asking;
  #unanswered = 0;
  #canLock = Boolean(navigator.locks);

  constructor(name, { hear, lead }) {
    this.#name = name;
    this.#ours = { hear, lead };
  }

  get isSeen() {
    return isVisible() || Date.now() - this.#seenAt < UNSEEN_LIMIT;
  }

  join() {
    if (this.#candidacy) return;
    this.#unanswered = 0;
    this.#candidacy = new AbortController();
    try {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }) => this.#hear(data);
    } catch {
      this.#canLock = false;
    }
    this.see();
    if (this.#canLock) this.#stand();
  }

  leave() {
    this.isLeading = false;
    this.#candidacy?.abort();
    this.#candidacy = undefined;
    clearInterval(this.#asking);
    clearTimeout(this.#unseen);
    this.#channel?.close();
    this.#channel = undefined;
  }

  see() {
    if (!this.#candidacy) return;
    this.#noteSeen();
    clearInterval(this.#asking);
    if (!this.#canLock) this.#setLeading(isVisible());
    else if (isVisible()) this.#asking = setInterval(() => this.#askLeader(), ASK_LEADER);
  }

  tell(fact) {
    this.#channel?.postMessage({ fact });
  }

  inTurn(work, limit = COOKIE_TURN) {
    return inTurn(`${this.#name} cookie`, work, limit);
  }

  #hear({ fact, says }) {
    if (fact) this.#ours.hear(fact);
    if (says === 'leading') this.#unanswered = 0;
    if (says === 'who leads?' && this.isLeading) {
      this.#noteSeen(); // only visible tabs ask
      this.#say('leading');
      this.#ours.lead();
    }
  }

  #say(says) {
    this.#channel?.postMessage({ says });
  }

  #noteSeen() {
    this.#seenAt = Date.now();
    clearTimeout(this.#unseen);
    this.#unseen = setTimeout(() => this.#ours.lead(), UNSEEN_LIMIT + 1);
  }

  #setLeading(isLeading) {
    this.isLeading = isLeading;
    this.#unanswered = 0;
    this.#ours.lead();
  }

  /** A frozen tab keeps its lock, so visible ones ask after the leader and take over where nothing is heard. */
  #askLeader() {
    if (this.isLeading) return;
    if (this.#unanswered === 2) this.#stand({ steal: true });
    this.#unanswered += 1;
    this.#say('who leads?');
  }

  async #stand(options) {
    const { signal } = this.#candidacy;
    try {
      await navigator.locks.request(this.#name, options ?? { signal }, () => this.#lead(signal));
    } catch ({ name }) {
      if (signal.aborted) return; // left before its turn
      this.#canLock &&= name === 'AbortError'; // else locks are refused
      if (!this.#canLock) return this.see();
      this.#setLeading(false);
      // Robbed. Who had robbed before still stands in line.
      if (!options) this.#stand();
    }
  }

  #lead(signal) {
    if (signal.aborted) return undefined;
    this.#setLeading(true);
    this.#say('leading');
    return new Promise(resolve => signal.addEventListener('abort', resolve));
  }
}

/** One user's event stream, opened again whenever it breaks. EventSource ends for ever at the first 502. */
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
    for (let failures = 0; !signal.aborted; failures += 1) {
      const startedAt = Date.now();
      let problem; // a closed stream says nothing yet: the next hello does, or a 401
      try {
        for await (const event of this.#events(signal)) {
          if (signal.aborted) return;
          this.#ours.read(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        problem = error instanceof Problem ? error : Problem.unreachable(error);
      }
      if (this.heardAt - startedAt > LASTING) failures = 0;
      const wait = waitAfter(problem ?? {}, failures, this.#retry);
      if (problem) this.#ours.fail(problem, wait);
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
      let rest = '';
      for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
        clearTimeout(watchdog);
        watchdog = setTimeout(abort, SILENCE_LIMIT);
        this.heardAt = Date.now();
        const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const { retry, event, data } = Object.fromEntries(block.split('\n').map(line => line.split(/: ?(.*)/s)));
          this.#retry = Number(retry) || this.#retry;
          yield { name: event, data };
        }
      }
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', abort);
      connection.abort();
    }
  }
}

/** Makes the user whom Livefyre's `auth` shows agree with our session, whichever of the two changed. */
class LivefyreUser {
  #cycle;
  #ours;
  #auth;
  #isDelegate = false; // whether `auth` still has our delegate
  #applied; // the user and version that `auth` was last given
  #left; // … and for which it was logged out, once, since that ends drafts
  #waiting; // hears of logins while a token is presented
  #syncing = false;
  #retry;
  #quiet = false; // set only around the synchronous logout of a silent cycle
  #busy = 0; // logins and logouts that began in Livefyre and are on their way

  constructor(cycle, { session, report }) {
    this.#cycle = cycle;
    this.#ours = { session, report };
  }

  attach(auth, delegate) {
    if (this.#auth === auth) return;
    this.#auth = auth;
    this.#applied = stored.mark();
    auth.delegate(delegate);
    this.#isDelegate = true;
    // Whoever delegates after us replaces ours, and their logout isn't for us to call.
    auth.on('delegate', () => { this.#isDelegate = false; });
    auth.on('login.livefyre', user => (this.#waiting ? this.#waiting(user) : this.#check(user)));
    this.sync();
  }

  /** Tries each session once, so that a network that shows something else doesn't keep us busy. */
  async sync() {
    if (!this.#auth || this.#busy > 0) return;
    if (this.#showsAnother()) this.#leave(); // this needs no turn
    if (this.#syncing) return this.#waiting?.();
    this.#syncing = true;
    clearTimeout(this.#retry);
    if (stored.runsOut()) this.#applied = undefined;
    let tried;
    while (this.#ours.session() && this.#ours.session() !== tried && !this.#agrees()) {
      tried = this.#ours.session();
      await inTurn('nameplate livefyre', () => this.#enter(), LIVEFYRE_TURN);
    }
    this.#syncing = false;
    if (!this.#ours.session() || this.#agrees()) return undefined;
    const wait = RETRY_GAP * (1 + Math.random());
    this.#retry = setTimeout(() => this.sync(), wait);
    return this.#ours.report({ code: 'livefyre-silent', message: "Livefyre didn't take the new token." }, wait);
  }

  /** The delegate's login. `finishLogin` authenticates, so nothing else may meanwhile. */
  async login(finishLogin, signingIn) {
    this.#busy += 1;
    const problem = await signingIn.then(() => undefined, problem => problem);
    this.#busy -= 1;
    const finish = () => {
      const session = this.#ours.session();
      if (problem || !session) return call(finishLogin, problem ?? Problem.cancelled());
      const give = given => finishLogin(null, given);
      if (this.#auth && this.#showsAnother()) this.#leave();
      return this.#auth ? this.#present(session, give) : call(give, credentials(session));
    };
    await (problem ? finish() : inTurn('nameplate livefyre', finish, LIVEFYRE_TURN));
    this.sync();
  }

  /** The delegate's logout. `finishLogout` causes Livefyre's `logout` event, so nothing else may cause a second. */
  async logout(finishLogout, endSession) {
    if (this.#quiet) return finishLogout(null);
    this.#busy += 1;
    const problem = await endSession().catch(problem => problem);
    this.#busy -= 1;
    call(finishLogout, this.#ours.session() ? problem : null);
    this.sync();
  }

  /** Livefyre would restore its session from storage for up to 30 days. */
  forget() {
    this.#applied = undefined;
    stored.clear();
  }

  /** The silent logout. Livefyre asks its delegate; the flag tells ours that nothing ends at the service. */
  #leave() {
    if (!this.#isDelegate || this.#busy > 0 || !this.#auth.get('livefyre')) return;
    this.#quiet = true;
    call(() => this.#auth.logout());
    this.#quiet = false;
  }

  #showsAnother() {
    const shown = idOf(this.#auth.get('livefyre'));
    return shown !== undefined && this.#ours.session() !== undefined && shown !== this.#ours.session()?.user.id;
  }

  #agrees() {
    return this.#auth.get('livefyre') && !this.#showsAnother() && this.#applied === mark(this.#ours.session());
  }

  /** A login that nobody waits for is an old one that comes late, unless it shows what we would. */
  #check(user) {
    const session = this.#ours.session();
    if (session && isSame(user, session.user)) return;
    this.#applied = undefined;
    this.sync();
  }

  async #enter() {
    const session = this.#ours.session();
    // All may have changed while other tabs had their turn, or Livefyre its time.
    const isDone = () => mark(this.#ours.session()) !== mark(session) || this.#agrees();
    // What is being written as one reader must not be sent as another.
    if (this.#showsAnother()) this.#leave();
    if (!session || isDone() || this.#showsAnother()) return;
    const wasLeft = this.#left === mark(session);
    if ((this.#cycle !== 'full' || wasLeft) && (await this.#present(session))) return;
    if (wasLeft || isDone()) return;
    this.#left = mark(session);
    this.#leave();
    await this.#present(session);
  }

  /** Whether this session's token caused a login. */
  #present(session, give = given => this.#auth.authenticate(given)) {
    return new Promise(resolve => {
      let isHeard = false;
      const finish = isIn => {
        clearTimeout(timer);
        if (this.#waiting === hear) this.#waiting = undefined;
        if (isIn) stored.setMark(this.#applied = mark(session));
        resolve(isIn);
      };
      const hear = this.#waiting = user => {
        if (mark(this.#ours.session()) !== mark(session)) return finish(false);
        if (!user) return undefined;
        if (this.#showsAnother()) return this.sync();
        isHeard = true;
        // Another name is an older login that comes late or, if nothing else comes, the network's way to write ours.
        return isSame(user, session.user) && finish(true);
      };
      const timer = setTimeout(() => finish(isHeard), LIVEFYRE_LIMIT);
      call(give, credentials(session));
    });
  }
}

/** What Livefyre keeps between pages, and our mark of what that is. */
const stored = {
  expiration: () => stored.read('fyre-auth')?.expiration,
  runsOut: () => stored.expiration() - Date.now() < DAY,

  /** Nothing if something else was stored since. */
  mark: () => {
    const { applied, expiration } = stored.read('nameplate-applied') ?? {};
    return expiration === stored.expiration() ? applied : undefined;
  },

  setMark: applied => {
    const value = JSON.stringify({ applied, expiration: stored.expiration() });
    try { localStorage.setItem('nameplate-applied', value); } catch {}
  },

  clear: () => {
    try {
      for (const key of ['fyre-auth', 'fyre-authentication-creds', 'nameplate-applied']) localStorage.removeItem(key);
    } catch {}
  },

  read: key => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
};

/** The service's own login page. It ends with whether the page said that it is done. */
function loginWindow(service) {
  const address = service.url(`/login?for=${encodeURIComponent(location.origin)}`);
  const popup = open(address, 'nameplate-login', 'popup,width=480,height=640');
  if (!popup) {
    throw new Problem({
      code: 'popup-blocked',
      message: 'The browser blocked the login window. Allow it and try again.',
    });
  }
  const page = new AbortController();
  const ended = new Promise(resolve => {
    const { signal } = page;
    // Its message may come later. And to a page that an opener policy cuts off it is closed while it is open.
    const poll = setInterval(() => popup.closed && document.hasFocus() && setTimeout(resolve, 300, false), 300);
    signal.addEventListener('abort', () => clearInterval(poll));
    addEventListener('message', ({ origin, source, data }) => {
      if (origin === service.origin && source === popup && data?.nameplate === 'signed-in') resolve(true);
    }, { signal });
  });
  return { ended, close: () => (page.abort(), popup.close()), focus: () => popup.focus() };
}

/** A form in the page. It ends when the reader gives up. */
function loginDialog(login) {
  document.adoptedStyleSheets = [...new Set([...(document.adoptedStyleSheets ?? []), loginStyle()])];
  const [user, password] = [['user', 'text', 'username'], ['password', 'password', 'current-password']].map(
    ([name, type, autocomplete]) => make('input', {
      name, type, autocomplete, autocapitalize: 'none', required: '', 'aria-describedby': 'nameplate-error',
    }),
  );
  const error = make('p', { id: 'nameplate-error', role: 'alert' });
  const submit = make('button', { type: 'submit' }, 'Sign in');
  const cancel = make('button', { type: 'button' }, 'Cancel');
  const dialog = make('dialog', { class: 'nameplate-login', 'aria-label': 'Sign in' }, make(
    'form', { method: 'post' },
    make('h2', {}, 'Sign in'), make('label', {}, 'User', user), make('label', {}, 'Password', password),
    error, submit, ' ', cancel,
  ));
  const ended = new Promise((_, reject) => dialog.addEventListener('close', () => reject(Problem.cancelled())));
  cancel.addEventListener('click', () => dialog.close());
  let isBusy = false; // not `disabled`, which would take the focus away
  dialog.addEventListener('submit', async event => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    error.textContent = '';
    await login({ user: user.value.trim(), password: password.value }).catch(({ message, retryAfter }) => {
      error.textContent = retryAfter ? `${message} (${Math.ceil(retryAfter / 1000)} s)` : message;
      password.select();
    });
    isBusy = false;
  });
  document.body.append(dialog);
  dialog.showModal();
  return { ended, close: () => (dialog.close(), dialog.remove()) };
}

let sheet;

/** As a strict Content-Security-Policy lets it through. */
function loginStyle() {
  if (sheet) return sheet;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(`.nameplate-login {
      width: min(20rem, 80vw); padding: 1.5rem; border: 1px solid; font: 1rem/1.5 system-ui; color: CanvasText;
      background: Canvas;
      &::backdrop { background: rgb(0 0 0 / .5) }
      & h2 { margin: 0 0 1rem }
      & input { display: block; width: 100%; box-sizing: border-box; margin-bottom: 1rem }
      & input, & button { padding: .5rem 1rem; font: inherit }
      & [type=submit] { color: Canvas; background: CanvasText }
      & p { margin: 0; min-height: 2rem }
    }`);
  return sheet;
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const attribute of Object.entries(attributes)) element.setAttribute(...attribute);
  element.append(...children);
  return element;
}

/** Facts come in any order. One without a user means "whoever it is now", and outweighs the rest. */
function newest(old, fact) {
  if (!old || !fact) return old ?? fact;
  if (old.user !== undefined && fact.user !== undefined && old.user !== fact.user) return fact;
  return {
    user: fact.user && old.user,
    version: Math.max(old.version ?? 0, fact.version ?? 0) || undefined,
    reason: fact.reason ?? old.reason,
  };
}

const mark = session => session && `${session.user.id} ${session.user.version}`;

/** Livefyre's users have `get`, authors are plain. */
const valueOf = (user, name) => (user?.get ? user.get(name) : user?.[name]);

/** Livefyre's ids are `user@network`. */
const idOf = user => valueOf(user, 'id')?.split('@')[0];

const isSame = (livefyreUser, { id, display_name }) =>
  idOf(livefyreUser) === id && valueOf(livefyreUser, 'displayName') === display_name;

const isVisible = () => document.visibilityState === 'visible';

function credentials({ token, network_auth_url: serverUrl }) {
  return { livefyre: serverUrl ? { token, serverUrl } : token };
}

/** Only `"user": null` says that nobody is signed in: what stands between us and the service answers too. */
function told(session) {
  if (session?.user === undefined) throw Problem.unreachable({ message: 'something else answered' });
  return session;
}

/** One tab of this origin at a time. */
async function inTurn(name, work, limit) {
  if (!navigator.locks) return work();
  let isOurs = false;
  try {
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(limit) }, () => {
      isOurs = true;
      return work();
    });
  } catch (error) {
    if (isOurs) throw error;
    return work();
  }
}

/** Random, so that readers don't come back together. */
function waitAfter({ retryAfter = 0 }, failures, unit = 1000) {
  return Math.min(LONGEST_TIMER, retryAfter + Math.random() * Math.min(LONGEST_WAIT, unit * 2 ** failures));
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

/** A listener's mistake is the page's own. */
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
