// A reader as the network knows them: attributes that tell of their changes, and what the reader may moderate.
class LivefyreUser extends Emitter {
  constructor(attributes = {}) {
    super();
    this._attributes = { ...attributes };
    this.authorizations = [];
  }

  get(name) {
    return name === undefined ? { ...this._attributes } : this._attributes[name];
  }

  // A name and a value, or an object of several.
  set(name, value) {
    const given = typeof name === 'object' ? name : { [name]: value };
    const changed = Object.keys(given).filter(key => this._attributes[key] !== given[key]);
    Object.assign(this._attributes, given);
    for (const key of changed) this.emit(`change:${key}`, given[key]);
    if (changed.length > 0) this.emit('change', Object.fromEntries(changed.map(key => [key, given[key]])));
    return this;
  }

  unset(name) {
    return this.set(name, undefined);
  }

  // Whether the reader moderates a `network`, a `siteId`, or a collection, which is named by its `collectionId` or by
  // `network`, `siteId` and `articleId`.
  isMod(scope) {
    return this.authorizations.some(authorization => moderates(authorization, scope));
  }

  toJSON() {
    return this.get();
  }
}

function moderates({ network, siteId, collection, moderatorKey }, scope) {
  if (scope.collectionId || scope.articleId) {
    return Boolean(collection && moderatorKey) && isSameCollection(collection, scope);
  }
  if (scope.siteId) return siteId === String(scope.siteId);
  return Boolean(scope.network) && network === scope.network;
}

function isSameCollection(collection, scope) {
  if (scope.collectionId) return collection.id === String(scope.collectionId);
  return ['network', 'siteId', 'articleId'].every(name => collection[name] === String(scope[name]));
}

// A user out of the `data` of an answer of the auth endpoint; `request` is what was asked for.
function userFromAnswer(data, request, tokenExpiresAt) {
  const user = new LivefyreUser({
    ...data.profile,
    serverUrl: request.serverUrl,
    token: data.token.value,
    tokenExpiresAt: new Date(tokenExpiresAt),
  });
  user.authorizations = authorizations(data, request);
  return user;
}

function authorizations({ profile, collection_id: id, permissions, modScopes }, { siteId, articleId }) {
  const { networks = [], sites = [] } = modScopes || {};
  const scopes = [...networks.map(network => ({ network })), ...sites.map(site => ({ siteId: String(site) }))];
  if (!id || !permissions) return scopes;
  const network = profile.id.slice(profile.id.lastIndexOf('@') + 1);
  const collection = { id: String(id), network, siteId: siteId && String(siteId), articleId: articleId && String(articleId) };
  return [{ collection, authors: permissions.authors, moderatorKey: permissions.moderator_key }, ...scopes];
}
