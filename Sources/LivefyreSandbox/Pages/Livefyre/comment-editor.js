// The form of a reader who is logged in. It lives from a login to the next logout, whatever further logins say.
class CommentEditor {
  constructor(strings, post) {
    this._strings = strings;
    this._post = post;
    this._isPosting = false;
    this._name = element('span', { class: 'fyre-user-name', dir: 'auto' });
    this._edit = button('fyre-edit-profile', '', () => auth.editProfile(auth.get('livefyre')));
    this._edit.append(this._name);
    this._signOut = button('fyre-logout', strings.signOut, () => this._logout());
    this._error = element('p', { class: 'fyre-error', role: 'alert', id: newElementID() });
    this._text = element('textarea', { id: newElementID(), rows: '4', dir: 'auto', 'aria-describedby': this._error.id });
    this.node = element('form', { class: 'fyre-editor', novalidate: '' },
      element('p', { class: 'fyre-user' },
        element('span', {}, `${strings.commentingAs} `, this._edit), this._signOut),
      element('label', { for: this._text.id }, strings.editorLabel),
      this._text,
      this._error,
      element('button', { class: 'fyre-post', type: 'submit' }, strings.post));
    this.node.addEventListener('submit', event => this._submit(event));
  }

  show(user) {
    setText(this._name, String(user.get('displayName')));
    this._edit.disabled = !auth.hasDelegate('editProfile');
    this._signOut.disabled = !auth.hasDelegate('logout');
  }

  focus() {
    this._text.focus();
  }

  _logout() {
    auth.logout(error => { if (error) this._complain(this._strings.errorSignOut); });
  }

  async _submit(event) {
    event.preventDefault();
    if (this._isPosting) return;
    const text = this._text.value.trim();
    this._complain('');
    if (text === '') return this._complain(this._strings.errorEmpty);
    if ([...text].length > longestComment) return this._complain(this._strings.errorMaxChars);
    this._setPosting(true);
    try {
      await this._post(text, auth.get('livefyre').get('token'));
      this._text.value = '';
    } catch (error) {
      this._complain(reasonOf(error, this._strings));
    }
    this._setPosting(false);
  }

  // The text can't change between what is sent and what is then cleared.
  _setPosting(isPosting) {
    this._isPosting = isPosting;
    this._text.readOnly = isPosting;
    this.node.setAttribute('aria-busy', isPosting);
  }

  _complain(text) {
    setText(this._error, text);
    this._text.setAttribute('aria-invalid', text !== '');
    if (text !== '') this.focus();
  }
}

// What stands in the editor's place for a reader who is logged out.
class CommentPrompt {
  constructor(strings) {
    this._strings = strings;
    this._login = button('fyre-login', strings.signIn, () => this._signIn());
    this._error = element('p', { class: 'fyre-error', role: 'alert' });
    this.node = element('div', { class: 'fyre-prompt' }, this._login, this._error);
  }

  show() {
    this._login.disabled = !auth.hasDelegate('login');
  }

  focus() {
    this._login.focus();
  }

  clear() {
    setText(this._error, '');
  }

  _signIn() {
    this.clear();
    auth.login(error => {
      if (error) setText(this._error, [this._strings.errorSignIn, error.message].filter(Boolean).join(' '));
    });
  }
}
