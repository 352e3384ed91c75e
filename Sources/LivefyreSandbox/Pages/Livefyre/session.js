// The session that outlives the page: in localStorage or, where that can't be used, nowhere.
const session = {
  answerKey: 'fyre-auth',
  tokenKey: 'fyre-authentication-creds',

  save(answer, expiration) {
    write(this.answerKey, answer, expiration);
    write(this.tokenKey, answer.token.value, expiration);
  },

  // The stored answer with the time of its end; null when there is none with a token.
  restore() {
    const stored = read(this.answerKey);
    return stored && stored.value && stored.value.token ? stored : null;
  },

  clear() {
    for (const key of [this.answerKey, this.tokenKey]) remove(key);
  },
};

const storage = usableStorage();

// Merely naming localStorage throws where a browser blocks it.
function usableStorage() {
  const probe = '__lfstorage__';
  try {
    window.localStorage.setItem(probe, probe);
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch (error) {
    log('localStorage is not usable, so nothing is kept', error);
    return null;
  }
}

function write(key, value, expiration) {
  if (!storage) return;
  try {
    storage.setItem(key, JSON.stringify({ value, expiration }));
  } catch (error) {
    log(`${key} was not stored`, error);
  }
}

function read(key) {
  if (!storage) return null;
  try {
    const item = JSON.parse(storage.getItem(key));
    if (!item || !item.expiration || item.expiration > Date.now()) return item;
    remove(key);
  } catch (error) {
    log(`${key} could not be read`, error);
  }
  return null;
}

function remove(key) {
  if (storage) storage.removeItem(key);
}
