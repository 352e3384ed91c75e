// A delegate of the generation before, made one of this; every other is taken as it is.
function adapted(delegate) {
  return delegate.loginByCookie && oldConversations() ? adaptedOld(delegate) : delegate;
}

function oldConversations() {
  return window.fyre && window.fyre.conv;
}

// Old delegates never bring credentials: the login itself arrives as a token of `fyre.conv.user`.
function adaptedOld(delegate) {
  const nothing = { success() {}, failure() {} };
  const renewed = {
    login(finish) {
      delegate.login({ success: () => finish(), failure: () => finish(new Error('The login failed')) });
    },
    logout(finish) {
      delegate.logout(nothing);
      finish();
    },
    forEachAuthentication(authenticate) {
      const { user } = oldConversations();
      if (user) user.on('change:token', (_, token) => { if (token) authenticate({ livefyre: token }); });
      delegate.loginByCookie(nothing);
    },
  };
  for (const name of ['viewProfile', 'editProfile']) {
    if (delegate[name]) renewed[name] = author => delegate[name](nothing, plainAuthor(author));
  }
  return renewed;
}

function plainAuthor(author) {
  return author instanceof LivefyreUser ? author.get() : author;
}

// A page of the generation before may name its delegate to `fyre.conv` alone, and late.
function adoptOldDelegate(auth, attempt = 1) {
  if (auth.hasDelegate()) return;
  const conversations = oldConversations();
  const delegate = conversations && conversations.getDelegate && conversations.getDelegate();
  if (delegate) auth.delegate(delegate);
  else if (attempt < 15) setTimeout(() => adoptOldDelegate(auth, attempt + 1), 100 * attempt);
}
