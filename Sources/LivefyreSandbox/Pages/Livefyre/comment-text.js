// The words of the stream by Livefyre's own names for them; a page replaces them by `strings` of its configuration.
const commentStrings = {
  signIn: 'Sign in to comment',
  signOut: 'Sign out',
  commentingAs: 'Commenting as',
  editorLabel: 'Your comment',
  post: 'Post comment',
  posted: 'Your comment was posted.',
  comments: 'Comments',
  commentCount: count => count === 0 ? 'No comments yet' : count === 1 ? '1 comment' : `${count} comments`,
  errorEmpty: 'Write something before you post.',
  errorMaxChars: 'Your comment has more than 5,000 characters. Please shorten it.',
  errorExpired: 'Your session has expired. Please reload the page.',
  errorAuthError: 'You could not be recognised. Please sign out and in again; copy your comment first.',
  errorInsufficientPermissions: 'You may not comment here.',
  errorConnection: 'Your comment was not sent. Check your connection and post again.',
  errorServer: 'Your comment was not taken, because something went wrong there. Please post it again later.',
  errorSignIn: 'You were not signed in.',
  errorSignOut: 'You were not signed out. Please try again.',
  errorLoad: 'The comments could not be loaded. Trying again.',
};

const longestComment = 5000;

// What to tell a reader whose comment was not taken.
function reasonOf(error, strings) {
  if (!(error instanceof CommentRefusal)) return strings.errorConnection;
  if (error.code === 403) return /expired/i.test(error.message) ? strings.errorExpired : strings.errorAuthError;
  return error.code === 400 ? strings.errorInsufficientPermissions : strings.errorServer;
}

// The first letters of the first and the last word, whole characters as readers see them.
function initials(name) {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends.map(firstCharacter).join('').toUpperCase();
}

function firstCharacter(word) {
  if (!Intl.Segmenter) return [...word].slice(0, 1).join('');
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment;
  return '';
}

// A picture is shown only from where every page may load it.
function isLoadable(address) {
  return /^https:\/\//i.test(address) || /^data:image\//i.test(address);
}
