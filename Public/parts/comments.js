// The comments below an article, by the network's own component.

import { make } from './elements.js';
import { newspaper } from './newspaper.js';
import { nameplate } from './reader.js';

/** Shows the comments of the article that `place` names, or there why it can't. */
export async function showComments(place) {
  place.replaceChildren(make('p', 'hint', 'The comments are on their way …'));
  try {
    const { network, livefyre } = await newspaper();
    await load(`${livefyre}/Livefyre.js`);
    const [Conv, auth] = await required(['fyre.conv#3', 'auth']);
    place.replaceChildren();
    nameplate.attach(auth);
    const conversation = { siteId: 'daily-plate', articleId: place.dataset.article, el: place.id };
    new Conv({ network }, [conversation], () => {});
  } catch (error) {
    showTrouble(place, error);
  }
}

function required(names) {
  return new Promise((resolve, reject) => {
    globalThis.Livefyre.require(names, (...packages) => resolve(packages), reject);
  });
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = make('script');
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new Error(`The comment network at ${new URL(address).host} doesn’t answer.`));
    };
    script.src = address;
    document.head.append(script);
  });
}

function showTrouble(place, { message }) {
  const text = make('p', '', `The comments can’t be shown just now. ${message}`);
  text.role = 'status';
  const again = make('button', 'quiet', 'Try again');
  again.type = 'button';
  again.addEventListener('click', () => {
    place.tabIndex = -1;
    place.focus(); // the button goes
    showComments(place);
  });
  place.replaceChildren(text, again);
}
