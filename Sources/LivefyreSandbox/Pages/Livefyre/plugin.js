const userService = {
  // Calls back with an error, or with the user, the answer's `data` and the time of the session's end.
  fetch(request, callback) {
    authAPI.authenticate(request, (error, data) => {
      if (error) return callback(error);
      if (!data || !data.profile) return callback(new Error('fetch-user got empty auth response'));
      const expiration = Date.now() + data.token.ttl * 1000;
      callback(null, userFromAnswer(data, request, expiration), data, expiration);
    });
  },
};

// Turns the credentials named `livefyre` into a logged-in user, and keeps the session.
function authPlugin(auth) {
  restoreSession(auth);
  auth.on('authenticate.livefyre', credentials => {
    if (credentials instanceof LivefyreUser) return auth.login({ livefyre: credentials });
    if (credentials) authenticateReader(auth, authRequest(credentials));
  });
  auth.on('logout', () => session.clear());
}

function authRequest(credentials) {
  if (typeof credentials === 'string') return { lftoken: credentials };
  const { token, lftoken, serverUrl, network, bpChannel, articleId, siteId } = credentials;
  return { lftoken: token || lftoken, serverUrl, network, bpChannel, articleId, siteId };
}

// A refusal is silent: no event, no callback, and the session before it stays.
function authenticateReader(auth, request) {
  userService.fetch(request, (error, user, data, expiration) => {
    if (error) return log('the reader was not authenticated', error);
    const { serverUrl } = request;
    session.save(serverUrl === undefined ? data : { ...data, serverUrl }, expiration);
    auth.login({ livefyre: user });
  });
}

// Without any request: the reader is shown as they were when the session was stored.
function restoreSession(auth) {
  const stored = session.restore();
  if (!stored) return;
  let user;
  try {
    user = userFromAnswer(stored.value, { serverUrl: stored.value.serverUrl }, stored.expiration);
  } catch (error) {
    return log('the stored session could not be read', error);
  }
  auth.login({ livefyre: user });
}

// Installed over every delegate once the reader wants no tracking.
const optedOutDelegate = Object.fromEntries(delegatedMethods.map(name => [
  name, () => console.warn(`The reader has opted out, so ${name} does nothing.`),
]));

class LivefyreAuth extends Auth {
  constructor() {
    super();
    this._isOptedOut = false;
    Object.assign(this, { User: LivefyreUser, userService, api: authAPI, authPlugin });
  }

  delegate(delegate) {
    super.delegate(this._isOptedOut ? optedOutDelegate : adapted(delegate));
  }

  optOut() {
    this._isOptedOut = true;
    session.clear();
  }

  // The network's own accounts are gone, so nobody logs in by them.
  createDelegate() {
    return {
      login: finish => finish(new Error('Livefyre.com has no accounts any more')),
      logout: finish => finish(),
      viewProfile: user => openAddress(attribute(user, 'profileUrl')),
      editProfile: user => openAddress(attribute(user, 'settingsUrl')),
    };
  }
}

function attribute(user, name) {
  return user instanceof LivefyreUser ? user.get(name) : user[name];
}

function openAddress(address) {
  if (address) window.open(address, '_blank', 'noopener');
}
