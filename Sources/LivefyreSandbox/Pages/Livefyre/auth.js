// What goes wrong with a login is told to nobody but to whoever has the debug log open.
const log = (...words) => console.debug('[livefyre auth]', ...words);

const delegatedMethods = ['login', 'logout', 'viewProfile', 'editProfile'];

// `action` on the first call alone: delegates may call back more often than once.
function callableOnce(name, action) {
  let called = false;
  return (...values) => {
    if (called) return log(`${name} was called again, which is ignored`);
    called = true;
    action(...values);
  };
}

// The meeting point of a page, which knows its readers, and the components, which ask who they are.
class Auth extends Emitter {
  constructor() {
    super();
    this._delegate = null;
    this._users = undefined;
    this._isAuthenticated = false;
  }

  delegate(delegate) {
    this._delegate = {};
    for (const name of delegatedMethods) {
      if (delegate[name]) this._delegate[name] = delegate[name].bind(delegate);
    }
    if (delegate.forEachAuthentication) {
      delegate.forEachAuthentication(credentials => this.authenticate(credentials));
    }
    this.emit('delegate', delegate);
    return this;
  }

  hasDelegate(name) {
    if (name === undefined) return this._delegate !== null;
    return Boolean(this._delegate && this._delegate[name]);
  }

  // With users instead of a callback: they are logged in already.
  login(argument) {
    if (argument && typeof argument !== 'function') return this._loggedIn(argument);
    this._delegated('login')(callableOnce('finishLogin', (error, credentials, ...rest) => {
      if (error) this.emit('error', error);
      else if (credentials) this.authenticate(credentials);
      else log('the login brought no credentials');
      if (argument) argument(error, credentials, ...rest);
    }));
  }

  authenticate(credentials) {
    if (!credentials) return;
    this._isAuthenticated = true;
    for (const name of Object.keys(credentials)) this.emit(`authenticate.${name}`, credentials[name]);
    this.emit('authenticate', credentials);
  }

  logout(callback) {
    if (!this.hasDelegate('logout')) {
      const error = new Error('No logout auth delegate');
      if (!callback) throw error;
      return callback(error);
    }
    this._delegate.logout(callableOnce('finishLogout', (error, ...rest) => {
      if (error) this.emit('error', error);
      else this._loggedOut();
      if (callback) callback(error, ...rest);
    }));
  }

  get(name) {
    return name && this._users ? this._users[name] : this._users;
  }

  isAuthenticated() {
    return this._isAuthenticated;
  }

  viewProfile(user) {
    this._delegated('viewProfile')(user);
  }

  editProfile(user) {
    this._delegated('editProfile')(user);
  }

  plugin(install) {
    install(this);
  }

  _delegated(name) {
    if (!this.hasDelegate(name)) throw new TypeError(`There is no auth delegate with ${name}`);
    return this._delegate[name];
  }

  _loggedIn(users) {
    this._users = users;
    this._isAuthenticated = true;
    this.emit('login', users);
    for (const name of Object.keys(users)) this.emit(`login.${name}`, users[name]);
  }

  _loggedOut() {
    this._users = null;
    this._isAuthenticated = false;
    this.emit('logout');
  }
}
