// How often the network's copy of the comments is read again, in milliseconds, while anybody can see it.
const bootstrapInterval = 3000;

// The list of one collection, with the form above it.
class CommentStream {
  constructor(api, strings, host) {
    this._api = api;
    this._strings = strings;
    this._posted = { comments: [], authors: {} };
    this._bootstrap = { comments: [], authors: {} };
    this._lastReload = 0;
    this._views = new Map();
    this._prompt = new CommentPrompt(strings);
    this._editor = null;
    this._entry = element('div', { class: 'fyre-entry' });
    this._count = element('p', { class: 'fyre-count' });
    this._status = element('p', { class: 'fyre-status', role: 'status' });
    this._list = element('ol', { class: 'fyre-comments' });
    this.node = element('section', { class: 'fyre-widget', 'aria-label': strings.comments },
      this._entry, this._status, this._count, this._list);
    host.replaceChildren(this.node);
    this.showReader();
  }

  // Form or prompt: a form that is there already stays as it is, but for the name.
  showReader() {
    const user = auth.get('livefyre');
    if (user) this._openEditor(user);
    else this._closeEditor();
  }

  showDelegate() {
    this.showReader();
    for (const comment of this._comments()) this._show(comment);
  }

  // Reads the comments for as long as the page holds them.
  async follow() {
    clearTimeout(this._timer);
    if (!this.node.isConnected) return;
    if (!document.hidden) await this.reload();
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this.follow(), bootstrapInterval);
  }

  // Of several answers under way, the one that was asked for last counts.
  async reload() {
    const number = this._lastReload = this._lastReload + 1;
    try {
      const bootstrap = await this._api.bootstrap();
      if (number !== this._lastReload) return;
      this._bootstrap = bootstrap;
      if (this._status.textContent === this._strings.errorLoad) this._say('');
      this._showComments();
    } catch (error) {
      if (this._views.size === 0) this._say(this._strings.errorLoad);
    }
  }

  _openEditor(user) {
    const isNew = !this._editor;
    if (isNew) this._editor = new CommentEditor(this._strings, (text, token) => this._post(text, token));
    this._editor.show(user);
    if (isNew) this._enter(this._editor);
  }

  _closeEditor() {
    this._editor = null;
    this._prompt.show();
    if (this._prompt.node.parentNode !== this._entry) this._enter(this._prompt);
  }

  // What was there is gone with all that was typed. The focus stays in the entry if it was there.
  _enter(part) {
    const hadFocus = this._entry.contains(document.activeElement);
    this._prompt.clear();
    this._entry.replaceChildren(part.node);
    if (hadFocus) part.focus();
  }

  async _post(text, token) {
    this._say('');
    const { comments, authors } = await this._api.post(text, token);
    this._posted.comments.push(...comments);
    Object.assign(this._posted.authors, authors);
    this._say(this._strings.posted);
    this._showComments();
    this.follow();
  }

  // The network's copy may be older than what was posted here. It alone says what an author is called, where it does.
  _comments() {
    const known = new Set(this._bootstrap.comments.map(comment => comment.id));
    const own = this._posted.comments.filter(comment => !known.has(comment.id));
    return [...this._bootstrap.comments, ...own].sort((one, other) => other.id - one.id);
  }

  _authorOf({ authorId }) {
    const { authors } = this._bootstrap;
    return authors[authorId] || this._posted.authors[authorId] || { id: authorId, displayName: authorId };
  }

  _showComments() {
    const comments = this._comments();
    setText(this._count, this._strings.commentCount(comments.length));
    const nodes = comments.map(comment => this._show(comment));
    // Nodes that stay are not moved, so that the focus in them is kept.
    const kept = new Set(nodes);
    for (const node of [...this._list.children]) if (!kept.has(node)) node.remove();
    nodes.forEach((node, index) => {
      if (this._list.children[index] !== node) this._list.insertBefore(node, this._list.children[index]);
    });
  }

  _show(comment) {
    if (!this._views.has(comment.id)) this._views.set(comment.id, new CommentView(comment));
    const view = this._views.get(comment.id);
    view.show(this._authorOf(comment));
    return view.node;
  }

  _say(text) {
    setText(this._status, text);
  }
}

// The package `fyre.conv`: `new Conv({ network }, [{ siteId, articleId, el }], callback)`. Its events are those by
// which pages followed the reader: `userLoggedIn` and `userLoggedOut`.
class Conv extends Emitter {
  constructor({ network, strings }, configurations, callback) {
    super();
    adoptCommentStyles();
    const words = { ...commentStrings, ...strings };
    this._streams = configurations.map(configuration => new CommentStream(
      new CommentAPI(scriptOrigin, network, configuration), words, hostElement(configuration.el)));
    auth.on('login.livefyre', user => this._loggedIn(user));
    auth.on('logout', () => this._loggedOut());
    auth.on('delegate', () => this._streams.forEach(stream => stream.showDelegate()));
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this._follow(); });
    this._follow().then(() => { if (callback) callback(this); });
  }

  _follow() {
    return Promise.all(this._streams.map(stream => stream.follow()));
  }

  _loggedIn(user) {
    this._streams.forEach(stream => stream.showReader());
    const { id, displayName, avatar } = user.get();
    this.emit('userLoggedIn', { avatar, displayName, id, isModerator: user.authorizations.length > 0 });
  }

  _loggedOut() {
    this._streams.forEach(stream => stream.showReader());
    this.emit('userLoggedOut');
  }
}

function hostElement(el) {
  const host = typeof el === 'string' ? document.getElementById(el) : el;
  if (!host) throw new Error(`There is no element ${el} for the comments`);
  return host;
}

// Once for the page, and as a constructed sheet, which the strictest policy allows.
function adoptCommentStyles() {
  if (document.adoptedStyleSheets.includes(commentStyleSheet)) return;
  commentStyleSheet.replaceSync(commentStyles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, commentStyleSheet];
}

const commentStyleSheet = new CSSStyleSheet();
