let lastElementID = 0;
const newElementID = () => `fyre-${lastElementID += 1}`;

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  node.append(...children);
  return node;
}

function button(className, text, action) {
  const node = element('button', { class: className, type: 'button' }, text);
  node.addEventListener('click', action);
  return node;
}

// What is the same already is left alone, so that no selection is lost and nothing is read out again.
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// The author's picture, or initials where there is none that can be shown.
class Avatar {
  constructor() {
    this.node = element('span', { class: 'fyre-avatar', 'aria-hidden': 'true' });
  }

  show(name, address) {
    const key = `${isLoadable(address) ? address : ''} ${initials(name)}`;
    if (key === this._key) return;
    this._key = key;
    this.node.replaceChildren(initials(name));
    if (isLoadable(address)) this._load(address);
  }

  _load(address) {
    const image = element('img', { alt: '', width: '40', height: '40', loading: 'lazy', referrerpolicy: 'no-referrer' });
    image.addEventListener('error', () => image.remove());
    image.src = address;
    this.node.append(image);
  }
}

// One comment of the list.
class CommentView {
  constructor({ id, body, createdAt }) {
    this._avatar = new Avatar();
    this._author = button('fyre-comment-author', '', () => auth.viewProfile(this._profile));
    this._author.dir = 'auto';
    const time = element('time', { datetime: createdAt.toISOString() }, createdAt.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }));
    this.node = element('li', { class: 'fyre-comment', 'data-comment-id': id },
      this._avatar.node,
      element('div', { class: 'fyre-comment-main' },
        element('p', { class: 'fyre-comment-head' }, this._author, ' ', time),
        element('p', { class: 'fyre-comment-body', dir: 'auto' }, body)));
  }

  show(author) {
    this._profile = author;
    setText(this._author, author.displayName);
    this._author.disabled = !auth.hasDelegate('viewProfile');
    this._avatar.show(author.displayName, author.avatar);
  }
}
